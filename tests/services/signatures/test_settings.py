"""Where to sign from, whom to believe and which time stamp to ask: remembered without a secret in any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import now
from app.services.signatures import errors
from app.services.signatures.settings import NoPlaceForPassword, SignatureSettings
from app.services.signatures.sources import Pkcs12Source, TokenSource, WindowsSource
from app.services.signatures.timestamps import Tsa
from app.settings import Settings
from tests.support.key_ring import MemoryKeyRing
from tests.support.pki import as_pem


@pytest.fixture
def known(tmp_path):
    """Reads the settings of a folder anew, as the next start of the program does."""
    ring = MemoryKeyRing()
    return lambda: SignatureSettings(Settings(tmp_path / "settings.ini"), tmp_path / "authorities", ring)


@pytest.mark.parametrize(
    "source",
    [Pkcs12Source(Path("/llaves/director.p12")), TokenSource(Path("/lib/m.so"), "PQR", "ab" * 32), WindowsSource("cd"),
     None],
)  # fmt: skip
def test_the_source_is_remembered(known, source) -> None:
    known().set_source(TokenSource(Path("/otro.so"), "antes"))
    known().set_source(source)
    assert known().source == source


def test_the_password_of_the_time_stamp_is_in_the_key_ring_only(known, tmp_path) -> None:
    known().set_tsa("https://sello.ejemplo/tsa", "unidad", "muy-secreta-9")
    tsa = known().tsa()
    assert tsa == Tsa("https://sello.ejemplo/tsa", "unidad", "muy-secreta-9") and "secreta" not in repr(tsa)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"sello.ejemplo" in written and b"secreta" not in written
    known().set_tsa("https://sello.ejemplo/tsa", "unidad")
    assert known().tsa().password == "muy-secreta-9"
    known().set_tsa("")
    assert known().tsa() is None


@pytest.mark.parametrize("address", ["ftp://x/tsa", "sello", "https://", "https://user:pass@x/tsa"])
def test_an_address_that_can_be_none_is_refused(known, address) -> None:
    with pytest.raises(errors.BadTimestampAddress):
        known().set_tsa(address)
    assert known().tsa() is None


def test_without_a_key_ring_no_password_is_kept(tmp_path) -> None:
    settings = SignatureSettings(Settings(tmp_path / "s.ini"), tmp_path / "a")
    with pytest.raises(NoPlaceForPassword):
        settings.set_tsa("https://x/tsa", "unidad", "clave")
    assert settings.tsa() is None
    settings.set_tsa("https://x/tsa", "unidad")
    assert settings.tsa().password is None


def test_authorities_are_registered_and_left(known, entity) -> None:
    both = as_pem(entity.root) + as_pem(entity.certificate("ca"))
    made = known().authorities.add(both, now())
    assert [each.is_root for each in made] == [True, False]
    trust = known().authorities.trust()
    assert (trust.anchors, trust.others) == ((entity.root,), (entity.certificate("ca"),))
    known().authorities.remove(made[0].certificate.thumbprint)
    known().authorities.remove("../settings")
    assert [each.certificate.holder for each in known().authorities.all()] == ["Entidad de Certificación de Prueba"]


@pytest.mark.parametrize("name", ["director", None])
def test_what_is_no_authority_is_refused(known, entity, name) -> None:
    with pytest.raises(errors.AnchorUnreadable) as refused:
        known().authorities.add(entity.certificate(name) if name else b"-----BEGIN nothing", now())
    assert refused.value.user_message.endswith(".") and known().authorities.all() == ()


def test_every_refusal_says_what_to_do() -> None:
    def below(kind):
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    kinds = [errors.SignatureError, *below(errors.SignatureError)]
    assert len(kinds) > 15 and len({each.code for each in kinds}) == len(kinds)
    for kind in kinds:
        assert kind().user_message.count(". ") >= 1 or kind is errors.PinCancelled, kind
        assert kind.concerns in errors.Concerns
