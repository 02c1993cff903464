"""Activity 10: report an archived or reassigned case and end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class CloseArchived:
    """Outcome `reported`. The report takes its number, kind and mirror from the aval that was granted."""

    activity: ClassVar[str] = "close_archived"
    outcome: ClassVar[str] = "reported"

    def payload(self) -> dict[str, Any]:
        """Nothing to add: the server writes the report from what it knows."""
        return {}
