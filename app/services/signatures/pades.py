"""Signs letters (PAdES B-B and B-T): a fast path for batches, and pyHanko as the reference."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import BOGOTA
from app.services.documents.signature_revision import Prepared, SignatureWords, SlotTaken, prepare
from app.services.documents.stamp_face import Stamp
from app.services.signatures.certificate import Chain
from app.services.signatures.cms import CmsTemplate, pyhanko_signer, template_for
from app.services.signatures.errors import NotSignable, SignatureError, TimestampDown
from app.services.signatures.levels import Level
from app.services.signatures.raw import KeyType
from app.services.signatures.timestamps import Tsa, time_of
from app.services.signatures.waiting import finished

if TYPE_CHECKING:
    from typing import Protocol

    from asn1crypto.cms import ContentInfo

    class Signing(Protocol):
        """What signs: a session, or any key of ours."""

        @property
        def chain(self) -> Chain: ...

        @property
        def key_type(self) -> KeyType: ...

        def sign(self, data: bytes) -> bytes: ...


#: Room over the size of the first time stamp: later ones differ by a few bytes.
_SPARE = 512
#: What pyHanko keeps for a signature where nothing is known of its size, in bytes.
_REFERENCE_ROOM = 12_288


@dataclass(frozen=True)
class SignRequest:
    """One signature: words of the dictionary, what it shows, its level (B-B or B-T) and which director's place."""

    name: str
    reason: str
    location: str
    moment: dt.datetime
    stamp: Stamp
    level: Level = Level.B_T
    slot: int = 0

    @property
    def words(self) -> SignatureWords:
        """What the signature dictionary says."""
        return SignatureWords(self.name, self.reason, self.location, self.moment)


@dataclass(frozen=True)
class Signed:
    """A signed letter; it begins with all the bytes of the letter before signing."""

    pdf: bytes
    level: Level
    sha256_before: str
    sha256_after: str
    signed_at: dt.datetime
    timestamp_at: dt.datetime | None
    #: «fast» or «pyhanko».
    path: str


class BatchSigner:
    """Signs letter after letter with one open key; not for two threads at once."""

    def __init__(self, key: Signing, tsa: Tsa | None = None, *, reference: bool = False) -> None:
        """`reference` makes pyHanko build each signature, to compare with."""
        self._key = key
        self._tsa = tsa
        self._reference = reference
        self._template: CmsTemplate | None = None
        self._token_size = 0

    def sign(self, pdf: bytes, request: SignRequest) -> Signed:
        """Sign one letter. Raises SignatureError, NotALetter, NoSlot, SlotTaken, StampText, BadSignatureImage.

        With B-T and an authority that doesn't answer, TimestampDown: nothing is kept of the attempt.
        """
        if request.level.is_later:
            raise ValueError("B-LT and B-LTA are reached by upgrade")
        if request.level is Level.B_T and self._tsa is None:
            raise TimestampDown("no authority", sentence="No hay autoridad de sello de tiempo en Ajustes. Regístrela.")
        return self._by_pyhanko(pdf, request) if self._reference else self._fast(pdf, request)

    def _fast(self, pdf: bytes, request: SignRequest) -> Signed:
        template = self._template
        if template is None:
            template = self._template = template_for(self._key.chain)
        if request.level is Level.B_T and not self._token_size:
            assert self._tsa is not None
            self._token_size = len(self._tsa.stamp(bytes(32)).dump()) + _SPARE
        for _attempt in range(2):
            room = template.size(self._token_size if request.level is Level.B_T else 0)
            ready = prepare(pdf, request.slot, request.words, request.stamp, room)
            value = self._key.sign(template.to_sign(ready.digest))
            token = self._timestamp(value) if request.level is Level.B_T else None
            der = token.dump() if token is not None else b""
            try:
                return _done(ready, template.assemble(ready.digest, value, der), request, token, "fast")
            except ValueError:
                # A longer answer than the first one: keep more room and sign again.
                self._token_size = len(der) + _SPARE
        raise SignatureError("no room for the signature")

    def _by_pyhanko(self, pdf: bytes, request: SignRequest) -> Signed:
        ready = prepare(pdf, request.slot, request.words, request.stamp, _REFERENCE_ROOM)
        stamped: list[ContentInfo] = []
        content = reference_cms(self._key, ready, self._tsa if request.level is Level.B_T else None, stamped.append)
        return _done(ready, content, request, stamped[-1] if stamped else None, "pyhanko")

    def _timestamp(self, value: bytes) -> ContentInfo:
        assert self._tsa is not None
        return self._tsa.stamp(hashlib.sha256(value).digest())


def _done(ready: Prepared, content: bytes, request: SignRequest, token: ContentInfo | None, path: str) -> Signed:
    made, after = ready.fill(content)
    at = time_of(token) if token is not None else None
    return Signed(made, request.level, ready.sha256_before, after, request.moment, at, path)


def reference_cms(key: Signing, ready: Prepared, tsa: Tsa | None, tell: Callable[[ContentInfo], object]) -> bytes:
    """The signature as pyHanko makes it, DER; `tell` hears the time stamp. Raises SignatureError."""
    signer = pyhanko_signer(key.chain, key.sign)
    stamper = tsa.stamper() if tsa is not None else None
    content = finished(signer.async_sign(ready.digest, "sha256", use_pades=True, timestamper=stamper))
    if stamper is not None:
        unsigned = content["content"]["signer_infos"][0]["unsigned_attrs"]
        tell(next(each for each in unsigned if each["type"].native == "signature_time_stamp_token")["values"][0])
    return bytes(content.dump())


def sign_any(pdf: bytes, key: Signing, request: SignRequest, tsa: Tsa | None = None) -> Signed:
    """Sign a PDF that this program did not make, invisibly, with pyHanko alone.

    Raises NotSignable for a file that can't be read or is already certified, TimestampDown, SignatureError.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError

    meta = signers.PdfSignatureMetadata(
        field_name=f"FirmaDirector{request.slot + 1}",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=request.name,
        reason=request.reason,
        location=request.location,
    )
    stamper = tsa.stamper() if tsa is not None and request.level is Level.B_T else None
    signer = signers.PdfSigner(meta, signer=pyhanko_signer(key.chain, key.sign), timestamper=stamper)
    try:
        # Strict reading refuses what other programs often get a little wrong.
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        made = bytes(signer.sign_pdf(writer, bytes_reserved=4 * _REFERENCE_ROOM).getvalue())
    except SignatureError:
        raise
    except (PdfError, SigningError, ValueError) as refused:
        raise NotSignable(type(refused).__name__) from refused
    at = dt.datetime.now(dt.UTC).astimezone(BOGOTA)
    before, after = hashlib.sha256(pdf).hexdigest(), hashlib.sha256(made).hexdigest()
    return Signed(made, Level.B_T if stamper is not None else Level.B_B, before, after, at, None, "pyhanko")


__all__ = ["BatchSigner", "SignRequest", "Signed", "SlotTaken", "Stamp", "reference_cms", "sign_any"]
