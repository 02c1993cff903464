"""Where keys live: files, devices and Windows; what each refusal says; a PIN is asked once and kept nowhere."""

from __future__ import annotations

import gc
import hashlib
import os
from dataclasses import replace
from types import FunctionType, ModuleType

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from app.clock import now
from app.services.signatures import errors
from app.services.signatures.certificate import facts
from app.services.signatures.raw import KeyType, PinState
from app.services.signatures.session import SignerSession
from app.services.signatures.sources import Pkcs12Source, TokenSource, WindowsSource, candidates, needs_pin, token_facts
from app.services.signatures.windows_store import CngSigner, WindowsRefused, windows_store
from tests.support.device import PIN
from tests.support.pki import HOLDER, HOLDER_ID, PASSWORD

DATA = b"lo que se firma"


class Asked:
    """Answers with a PIN and counts how often it was asked."""

    def __init__(self, pin: str | None) -> None:
        self.pin = pin
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        return self.pin


def _verify(der: bytes, data: bytes, value: bytes) -> None:
    key = x509.load_der_x509_certificate(der).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, data, ec.ECDSA(hashes.SHA256()))
    else:
        key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("who", ["director", "elliptic"])
def test_a_file_signs_and_forgets_its_key(entity, who) -> None:
    asked = Asked(PASSWORD)
    with SignerSession.open(Pkcs12Source(entity.pkcs12(who)), asked) as session:
        _verify(entity.certificate(who), DATA, session.sign(DATA))
        assert session.chain.certificates == (entity.certificate(who), entity.certificate("ca"))
        assert session.certificate.thumbprint == hashlib.sha256(entity.certificate(who)).hexdigest()
    assert len(asked.requests) == 1
    with pytest.raises(errors.TokenRemoved) as refused:
        session.sign(DATA)
    assert "se cerró" in refused.value.user_message


def test_the_password_is_kept_nowhere(entity) -> None:
    secret = f"{PASSWORD}-{os.urandom(4).hex()}"
    path = entity.pkcs12("second", secret)
    with SignerSession.open(Pkcs12Source(path), lambda _request: "".join(secret)) as session:
        session.sign(DATA)
        assert not _held_by(session, secret) and secret not in str(dict(os.environ))
        session.kept = [secret]
        assert _held_by(session, secret), "this test can fail"
    path.unlink()


def _held_by(thing: object, secret: str) -> bool:
    """Whether anything that hangs from it is the secret, as text or bytes."""
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type | ModuleType | FunctionType):
            continue
        seen.add(id(each))
        if each == secret or each == secret.encode():
            return True
        waiting += gc.get_referents(each)
    return False


def test_a_wrong_password_is_tried_once_and_says_so(entity) -> None:
    asked = Asked("otra-clave")
    with pytest.raises(errors.PinWrong) as refused:
        SignerSession.open(Pkcs12Source(entity.pkcs12("director")), asked)
    assert len(asked.requests) == 1 and refused.value.concerns is errors.Concerns.SIGNER
    assert "otra-clave" not in str(refused.value) + refused.value.user_message


@pytest.mark.parametrize(
    ("content", "kind"),
    [(None, errors.FileUnreadable), (b"not a file of keys", errors.FileUnreadable), (b"", errors.FileUnreadable)],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, kind) -> None:
    path = tmp_path / "llave.p12"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind):
        SignerSession.open(Pkcs12Source(path), lambda _request: PASSWORD)


def test_giving_up_the_pin_is_no_error_of_the_key(entity) -> None:
    with pytest.raises(errors.PinCancelled):
        SignerSession.open(Pkcs12Source(entity.pkcs12("director")), lambda _request: None)
    with pytest.raises(errors.CertificateUnusable):
        SignerSession.open(Pkcs12Source(entity.pkcs12("director")), lambda _request: PASSWORD, thumbprint="00" * 32)


@pytest.mark.parametrize(
    ("who", "words"),
    [("director", ""), ("expired", "venció"), ("early", "empieza a valer"), ("cipher", "no permite firmar"),
     ("ca", "autoridad")],
)  # fmt: skip
def test_each_certificate_says_why_it_can_not_sign(entity, who, words) -> None:
    sentence = facts(entity.certificate(who)).obstacle(now())
    assert words in sentence if words else sentence == ""


