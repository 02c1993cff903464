"""Outbound 5: how many security questions the person answered right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.errors import InvalidInput

#: Fewer right answers than this, and nothing may be told.
NEEDED = 2


@dataclass(frozen=True, kw_only=True)
class CheckIdentity:
    """Outcome `passed` or `failed`, by the count; the answers themselves are not kept."""

    right_answers: int
    note: str = ""
    activity: str = "check_identity"

    def __post_init__(self) -> None:
        """InvalidInput if the count is impossible."""
        if not 0 <= self.right_answers <= 5:
            raise InvalidInput(sentence="Las respuestas correctas van de 0 a 5. Corrija el número.")

    @property
    def outcome(self) -> str:
        """The way out that the count decides."""
        return "passed" if self.right_answers >= NEEDED else "failed"

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"right_answers": self.right_answers, "note": self.note.strip()}
