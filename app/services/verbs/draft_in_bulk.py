"""Activity 16: one letter of a bulk drafting; the server writes it from the batch's recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class DraftInBulk:
    """Outcome `bulk`. Nothing but the batch is sent: what the letters share is decided once, when it starts."""

    activity: ClassVar[str] = "draft_in_bulk"
    outcome: ClassVar[str] = "bulk"

    batch_id: UUID

    def payload(self) -> dict[str, Any]:
        """What the effect reads."""
        return {"batch_id": str(self.batch_id)}


@dataclass(frozen=True, kw_only=True)
class DraftAlone:
    """Outcome `individual`: the case is not like the others and gets its reply by hand."""

    activity: ClassVar[str] = "draft_in_bulk"
    outcome: ClassVar[str] = "individual"

    def payload(self) -> dict[str, Any]:
        """Nothing to write."""
        return {}