def test_a_certificate_is_of_its_holder(entity) -> None:
    certificate = facts(entity.certificate("director"))
    assert certificate.is_of(HOLDER) and certificate.is_of("", HOLDER_ID)
    assert certificate.is_of("LÓPEZ PEREZ Pedro Luis")
    assert not certificate.is_of("Pedro Gómez Ruiz") and not certificate.is_of(HOLDER, "12345678")
    assert not replace(certificate, holder="PEDRO", holder_id="").is_of("Pedro")


@pytest.mark.tools
class TestDevice:
    """SoftHSM in place of a token."""

    @pytest.mark.parametrize("name", ["director", "elliptic"])
    def test_signs_with_one_pin(self, device, entity, name) -> None:
        asked = Asked(PIN)
        with SignerSession.open(TokenSource(device.module, name), asked) as session:
            for data in (DATA, DATA * 100):
                _verify(entity.certificate(name), data, session.sign(data))
            assert session.token is not None and session.token.label == name and not session.pin_each_time
            assert session.chain.certificates[1:] == (entity.certificate("ca"),)
        assert len(asked.requests) == 1 and asked.requests[0].warning == ""

    def test_the_pin_is_let_go(self, device) -> None:
        pin = "".join(PIN)
        with SignerSession.open(TokenSource(device.module, "director"), Asked(pin)) as session:
            session.sign(DATA)
            assert not _held_by(session, PIN)

    def test_shows_its_certificates_without_a_pin(self, device, entity) -> None:
        found = candidates(TokenSource(device.module, "director"))
        assert [each.certificate.holder for each in found] == ["PEDRO PEREZ LOPEZ"]
        assert found[0].usable and found[0].token is not None and found[0].token.pin is PinState.OK
        assert not needs_pin(TokenSource(device.module)) and needs_pin(Pkcs12Source(device.module))

    def test_a_wrong_pin_is_said_and_counted(self, device) -> None:
        source, asked = TokenSource(device.module, "wrong"), Asked("00000000")
        with pytest.raises(errors.PinWrong):
            SignerSession.open(source, asked)
        assert len(asked.requests) == 1
        known = token_facts(source)
        assert known is not None and known.pin is PinState.LOW and "clave equivocada" in known.sentence
        warned = Asked(PIN)
        with SignerSession.open(source, warned) as session:
            codes = {each.code: each.state for each in session.preflight()}
        assert "equivocada" in warned.requests[0].warning and codes["pin_count"] == "warn"
        assert token_facts(source).pin is PinState.OK

    def test_a_wrong_pin_is_no_key_while_another_session_is_open(self, device) -> None:
        """The device counts logins by program: what somebody left open is nobody else's."""
        source = TokenSource(device.module, "director")
        with SignerSession.open(source, Asked(PIN)):
            for pin in ("00000000", PIN):
                with pytest.raises(errors.KeyOpen) as refused:
                    SignerSession.open(source, Asked(pin))
            assert "abierta" in refused.value.user_message
        with pytest.raises(errors.PinWrong):
            SignerSession.open(source, Asked("00000000"))
        SignerSession.open(source, Asked(PIN)).close()

    def test_a_locked_device_is_refused_without_a_try(self, device) -> None:
        asked = Asked(PIN)
        with pytest.raises(errors.PinLocked) as refused:
            SignerSession.open(TokenSource(device.module, "locked"), asked)
        assert asked.requests == [] and "bloquead" in refused.value.user_message

    def test_a_last_try_is_said_before_it_is_spent(self, device) -> None:
        asked = Asked(None)
        with pytest.raises(errors.PinCancelled):
            SignerSession.open(TokenSource(device.module, "final"), asked)
        assert asked.requests[0].final_try and "un solo intento" in asked.requests[0].warning
        with pytest.raises(errors.PinWrong) as refused:
            SignerSession.open(TokenSource(device.module, "final"), Asked("00000000"))
        assert refused.value.tries_left == 1

    def test_a_pulled_device_says_so(self, device) -> None:
        session = SignerSession.open(TokenSource(device.module, "director"), Asked(PIN))
        session.sign(DATA)
        session._signer._session.close()
        with pytest.raises(errors.TokenRemoved):
            session.sign(DATA)
        session.close()

    def test_another_process_can_not_use_the_session(self, device, monkeypatch) -> None:
        with SignerSession.open(TokenSource(device.module, "director"), Asked(PIN)) as session:
            monkeypatch.setattr(session._signer, "_process", 1)
            with pytest.raises(errors.TokenRemoved):
                session.sign(DATA)
            monkeypatch.undo()

    def test_a_key_that_asks_each_time_is_detected_and_asked(self, device, entity) -> None:
        asked = Asked(PIN)
        with SignerSession.open(TokenSource(device.module, "each"), asked) as session:
            assert session.pin_each_time
            _verify(entity.certificate("director"), DATA, session.sign(DATA))
            assert "pin_each_time" in {each.code for each in session.preflight()}
        assert len(asked.requests) == 2

    @pytest.mark.parametrize("name", ["", "no-such-device"])
    def test_which_device_has_to_be_clear(self, device, name) -> None:
        with pytest.raises(errors.TokenMissing):
            SignerSession.open(TokenSource(device.module, name), Asked(PIN))

    def test_a_device_without_keys_and_a_module_that_is_none(self, device, tmp_path) -> None:
        with pytest.raises(errors.KeyMissing):
            SignerSession.open(TokenSource(device.module, "empty"), Asked(PIN))
        broken = tmp_path / "module.so"
        broken.write_bytes(b"not a library")
        for path in (broken, tmp_path / "none.so"):
            with pytest.raises(errors.ModuleUnusable):
                candidates(TokenSource(path))


