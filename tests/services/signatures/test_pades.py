"""A signed letter: what public tools say of it, that the page is the same, and what each damage or absence gives."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.services.documents.letter import Signatory, render
from app.services.documents.letter_file import NotALetter
from app.services.documents.signature_image import invent
from app.services.documents.signature_revision import NoSlot, SlotTaken
from app.services.documents.stamp import stamp
from app.services.documents.stamp_face import Stamp, StampText
from app.services.signatures import errors
from app.services.signatures.levels import Level
from app.services.signatures.pades import BatchSigner, sign_any
from app.services.signatures.report import Opinion, Verdict
from app.services.signatures.session import SignerSession
from app.services.signatures.sources import TokenSource
from app.services.signatures.timestamps import Tsa
from app.services.signatures.upgrade import upgrade
from app.services.signatures.verify import verify
from tests.services.documents.letters import letter, texts
from tests.source import ROOT
from tests.support.device import PIN
from tests.support.pki import as_pem


def _run(*command: str | Path) -> str:
    done = subprocess.run([str(each) for each in command], capture_output=True, timeout=200, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def _tool(name: str) -> str:
    from shutil import which

    return which(name) or pytest.skip(f"{name} is not installed")


def _dark(pdf: bytes) -> int:
    """Dark points of the first page; PDFium draws fields only when the form is opened."""
    with pdfium.PdfDocument(pdf) as document:
        document.init_forms()
        return sum(document[0].render(scale=2, grayscale=True).to_pil().convert("L").histogram()[:140])


@pytest.mark.tools
@pytest.mark.parametrize("level", [Level.B_B, Level.B_T])
def test_public_tools_accept_it(level, signed, entity, tmp_path) -> None:
    file = tmp_path / "carta.pdf"
    file.write_bytes(signed(level))
    said = _run(_tool("pdfsig"), "-nocert", file)
    assert "Signature is Valid" in said and "Total document signed" in said and "Not total" not in said
    assert "No syntax or stream encoding errors" in _run(_tool("qpdf"), "--check", file)
    rows = [row.split() for row in _run(_tool("pdffonts"), file).splitlines()[2:]]
    assert rows and all(row[-5] == "yes" for row in rows), rows
    assert "Reprogramación del giro" in _run(_tool("pdftotext"), file, "-")
    data = file.read_bytes()
    ranges = [int(each) for each in re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", data).groups()]
    held = bytes.fromhex(data[ranges[1] + 1 : ranges[2] - 1].decode())
    size = int.from_bytes(held[2:4], "big") + 4
    (tmp_path / "cms.der").write_bytes(held[:size])
    (tmp_path / "ranges.bin").write_bytes(data[: ranges[1]] + data[ranges[2] :])
    (tmp_path / "root.pem").write_bytes(as_pem(entity.root))
    assert "successful" in _run(
        _tool("openssl"), "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms.der", "-content",
        tmp_path / "ranges.bin", "-CAfile", tmp_path / "root.pem", "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip


@pytest.mark.parametrize("level", [Level.B_B, Level.B_LTA])
def test_it_stays_an_accessible_archive(level, signed, trust, tsa, tmp_path) -> None:
    import pdf_oxide

    pdf = signed(Level.B_T) if level is Level.B_LTA else signed()
    file = tmp_path / "carta.pdf"
    file.write_bytes(upgrade(pdf, level, trust, tsa).pdf)
    document = pdf_oxide.PdfDocument(str(file))
    for found in (document.validate_pdf_a("2a"), document.validate_pdf_ua()):
        assert found["valid"], found["errors"]


def test_the_letter_is_the_same_and_shows_who_signed(signed, plain) -> None:
    pdf = signed()
    assert pdf.startswith(plain)
    assert texts(pdf) == texts(plain)
    assert _dark(pdf) > _dark(plain) + 300


def test_the_stamp_can_be_read(signed, tmp_path) -> None:
    file = tmp_path / "carta.pdf"
    file.write_bytes(signed())
    said = _run(_tool("pdftotext"), file, "-")
    assert "Firmado digitalmente por" in said and "PEDRO PÉREZ LÓPEZ" in said


@pytest.mark.parametrize("who", ["director", "elliptic"])
@pytest.mark.parametrize("reference", [False, True])
def test_both_paths_are_valid(who, reference, plain, session_of, request_of, tsa, trust) -> None:
    made = BatchSigner(session_of(who), tsa, reference=reference).sign(plain, request_of(Level.B_T))
    report = verify(made.pdf, trust)
    assert (report.verdict, report.level, report.covers_all) == (Verdict.VALID, "B-T", True)
    assert report.timestamp_at == made.timestamp_at and report.second_opinion is not Opinion.DISAGREES
    assert all(line.sentence.endswith((".", ":")) for line in report.lines)


def test_fast_and_reference_say_the_same(plain, session_of, request_of) -> None:
    """Byte for byte: the same attributes in the same order, only the room around them differs."""
    request = request_of()
    fast, slow = (
        BatchSigner(session_of("director"), reference=each).sign(plain, request).pdf for each in (False, True)
    )
    held = [bytes.fromhex(re.search(rb"/Contents <([0-9a-f]+)>", each)[1].decode()) for each in (fast, slow)]
    found = [each[: 4 + int.from_bytes(each[2:4], "big")] for each in held]
    assert len(found[0]) > 1000 and len(found[0]) == len(found[1])
    same = sum(a == b for a, b in zip(*found, strict=True))
    # The digest of another byte range and its signature: 32 and 256 bytes.
    assert len(found[0]) - same <= 32 + 256


def test_silent_services_are_said_and_nothing_is_kept(
    plain, session_of, request_of, tsa, trust, entity, signed
) -> None:
    pdf, signer = signed(Level.B_T), BatchSigner(session_of("director"), tsa)
    entity.dead |= {"tsa"}
    for attempt in (
        lambda: signer.sign(plain, request_of(Level.B_T)),
        lambda: upgrade(pdf, Level.B_LTA, trust, tsa),
        lambda: BatchSigner(session_of("director"), Tsa("http://127.0.0.1:1/tsa", timeout=1)).sign(
            plain, request_of(Level.B_T)
        ),
        lambda: BatchSigner(session_of("director")).sign(plain, request_of(Level.B_T)),
    ):
        with pytest.raises(errors.TimestampDown) as refused:
            attempt()
        assert refused.value.concerns is errors.Concerns.SERVICE
    assert signer.sign(plain, request_of(Level.B_B)).level is Level.B_B
    entity.dead |= {"ocsp", "crl"}
    with pytest.raises(errors.RevocationUnavailable):
        upgrade(pdf, Level.B_LT, trust, tsa)
    entity.dead.clear()
    assert upgrade(pdf, Level.B_LTA, trust, tsa).level is Level.B_LTA


def test_two_directors_sign_one_letter(session_of, request_of, trust, tsa) -> None:
    second = Signatory("Lucía Gómez Ardila", "Directora de Registro", "Resolución 00222 de 2026")
    pdf = render(letter(co_signatory=second))
    first = BatchSigner(session_of("director"), tsa).sign(pdf, request_of(Level.B_T))
    both = BatchSigner(session_of("second"), tsa).sign(first.pdf, request_of(Level.B_T, slot=1, name=second.name))
    assert both.pdf.startswith(first.pdf)
    report = verify(both.pdf, trust)
    assert (report.verdict, report.signatures, report.signer) == (Verdict.VALID, 2, "LUCIA GOMEZ ARDILA")
    assert report.covers_all and report.unmodified and report.second_opinion is not Opinion.DISAGREES
    with pytest.raises(SlotTaken):
        BatchSigner(session_of("director")).sign(both.pdf, request_of())
    assert upgrade(both.pdf, Level.B_LTA, trust, tsa).level is Level.B_LTA


def test_what_can_not_be_signed_is_refused(plain, signed, session_of, request_of) -> None:
    signer = BatchSigner(session_of("director"))
    with pytest.raises(SlotTaken):
        signer.sign(signed(), request_of())
    with pytest.raises(NoSlot):
        signer.sign(plain, request_of(slot=1))
    for broken in (b"%PDF-1.7", plain[:-300], plain.replace(b"/PQRCampos", b"/PQRCampoz")):
        with pytest.raises(NotALetter):
            signer.sign(broken, request_of())
    for lines, words in ((("日本",), "no se puede imprimir"), (("palabra " * 80,), "no cabe")):
        with pytest.raises(StampText) as refused:
            signer.sign(plain, request_of(stamp=Stamp(None, lines)))
        assert words in refused.value.user_message
    assert signer.sign(plain, request_of(stamp=Stamp(None))).pdf.startswith(plain)


def test_the_image_alone_stays_as_it_was(plain, trust) -> None:
    """The mechanical signature has no field, no certificate and no revision but the image's."""
    stamped = stamp(plain, invent("Pedro Pérez López"))
    assert stamped.startswith(plain) and b"/AcroForm" not in stamped and b"/ByteRange" not in stamped
    assert "firma mecánica" in verify(stamped, trust).lines[0].sentence


