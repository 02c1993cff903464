"""What verification says of each damage, silence and stranger, and what is preserved for later."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import replace

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature

from app.clock import now
from app.services.signatures import errors
from app.services.signatures.certificate import Chain
from app.services.signatures.levels import Level
from app.services.signatures.pades import BatchSigner
from app.services.signatures.preflight import chain_finding
from app.services.signatures.report import Opinion, Revocation, Verdict
from app.services.signatures.sources import TokenSource, candidates
from app.services.signatures.trust import Trust
from app.services.signatures.upgrade import upgrade
from app.services.signatures.verify import verify


def _with_page_content(pdf: bytes) -> bytes:
    """The file with one more revision, in which the page says something else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    words = generic.StreamObject(stream_data=b"BT 1 0 0 rg /F1 30 Tf 100 400 Td (NO) Tj ET")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(words)])
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_every_damage_is_seen(signed, trust) -> None:
    pdf = signed(Level.B_T)
    for place in (2000, len(pdf) - 200):
        broken = bytearray(pdf)
        broken[place] ^= 1
        report = verify(bytes(broken), trust, ask_another=False)
        assert report.verdict is Verdict.INVALID and not report.sound, place
    cut = verify(pdf[:-400], trust, ask_another=False)
    assert cut.verdict is Verdict.INVALID and "dañado" in cut.lines[0].sentence
    grown = verify(_with_page_content(pdf), trust)
    assert (grown.verdict, grown.sound, grown.unmodified, grown.covers_all) == (Verdict.INVALID, True, False, False)
    assert any("agregó contenido" in line.sentence for line in grown.lines)


def test_what_is_no_signed_letter_is_said(plain, trust) -> None:
    assert "no tiene firma digital" in verify(plain, trust).lines[0].sentence
    assert verify(b"%PDF-1.7 nothing", trust).verdict is Verdict.INVALID
    assert verify(b"", trust).signatures == 0


def test_revoked_expired_and_unknown_signers(plain, session_of, request_of, tsa, trust, entity) -> None:
    def report(who: str, trusted: Trust = trust):
        pdf = BatchSigner(session_of(who), tsa).sign(plain, request_of(Level.B_T)).pdf
        return verify(pdf, trusted, ask_another=False)

    revoked, expired = report("revoked"), report("expired")
    assert (revoked.verdict, revoked.revocation) == (Verdict.INVALID, Revocation.REVOKED)
    assert expired.verdict is Verdict.INVALID and any("no estaba vigente" in each.sentence for each in expired.lines)
    stranger = report("director", Trust((entity.certificate("ocsp"),)))
    assert (stranger.verdict, stranger.sound, stranger.certificate_ok) == (Verdict.UNCONFIRMED, True, False)
    pdf = BatchSigner(session_of("director"), tsa).sign(plain, request_of(Level.B_T)).pdf
    entity.dead |= {"ocsp", "crl"}
    silent = verify(pdf, trust, ask_another=False)
    assert (silent.verdict, silent.revocation) == (Verdict.UNCONFIRMED, Revocation.UNKNOWN)


def test_preserved_it_needs_nobody(signed, trust, tsa, entity) -> None:
    pdf = signed(Level.B_T)
    later = upgrade(pdf, Level.B_LT, trust, tsa)
    kept = upgrade(later.pdf, Level.B_LTA, trust, tsa)
    assert later.pdf.startswith(pdf) and kept.pdf.startswith(later.pdf)
    assert (later.level, kept.level) == (Level.B_LT, Level.B_LTA) and kept.timestamp_at is not None
    entity.asked.clear()
    report = verify(kept.pdf, Trust((entity.root,), fetch=False))
    assert (report.verdict, report.level, report.covers_all) == (Verdict.VALID, "B-LTA", True)
    assert entity.asked == [] and report.second_opinion is not Opinion.DISAGREES
    assert upgrade(kept.pdf, Level.B_LT, trust, None).pdf == kept.pdf
    assert not verify(_with_page_content(kept.pdf), trust, ask_another=False).unmodified


