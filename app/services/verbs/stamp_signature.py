"""Activity 22: the act of signing, with the hashes of the letter before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from app.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class SignatureStamped:
    """Outcome `stamped`: the stored signed letter; hashes are SHA-256 in hexadecimal.

    The server checks that the director may sign today, that the method is the director's registered one (an image that
    a published act allows, Decreto 2150 de 1995, art. 12, or a certificate of theirs), and that the signed file begins
    with the rendered one. `act` says what signed: certificate, level, time stamp, workstation, batch.
    """

    activity: ClassVar[str] = "stamp_signature"
    outcome: ClassVar[str] = "stamped"

    document_id: UUID
    sha256_before: str
    sha256_after: str
    method: str = "mechanical"
    act: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """InvalidInput when nothing was stamped."""
        if self.sha256_before == self.sha256_after:
            raise InvalidInput(sentence="La carta quedó igual: no se estampó la firma. Intente de nuevo.")

    def payload(self) -> dict[str, Any]:
        """What the effect checks and writes."""
        return {
            "method": self.method,
            "act": dict(self.act),
            "document_id": str(self.document_id),
            "sha256_before": self.sha256_before,
            "sha256_after": self.sha256_after,
        }
