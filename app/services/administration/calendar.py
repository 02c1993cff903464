"""The legal calendar: its days with their acts, and changes that one administrator asks for and another approves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.database import Database

KINDS = {
    "closure": "No hábil: cierre de la entidad",
    "compensated": "No hábil: día compensado",
    "holiday": "No hábil: festivo",
    "working": "Hábil",
}


@dataclass(frozen=True)
class NonWorkingDay:
    """A day that does not count and the act that says so."""

    day: dt.date
    label: str
    legal_act: str
    kind: str


@dataclass(frozen=True)
class CalendarChange:
    """A change asked for; `decision` is None while it waits for a second administrator."""

    change_id: UUID
    day: dt.date
    kind: str
    label: str
    legal_act: str
    proposed_by: int
    proposer: str
    proposed_at: dt.datetime
    decision: str | None
    decider: str | None
    decided_at: dt.datetime | None
    moved_cases: int | None


@dataclass(frozen=True)
class ChangeEffect:
    """What a change would do to open petitions; `sample` is (case, date now, date then)."""

    cases: int
    overdue: int
    with_letter: int
    sample: tuple[tuple[str, dt.date | None, dt.date | None], ...]


@dataclass(frozen=True)
class CalendarBook:
    """A year and the changes under way."""

    days: tuple[NonWorkingDay, ...]
    changes: tuple[CalendarChange, ...]


def read_book(database: Database, year: int) -> CalendarBook:
    """Days of a year and changes. Raises Offline, Busy, a refusal."""
    days = database.rows(
        "SELECT day, label, legal_act, kind FROM pqr.non_working_day WHERE day BETWEEN :first AND :last ORDER BY day",
        {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)},
    )
    changes = database.table("calendar_changes")
    return CalendarBook(
        tuple(NonWorkingDay(**row._asdict()) for row in days),
        tuple(CalendarChange(**row._asdict()) for row in changes),
    )


def effect(database: Database, day: dt.date, kind: str) -> ChangeEffect:
    """Computed by the server without writing."""
    answer = database.call("calendar_effect", p_day=day, p_kind=kind)
    sample = tuple((row["label"], _date(row["old"]), _date(row["new"])) for row in answer["sample"])
    return ChangeEffect(answer["cases"], answer["overdue"], answer["with_letter"], sample)


def propose(
    database: Database, day: dt.date, kind: str, label: str, legal_act: str, *, change_id: UUID | None = None
) -> UUID:
    """Ask for a change; nothing is counted again before another administrator approves."""
    if kind not in KINDS:
        raise InvalidInput("kind", sentence="Falta decir si el día será hábil o no. Elíjalo de la lista.")
    if not legal_act.strip():
        raise InvalidInput("legal_act", sentence="Falta el acto que lo ordena. Escriba el número y la fecha.")
    key = change_id or uuid4()
    database.call(
        "propose_calendar_change",
        p_change=key,
        p_day=day,
        p_kind=kind,
        p_label=label.strip() or KINDS[kind],
        p_act=legal_act,
    )
    return key


def decide(database: Database, change_id: UUID, *, approve: bool) -> int:
    """Approve or reject a change that another administrator asked for; how many due dates moved."""
    answer = database.call("decide_calendar_change", p_change=change_id, p_approve=approve)
    return int(answer["moved"])


def _date(words: str | None) -> dt.date | None:
    return dt.date.fromisoformat(words) if words else None