@pytest.mark.parametrize("wanted", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_signed_without_a_time_stamp_it_gets_its_time_later(wanted, signed, trust, tsa) -> None:
    made = upgrade(signed(), wanted, trust, tsa)
    report = verify(made.pdf, trust)
    assert (report.verdict, report.level, report.timestamp_at) == (Verdict.VALID, wanted.value, made.timestamp_at)
    assert made.level is wanted and report.second_opinion is not Opinion.DISAGREES


def test_no_damage_is_taken_for_a_letter(signed, trust, tsa) -> None:
    """Bytes at random: changed, cut off, taken out or put in; each is a report, never an error, never valid."""
    rng = random.Random(20261121)
    deaf = replace(trust, fetch=False)
    kept = upgrade(signed(Level.B_T), Level.B_LTA, trust, tsa).pdf
    for _ in range(60):
        broken, place = bytearray(kept), rng.randrange(len(kept))
        kind = rng.randrange(4)
        if kind == 0:
            broken[place] ^= rng.randrange(1, 256)
        elif kind == 1:
            del broken[place:]
        elif kind == 2:
            del broken[place : place + rng.randrange(1, 400)]
        else:
            broken[place:place] = rng.randbytes(20)
        assert verify(bytes(broken), deaf, ask_another=False).verdict is Verdict.INVALID, (kind, place)


def test_a_revoked_signature_is_not_preserved(plain, session_of, request_of, trust, tsa) -> None:
    pdf = BatchSigner(session_of("revoked")).sign(plain, request_of()).pdf
    with pytest.raises(errors.CertificateUnusable) as refused:
        upgrade(pdf, Level.B_LT, trust, tsa)
    assert "revocado" in refused.value.user_message
    with pytest.raises(errors.NotSignable):
        upgrade(plain, Level.B_LT, trust, tsa)


@pytest.mark.tools
def test_revocation_is_known_before_the_pin(device, trust, entity) -> None:
    seen = candidates(TokenSource(device.module, "director"))[0]
    assert entity.asked == [] and chain_finding(seen.chain, trust).state == "good"
    assert chain_finding(Chain((entity.certificate("revoked"),)), trust).code == "revoked"


@pytest.mark.parametrize("level", [Level.B_B, Level.B_T])
def test_pyhanko_by_itself_judges_it_valid(level, signed, trust) -> None:
    """With revocation asked strictly, and without a line of ours between."""
    reader = PdfFileReader(io.BytesIO(signed(level)))
    found = reader.embedded_signatures[0]
    status = validate_pdf_signature(found, trust.context(revocation="hard-fail"))
    assert status.bottom_line and "UNTOUCHED" in status.summary() and found.docmdp_level is MDPPerm.FILL_FORMS


def test_preflight_says_what_would_stop_a_batch(session_of, trust, tsa, entity) -> None:
    def codes(who: str, holder: str = "Pedro Pérez López", **options):
        found = session_of(who).preflight(holder, trust=trust, tsa=tsa, **options)
        assert all(each.sentence.endswith(".") for each in found)
        return {each.code: each.state for each in found}

    assert set(codes("director").values()) == {"good"} and "test_signature" in codes("director")
    assert codes("director", "Luisa Fernanda Rojas")["holder"] == "danger"
    for who, code in (
        ("revoked", "revoked"),
        ("expired", "certificate"),
        ("early", "certificate"),
        ("cipher", "certificate"),
    ):
        assert codes(who, "")[code] == "danger", who
    stranger = session_of("director").preflight(trust=replace(trust, anchors=(entity.certificate("ocsp"),), others=()))
    assert {each.code: each.state for each in stranger}["chain_incomplete"] == "danger"
    entity.dead |= {"tsa", "ocsp", "crl"}
    silent = codes("director")
    assert (silent["timestamp"], silent["revocation_unknown"]) == ("warn", "warn")
    assert codes("director", server_now=now() - dt.timedelta(minutes=5))["clock"] == "danger"
