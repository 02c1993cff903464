"""Reminders to areas, and the terms and queue capacities that an area answers by (5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database


@dataclass(frozen=True)
class ConformityReason:
    """A coded reason for which an input is not what was asked."""

    code: str
    label: str


@dataclass(frozen=True)
class TermChange:
    """Who changed an area's term or capacity, from what to what, when and why."""

    area: str
    term_days: int
    queue_capacity: int | None
    term_days_before: int
    queue_capacity_before: int | None
    reason: str
    changed_by: str
    changed_at: dt.datetime


def conformity_reasons(database: Database) -> tuple[ConformityReason, ...]:
    """The list, by code. Raises Offline, Busy."""
    rows = database.rows("SELECT code, label FROM pqr.conformity_reason ORDER BY code")
    return tuple(ConformityReason(row.code, row.label) for row in rows)


def take_reminders(database: Database) -> Mapping[str, int]:
    """What my area was not told yet, by kind; told now, so it is not said again. Raises a refusal, Offline, Busy."""
    return {row.kind: row.cases for row in database.table("take_reminders")}


def remind(database: Database, area_id: int) -> int:
    """Remind an area of what is late or nearly; how many it had not been reminded of today. Refusal, Offline, Busy."""
    return int(database.call("remind_area", p_area=area_id))


def set_term(
    database: Database, area_id: int, term_days: int, capacity: int | None, reason: str, change: UUID | None = None
) -> dt.date:
    """Change an area's term or capacity, on record; the day it would answer by from now on.

    Raises InvalidInput without a reason, a refusal, Offline, Busy.
    """
    if not reason.strip():
        raise InvalidInput(sentence="Falta por qué cambia. Escriba el acta o la instrucción que lo ordena.")
    answer = database.call(
        "set_area_term",
        p_change=change or uuid4(),
        p_area=area_id,
        p_term_days=term_days,
        p_queue_capacity=capacity,
        p_reason=reason,
    )
    return dt.date.fromisoformat(answer) if isinstance(answer, str) else answer


def term_changes(database: Database) -> list[TermChange]:
    """What was changed, newest first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("area_term_changes")]
    return [TermChange(**(row | {"changed_at": row["changed_at"].astimezone(BOGOTA)})) for row in rows]
