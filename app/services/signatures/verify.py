"""Verifies the signatures of a letter: bytes, extent, later changes, certificate, revocation and time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clock import BOGOTA
from app.services.signatures.certificate import CertificateFacts, Chain, facts
from app.services.signatures.chain_check import ChainState, check_in
from app.services.signatures.errors import CertificateUnusable
from app.services.signatures.levels import Level
from app.services.signatures.report import Line, Opinion, Report, unreadable
from app.services.signatures.second_opinion import second_opinion
from app.services.signatures.trust import Preserved, Trust
from app.services.signatures.verdict import Judged, report_of
from app.services.signatures.waiting import finished

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_BROKEN = "El archivo está dañado o incompleto: no se puede leer. Use el original guardado en el caso."
_NONE = "El archivo no tiene firma digital. Si la carta lleva firma mecánica, vale el acto que la autoriza."


@dataclass(frozen=True, slots=True)
class _File:
    reader: PdfFileReader
    signatures: Sequence[EmbeddedPdfSignature]
    stamps: Sequence[EmbeddedPdfSignature]
    preserved: Preserved


def verify(pdf: bytes, trust: Trust, when: dt.datetime | None = None, *, ask_another: bool = True) -> Report:
    """Look at every signature of a file; `when` replaces today. Asks the entities by network when `trust` fetches.

    Never raises for what is in the file: a file that can't be read is a report that says so.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError

    broken = (PdfError, SigningError, SignatureValidationError, CertificateUnusable, ValueError, TypeError, KeyError)
    try:
        file = _open(pdf)
        if not file.signatures:
            return unreadable(_NONE)
        judged = finished(_judge_all(file, trust, when))
        report = report_of(judged, _level(file, judged), _covers_all(file))
    except (*broken, IndexError, AttributeError, RecursionError, AssertionError):
        return unreadable(_BROKEN)
    return _with_second(report, pdf) if ask_another else report


def level_of(pdf: bytes) -> Level | None:
    """The level that the file has by what it contains, without judging it; None for one without signatures."""
    file = _open(pdf)
    return _contained(file) if file.signatures else None


def _open(pdf: bytes) -> _File:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(pdf))
    return _File(reader, reader.embedded_regular_signatures, reader.embedded_timestamp_signatures, _preserved(reader))


def _preserved(reader: PdfFileReader) -> Preserved:
    """Certificates and answers of entities that the file itself keeps."""
    from pyhanko.pdf_utils.decode_limits import DecodePurpose
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Preserved()
    return Preserved(
        tuple(each.dump() for each in store.load_certs()),
        tuple(each.get_object().read_data(DecodePurpose.OCSP_RESPONSE) for each in store.ocsps),
        tuple(each.get_object().read_data(DecodePurpose.CRL) for each in store.crls),
    )


async def _judge_all(file: _File, trust: Trust, when: dt.datetime | None) -> list[Judged]:
    stamped = [await _document_stamp(each, file, trust, when) for each in file.stamps]
    found = [await _judge(each, file, trust, when, stamped) for each in file.signatures]
    return found


async def _document_stamp(
    stamp: EmbeddedPdfSignature, file: _File, trust: Trust, when: dt.datetime | None
) -> tuple[dt.datetime, bool]:
    """The time of a stamp over the document, and whether it can be believed and nothing bad came after it."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

    status = await async_validate_pdf_timestamp(stamp, trust.context(when, preserved=file.preserved))
    good = _believed(status) and _harmless(status)
    return status.timestamp.astimezone(BOGOTA), good


async def _judge(
    signature: EmbeddedPdfSignature,
    file: _File,
    trust: Trust,
    when: dt.datetime | None,
    stamped: list[tuple[dt.datetime, bool]],
) -> Judged:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature

    token = _token(signature)
    at = _token_time(token) if token is not None else None
    proved = at or next((moment for moment, good in stamped if good), None)
    # A certificate has to be in force when it signed; without a stamp that proves when, it has to be today.
    moment = proved or when
    status = await async_validate_pdf_signature(
        signature,
        trust.context(moment, preserved=file.preserved),
        trust.context(when, preserved=file.preserved),
    )
    token_good = token is None or _believed(status.timestamp_validity)
    chain = _chain(signature)
    state = await check_in(chain, trust, moment, file.preserved)
    return Judged(
        certificate=_facts(signature),
        sound=bool(status.intact and status.valid),
        harmless=_harmless(status) and all(good for _moment, good in stamped),
        chain=state,
        timestamp_at=at,
        timestamp_good=token_good,
        claimed_at=status.signer_reported_dt.astimezone(BOGOTA) if status.signer_reported_dt else None,
        algorithm=f"{status.md_algorithm.upper()} · {_facts(signature).key}",
        proved_at=proved,
        revoked_status=bool(status.revoked) and state is not ChainState.GOOD,
    )


def _believed(stamp: Any) -> bool:
    """Whether a time stamp is of these bytes and of an authority that we know."""
    return stamp is not None and bool(stamp.intact and stamp.valid and stamp.trusted)


def _token(signature: EmbeddedPdfSignature) -> Any:
    """The time stamp inside a signature, or None."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    return next(extract_tst_data_iter(signature.signer_info, signed=False), None)


def _harmless(status: Any) -> bool:
    """Whether what came after is only other signatures and what preserves them."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    level = status.modification_level
    allowed = level is not None and level <= ModificationLevel.FORM_FILLING
    return bool(allowed and status.docmdp_ok is not False)


def _covers_all(file: _File) -> bool:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    last = file.reader.embedded_signatures[-1]
    return bool(last.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE)


def _level(file: _File, judged: Sequence[Judged]) -> Level:
    contained = _contained(file)
    if contained is Level.B_T and not all(each.timestamp_good for each in judged):
        return Level.B_B
    return contained


def _contained(file: _File) -> Level:
    if file.preserved.certificates and (file.preserved.ocsps or file.preserved.crls):
        # The proof has to be under the stamp: what comes after it nobody has dated.
        return Level.B_LTA if file.stamps and _covers_all(file) else Level.B_LT
    # A stamp over the document proves when as well as one in the signature.
    if file.stamps:
        return Level.B_T
    return Level.B_T if all(_token(each) is not None for each in file.signatures) else Level.B_B


def _token_time(token: Any) -> dt.datetime:
    moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment.astimezone(BOGOTA)


def _facts(signature: EmbeddedPdfSignature) -> CertificateFacts:
    return facts(signature.signer_cert.dump())


def _chain(signature: EmbeddedPdfSignature) -> Chain:
    return Chain((signature.signer_cert.dump(), *(each.dump() for each in signature.other_embedded_certs)))


def _with_second(report: Report, pdf: bytes) -> Report:
    from dataclasses import replace

    said = second_opinion(pdf, sound=report.sound, covers_all=report.covers_all)
    sentence = {
        Opinion.AGREES: "Otro programa (pdfsig) revisó el archivo y dice lo mismo.",
        Opinion.DISAGREES: "Otro programa (pdfsig) dice algo distinto. Muestre este informe a Tecnología.",
        Opinion.ABSENT: "En este equipo no hay otro programa que revise el archivo.",
    }[said]
    state = {Opinion.AGREES: "good", Opinion.DISAGREES: "danger", Opinion.ABSENT: "warn"}[said]
    line = Line("Segunda opinión", "good" if state == "good" else "danger" if state == "danger" else "warn", sentence)
    return replace(report, second_opinion=said, lines=(*report.lines, line))
