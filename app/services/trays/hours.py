"""Cases whose document fixes an hour that comes within a day, for the alarm of their agent and of the leader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.clock import BOGOTA
from app.services.database import Database


@dataclass(frozen=True)
class HourAlarm:
    """One case; `is_mine`: assigned to who asks (the leader is told of all). No personal data of citizens."""

    case_id: UUID
    label: str
    class_label: str
    due_at: dt.datetime
    assignee: str | None
    is_mine: bool


def read_alarms(database: Database) -> list[HourAlarm]:
    """Those of this person, the soonest first. Raises Offline, Busy."""
    return [
        HourAlarm(row.case_id, row.label, row.class_label, row.due_at.astimezone(BOGOTA), row.assignee, row.mine)
        for row in database.table("hours_alarm")
    ]
