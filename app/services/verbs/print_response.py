"""Activity 26: the signed letter was printed, as part of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.services.verbs.checks import at_most


@dataclass(frozen=True, kw_only=True)
class ResponsePrinted:
    """Outcome `printed`; `reason` says why it is printed again, when no order or return already says so."""

    activity: ClassVar[str] = "print_response"
    outcome: ClassVar[str] = "printed"

    batch_id: UUID
    reason: str = ""

    def __post_init__(self) -> None:
        """InvalidInput when the reason is too long."""
        at_most(self.reason, 1000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"batch_id": str(self.batch_id)} | ({"reason": self.reason.strip()} if self.reason.strip() else {})
