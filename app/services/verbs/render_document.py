"""Activity 23: the PDF of the letter with its number, date and codes, still without signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class DocumentRendered:
    """Outcome `rendered`: the stored document and its SHA-256 in hexadecimal, which the server computes again."""

    activity: ClassVar[str] = "render_document"
    outcome: ClassVar[str] = "rendered"

    document_id: UUID
    sha256: str
    #: What the letter prints for whoever checks a paper copy; empty where it is not known.
    verification_code: str = ""

    def payload(self) -> dict[str, Any]:
        """What the effect checks and writes."""
        code = {"verification_code": self.verification_code} if self.verification_code else {}
        return {"document_id": str(self.document_id), "sha256": self.sha256} | code
