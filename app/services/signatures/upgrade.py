"""Raises a signed letter to B-T, B-LT or B-LTA afterwards: what proves its validity is appended, nothing is changed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.signatures.certificate import Chain
from app.services.signatures.chain_check import SENTENCES, ChainState, check_in
from app.services.signatures.errors import (
    CertificateUnusable,
    NotSignable,
    RevocationUnavailable,
    SignatureError,
    TimestampDown,
)
from app.services.signatures.levels import Level, reaches
from app.services.signatures.timestamps import Tsa, time_of
from app.services.signatures.trust import Trust
from app.services.signatures.verify import level_of
from app.services.signatures.waiting import finished

if TYPE_CHECKING:
    from asn1crypto.tsp import TimeStampReq, TimeStampResp
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

#: Bytes kept for a time stamp over the document, which carries its certificates.
_STAMP_ROOM = 8_192


@dataclass(frozen=True)
class Upgraded:
    """A letter at its new level; it begins with all the bytes it had."""

    pdf: bytes
    level: Level
    #: The time of the stamp over the document, when one was added.
    timestamp_at: dt.datetime | None


def upgrade(pdf: bytes, wanted: Level, trust: Trust, tsa: Tsa | None) -> Upgraded:
    """Append what the level needs; asked again for a level it has, nothing is appended.

    A signature without a time stamp gets its time from a stamp over the document. Raises NotSignable for a file
    without a readable signature, TimestampDown, RevocationUnavailable (both: try later), CertificateUnusable (revoked).
    """
    have = _level(pdf)
    if reaches(have, wanted):
        return Upgraded(pdf, have, None)
    made, at = pdf, None
    with _readable():
        if have is Level.B_B and wanted is not Level.B_LTA:
            made, at = _stamped(made, trust, tsa, with_proof=False)
        if reaches(wanted, Level.B_LT) and not reaches(have, Level.B_LT):
            made = finished(_preserve(made, trust))
        if wanted is Level.B_LTA:
            made, at = _stamped(made, trust, tsa, with_proof=True)
    if not made.startswith(pdf):
        raise SignatureError("the upgrade changed signed bytes")
    return Upgraded(made, _level(made), at)


def _level(pdf: bytes) -> Level:
    with _readable():
        found = level_of(pdf)
    if found is None:
        raise NotSignable("no signature", sentence="El archivo no tiene firma digital que conservar.")
    return found


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what the libraries say of a file or of an entity into our refusals."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    try:
        yield
    except SignatureError:
        raise
    except (ValidationError, PathError) as unknown:
        raise RevocationUnavailable(type(unknown).__name__) from unknown
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, IndexError) as broken:
        raise NotSignable(type(broken).__name__) from broken


async def _preserve(pdf: bytes, trust: Trust) -> bytes:
    """The certificates and answers that prove each signature, kept in the file."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info

    made = pdf
    for place, kind in enumerate(each.sig_object_type for each in _reader(pdf).embedded_signatures):
        signature = _reader(made).embedded_signatures[place]
        if kind == "/Sig":
            await _require_good(signature, trust)
        context = trust.context(revocation="hard-fail")
        paths = await collect_validation_info(signature, context)
        writer = _writer(made)
        name = signature.pkcs7_content.hex().encode("ascii")
        DocumentSecurityStore.supply_dss_in_writer(writer, name, validation_context=context, paths=paths)
        target = io.BytesIO()
        writer.write(target)  # type: ignore[no-untyped-call]
        made = target.getvalue()
    return made


async def _require_good(signature: EmbeddedPdfSignature, trust: Trust) -> None:
    chain = Chain((signature.signer_cert.dump(), *(each.dump() for each in signature.other_embedded_certs)))
    state = await check_in(chain, trust, None)
    if state is ChainState.UNKNOWN:
        raise RevocationUnavailable("no answer")
    if state is not ChainState.GOOD:
        raise CertificateUnusable(state.value, sentence=SENTENCES[state])


def _stamped(pdf: bytes, trust: Trust, tsa: Tsa | None, *, with_proof: bool) -> tuple[bytes, dt.datetime]:
    """A time stamp over the whole file, with the proof of the authority that gave it when asked for."""
    from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
    from pyhanko.sign.timestamps import TimeStamper

    if tsa is None:
        raise TimestampDown("no authority", sentence="No hay autoridad de sello de tiempo en Ajustes. Regístrela.")
    authority, times = tsa, []

    class _Stamper(TimeStamper):
        async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
            answer = authority.ask(req)
            times.append(time_of(answer["time_stamp_token"]))
            return answer

    context = trust.context(revocation="hard-fail") if with_proof else None
    stamper = PdfTimeStamper(_Stamper())  # type: ignore[no-untyped-call]
    target = stamper.timestamp_pdf(
        _writer(pdf),
        "sha256",
        context,
        bytes_reserved=2 * _STAMP_ROOM,
        # The authority's own proof comes under its stamp, so that the stamp is the end of the file.
        dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
    )
    return bytes(target.getvalue()), times[-1]


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """Appends a revision and leaves the description of the letter as it is, also who made it and when."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class _Plain(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """The letter's own words stand; rewritten, they would no longer equal its Info dictionary."""

    return _Plain(io.BytesIO(pdf))


def _reader(pdf: bytes) -> PdfFileReader:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(pdf))
