"""Activity 22: the act of signing, with the hashes of the letter before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class SignatureStamped:
    """Outcome `stamped`: the stored signed letter; hashes are SHA-256 in hexadecimal.

    The server checks that the director may sign today, that a published act allows the mechanical signature
    (Decreto 2150 de 1995, art. 12) and that the signed file begins with the rendered one.
    """

    activity: ClassVar[str] = "stamp_signature"
    outcome: ClassVar[str] = "stamped"

    document_id: UUID
    sha256_before: str
    sha256_after: str

    def __post_init__(self) -> None:
        """InvalidInput when nothing was stamped."""
        if self.sha256_before == self.sha256_after:
            raise InvalidInput(sentence="La carta quedó igual: no se estampó la firma. Intente de nuevo.")

    def payload(self) -> dict[str, Any]:
        """What the effect checks and writes."""
        return {
            "method": "mechanical",
            "document_id": str(self.document_id),
            "sha256_before": self.sha256_before,
            "sha256_after": self.sha256_after,
        }
