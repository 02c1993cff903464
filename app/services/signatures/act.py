"""What the program says of an act of signing, as the server keeps it chained (`pqr_audit.signing_record`)."""

from __future__ import annotations

import datetime as dt
import platform
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database
from app.services.signatures.errors import SignatureError
from app.services.signatures.pades import Signed
from app.services.signatures.session import SignerSession


@dataclass(frozen=True)
class SigningFacts:
    """The part of an act that only this computer knows; the server adds who, when, numbers, hashes and the acts."""

    batch_id: UUID | None = None
    level: str = ""
    certificate_serial: str = ""
    certificate_issuer: str = ""
    certificate_thumbprint: str = ""
    token_serial: str = ""
    workstation: str = ""
    timestamp_at: dt.datetime | None = None

    def payload(self) -> dict[str, str]:
        """The object «act» of the command that stamps; what is empty is left out."""
        values = {
            "batch_id": str(self.batch_id) if self.batch_id else "",
            "level": self.level,
            "certificate_serial": self.certificate_serial[:80],
            "certificate_issuer": self.certificate_issuer[:600],
            "certificate_thumbprint": self.certificate_thumbprint,
            "token_serial": self.token_serial[:80],
            "workstation": self.workstation[:120],
            "timestamp_at": self.timestamp_at.isoformat() if self.timestamp_at else "",
        }
        return {key: value for key, value in values.items() if value}


def facts_of_act(session: SignerSession | None, signed: Signed | None, batch_id: UUID | None = None) -> SigningFacts:
    """The facts of a letter signed in a session; without one, of a mechanical signature."""
    if session is None:
        return SigningFacts(batch_id, workstation=platform.node())
    certificate = session.certificate
    return SigningFacts(
        batch_id,
        level=signed.level.value if signed is not None else "",
        certificate_serial=certificate.serial,
        certificate_issuer=certificate.issuer,
        certificate_thumbprint=certificate.thumbprint,
        token_serial=session.token.serial if session.token is not None else "",
        workstation=platform.node(),
        timestamp_at=signed.timestamp_at if signed is not None else None,
    )


def note_failure(database: Database, case_id: UUID, known: SigningFacts, error: SignatureError) -> int:
    """Record an act that the key, its device or its certificate refused. Raises a refusal, Offline, Busy."""
    return int(database.call("note_signing_failure", p_case=case_id, p_act=known.payload(), p_reason=error.code))