def test_a_file_of_others_is_signed_by_pyhanko(session_of, request_of, trust, tsa, plain) -> None:
    made = sign_any(stamp(plain, invent("x y")), session_of("elliptic"), request_of(Level.B_T), tsa)
    assert verify(made.pdf, trust).verdict is Verdict.VALID
    with pytest.raises(errors.NotSignable):
        sign_any(b"not a PDF", session_of("elliptic"), request_of())


@pytest.mark.tools
@pytest.mark.parametrize("name", ["director", "elliptic"])
def test_a_device_signs_letters(name, device, plain, request_of, trust, tsa) -> None:
    with SignerSession.open(TokenSource(device.module, name), lambda _request: PIN) as session:
        signer = BatchSigner(session, tsa)
        made = [signer.sign(plain, request_of(level)) for level in (Level.B_B, Level.B_T)]
        assert [verify(each.pdf, trust).verdict for each in made] == [Verdict.VALID] * 2
        session._signer._session.close()
        with pytest.raises(errors.TokenRemoved):
            signer.sign(plain, request_of())


def test_a_time_stamp_longer_than_the_first_finds_room(plain, session_of, request_of, tsa, trust) -> None:
    signer = BatchSigner(session_of("director"), tsa)
    signer.sign(plain, request_of(Level.B_T))
    signer._token_size = 100
    assert verify(signer.sign(plain, request_of(Level.B_T)).pdf, trust).verdict is Verdict.VALID


def test_the_start_of_the_program_does_not_load_the_libraries() -> None:
    code = (
        "import sys, app.services.signatures.session, app.services.signatures.pades, app.services.signatures.settings,"
        " app.services.signatures.verify, app.services.signatures.upgrade, app.services.signatures.act\n"
        "print([m for m in ('pyhanko', 'pyhanko_certvalidator', 'pkcs11', 'cryptography', 'asn1crypto')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=200
    )
    assert done.stdout.strip() == "[]"