class Store:
    """Windows' store in memory: the same five calls, with a real key behind them."""

    def __init__(self, entity, who: str) -> None:
        self.entity, self.who = entity, who
        self.refuses: int | None = None
        self.open_keys = 0

    def certificates(self):
        return [self.entity.certificate(self.who)]

    def issuers(self):
        return [self.entity.certificate("ca"), self.entity.certificate("root")]

    def open_key(self, thumbprint: str) -> int:
        self._may()
        assert thumbprint == hashlib.sha256(self.entity.certificate(self.who)).hexdigest()
        self.open_keys += 1
        return 7

    def sign_hash(self, key: int, digest: bytes, *, rsa: bool) -> bytes:
        self._may()
        hashed = utils.Prehashed(hashes.SHA256())
        if rsa:
            return self.entity.key(self.who).sign(digest, padding.PKCS1v15(), hashed)
        r, s = utils.decode_dss_signature(self.entity.key(self.who).sign(digest, ec.ECDSA(hashed)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def close_key(self, key: int) -> None:
        self.open_keys -= 1

    def _may(self) -> None:
        if self.refuses is not None:
            raise WindowsRefused(self.refuses)


@pytest.mark.parametrize(("who", "kind"), [("director", KeyType.RSA), ("elliptic", KeyType.EC)])
def test_windows_signs_with_either_key(entity, who, kind) -> None:
    store = Store(entity, who)
    with SignerSession(CngSigner(store, "")) as session:
        _verify(entity.certificate(who), DATA, session.sign(DATA))
        assert session.key_type is kind and session.chain.certificates[1:] == (entity.certificate("ca"),)
        assert store.open_keys == 1
    assert store.open_keys == 0


@pytest.mark.parametrize(
    ("code", "kind"),
    [(0x8010006E, errors.PinCancelled), (0x80100069, errors.TokenRemoved), (0x80090016, errors.KeyMissing),
     (0x80004005, errors.SignatureError)],
)  # fmt: skip
def test_what_windows_refuses_becomes_a_sentence(entity, code, kind) -> None:
    store = Store(entity, "director")
    signer = CngSigner(store, "")
    store.refuses = code
    with pytest.raises(kind) as refused:
        signer.sign(DATA)
    assert type(refused.value) is kind
    with pytest.raises(kind):
        CngSigner(store, "")


def test_windows_store_is_only_on_windows(monkeypatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(errors.StoreUnavailable):
        windows_store()
    with pytest.raises(errors.StoreUnavailable):
        candidates(WindowsSource())
