"""A ZIP of proofs and a file of certificates are opened by the child only; bombs and lies are refused."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.services.guard import certificate
from app.services.guard.archive import Archive, BadArchive
from app.services.guard.certificate import BadCertificate
from tests.source import ROOT

MIB = 1 << 20


def _archive(path: Path, most_bytes: int = 8 * MIB, most: int = 50) -> Archive:
    return Archive(path, [".png", ".pdf"], most_bytes=most_bytes, most=most)


def _zip(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_png", ".png").replace("_exe", ".exe"), data)
    return path


def test_images_are_listed_and_taken_and_nothing_else(tmp_path) -> None:
    path = _zip(tmp_path / "a.zip", fotos__guia1_png=b"imagen uno", programa_exe=b"MZ", otra__guia1_png=b"repetida")
    archive = _archive(path)
    assert archive.names() == {"guia1.png": 0}
    assert archive.read(0) == b"imagen uno"
    with pytest.raises(BadArchive):
        archive.read(1)


def test_a_bomb_is_passed_over_and_one_that_lies_is_cut(tmp_path) -> None:
    bomb = _zip(tmp_path / "b.zip", bomba_png=b"\0" * (64 * MIB))
    assert bomb.stat().st_size < MIB and _archive(bomb, 256 * MIB).names() == {}
    with pytest.raises(BadArchive, match="bomb"):
        _archive(bomb, 256 * MIB).read(0)
    # Declares ten bytes in both headers and unpacks into megabytes.
    honest = _zip(tmp_path / "c.zip", mentira_png=b"\0" * (4 * MIB)).read_bytes()
    lie = honest.replace((4 * MIB).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "c.zip").write_bytes(lie)
    with pytest.raises(BadArchive):
        _archive(tmp_path / "c.zip").read(0)


def test_too_many_entries_and_no_zip_are_said(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as made:
        for n in range(60):
            made.writestr(f"{n}.png", b"x")
    with pytest.raises(BadArchive, match="many"):
        _archive(tmp_path / "m.zip").names()
    (tmp_path / "n.zip").write_bytes(b"PK\x05\x06" + b"\xff" * 400)
    for place in (tmp_path / "n.zip", tmp_path / "no-existe.zip"):
        with pytest.raises(BadArchive):
            _archive(place).names()


def _certificate(name: str) -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    with warnings.catch_warnings():
        # Names that no entity writes are the point here.
        warnings.simplefilter("ignore")
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)])
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 77, now, now + dt.timedelta(days=9))
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_is_read_by_the_child_with_its_facts() -> None:
    der = _certificate("Directora, Inventada")
    [(read, facts)] = certificate.read(der)
    assert read == der and facts.holder == "Directora, Inventada" and facts.serial == "4D"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"esto no es un certificado", "no es un certificado"),
        (b"", "vacío"),
        (b"\x30\x84\xff\xff\xff\xff" + b"\x30\x80" * 40_000, "no es un certificado"),
        (b"-----BEGIN CERTIFICATE-----\n" * 41, "demasiados"),
        (b"0" * (MIB + 1), "1 MB"),
        (_certificate("A" * 60_000), "desmedidos"),
        (_certificate("Directora \u202eavitanretla"), "signos ocultos"),
    ],
    ids=["text", "empty", "nested", "many", "big", "name", "hidden"],
)
def test_a_hostile_certificate_is_refused_with_its_reason(data, why) -> None:
    with pytest.raises(BadCertificate) as refused:
        certificate.read(data)
    assert why in refused.value.user_message


def test_the_program_itself_opens_no_archive_of_others() -> None:
    """Outside the guard only our own workbook is rewritten as a ZIP."""
    users = {
        str(path.relative_to(ROOT / "app"))
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"^import zipfile|^from zipfile", path.read_text(encoding="utf-8"), re.M)
    }
    assert {each for each in users if not each.startswith("services/guard/")} == {"services/documents/dispatch_xlsx.py"}
