"""Outbound 8: register the attention, or set another try."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class RecordContact:
    """Outcome `recorded`, or `retry` when a later time (with its time zone) is given."""

    outcome_code: str
    next_try_at: dt.datetime | None = None
    activity: str = "record_contact"

    def __post_init__(self) -> None:
        """InvalidInput if the time has no zone."""
        if self.next_try_at is not None and self.next_try_at.tzinfo is None:
            raise InvalidInput(sentence="Falta la hora del próximo intento. Elija fecha y hora.")

    @property
    def outcome(self) -> str:
        """The way out."""
        return "retry" if self.next_try_at else "recorded"

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "outcome_code": self.outcome_code,
            "next_try_at": self.next_try_at.isoformat() if self.next_try_at else None,
        }
