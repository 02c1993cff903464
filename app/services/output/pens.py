"""What puts the signature on a letter (activity 22): the director's registered image, or the director's certificate."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from app.clock import now
from app.errors import PqrError
from app.services.database import Database
from app.services.documents.stamp import stamp
from app.services.output.checks import Checked
from app.services.output.letter_data import CITY, LetterSheet

if TYPE_CHECKING:
    from app.services.signatures.pades import BatchSigner
    from app.services.signatures.session import SignerSession
    from app.services.signatures.timestamps import Tsa

MECHANICAL, CERTIFICATE = "mechanical", "certificate"
_REASON = "Respuesta a una petición"


@dataclass(frozen=True)
class Penned:
    """A signed letter and what its act of signing says besides the hashes."""

    pdf: bytes
    act: Mapping[str, Any]


class Pen(Protocol):
    """Signs one letter after another, all of the same director. `method` is that of the director's registration."""

    @property
    def method(self) -> str:
        """«mechanical» or «certificate»."""

    def sign(self, pdf: bytes, sheet: LetterSheet) -> Penned:
        """The letter with its signature; the rendered bytes stay as its beginning."""

    def act_of(self, found: Checked) -> Mapping[str, Any] | None:
        """What the act says of a letter that this pen signed in an earlier, killed run; None when it didn't."""


def director_image(database: Database, case_id: UUID) -> bytes:
    """The signature image of the letter's director, empty if there is none; only while the letter is being signed."""
    return bytes(database.call("signature_image", p_case=case_id) or b"")


class MechanicalPen:
    """The registered image, where a published act allows it (Decreto 2150 de 1995, art. 12)."""

    method = MECHANICAL

    def __init__(self, database: Database) -> None:
        """The image leaves the server for each letter, while that letter is being signed, and by no other way."""
        self._database = database
        self._batch = uuid4()

    def sign(self, pdf: bytes, sheet: LetterSheet) -> Penned:
        """See Pen. Raises a refusal, NotALetter, AlreadyStamped."""
        signed = stamp(pdf, director_image(self._database, sheet.case_id))
        return Penned(signed, {"batch_id": str(self._batch), "workstation": platform.node()[:120]})

    def act_of(self, found: Checked) -> Mapping[str, Any] | None:
        """See Pen. Made again, a stamp is the same file: none has to be found."""
        return None


@dataclass
class CertificatePen:
    """An open certificate: its key signs, and where there is an authority each signature gets its time stamp.

    `without_stamp` signs at B-B, when the authority is down and the person chose to go on: the queue of levels brings
    the rest later.
    """

    database: Database
    session: SignerSession
    tsa: Tsa | None = None
    without_stamp: bool = False
    method: str = CERTIFICATE
    batch_id: UUID = field(default_factory=uuid4)
    _signer: BatchSigner | None = None

    def sign(self, pdf: bytes, sheet: LetterSheet) -> Penned:
        """See Pen. Raises SignatureError, which says whether it concerns the signer, the letter or a service."""
        from app.services.signatures.levels import Level
        from app.services.signatures.pades import BatchSigner, SignRequest, Stamp

        if self._signer is None:
            self._signer = BatchSigner(self.session, self.tsa)
        facts = self.session.certificate
        director = sheet.director or {}
        moment = now()
        name = str(director.get("name") or facts.holder)
        office, act = str(director.get("position") or ""), str(director.get("act") or "")
        lines = ("Firmado digitalmente por", name, office, f"{moment:%Y-%m-%d %H:%M:%S} -05:00", act)
        request = SignRequest(
            name=name,
            reason=_REASON,
            location=CITY,
            moment=moment,
            stamp=Stamp(director_image(self.database, sheet.case_id) or None, tuple(line for line in lines if line)),
            level=Level.B_T if self.tsa is not None and not self.without_stamp else Level.B_B,
        )
        with self._refusals_noted(sheet.case_id):
            made = self._signer.sign(pdf, request)
        stamped = made.timestamp_at.isoformat() if made.timestamp_at is not None else None
        return Penned(made.pdf, self._act(str(made.level), stamped))

    @contextmanager
    def _refusals_noted(self, case_id: UUID) -> Iterator[None]:
        """A refusal of the key, its device or a service is an act too: recorded, where the server can be told."""
        from app.services.signatures.act import facts_of_act, note_failure
        from app.services.signatures.errors import SignatureError

        try:
            yield
        except SignatureError as refused:
            with suppress(PqrError):
                note_failure(self.database, case_id, facts_of_act(self.session, None, self.batch_id), refused)
            raise

    def act_of(self, found: Checked) -> Mapping[str, Any] | None:
        """See Pen."""
        if not found.is_intact or found.thumbprint != self.session.certificate.thumbprint or not found.level:
            return None
        return self._act(found.level, found.stamped_at.isoformat() if found.stamped_at is not None else None)

    def _act(self, level: str, stamped_at: str | None) -> dict[str, Any]:
        """What the act of signing says of the certificate; empty values are left out."""
        facts, token = self.session.certificate, self.session.token
        said = {
            "batch_id": str(self.batch_id),
            "level": level,
            "certificate_serial": facts.serial,
            "certificate_issuer": facts.issuer,
            "certificate_thumbprint": facts.thumbprint,
            "token_serial": token.serial if token is not None else None,
            "workstation": platform.node()[:120],
            "timestamp_at": stamped_at,
        }
        return {key: value for key, value in said.items() if value}
