"""Escalations as the area and Control de Escalamiento see them: lists, one opened, figures, the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import procedure
from app.clock import BOGOTA
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.reads.case_sheet import (
    ClaimData,
    DocumentRef,
    EscalationData,
    HistoryLine,
    PersonData,
    PetitionData,
)
from app.services.reads.claim_tree import plain
from app.services.reads.from_json import made

#: Share of requests answered in term that an area should reach.
GOAL = 0.9
#: Activities of an escalation in which the area has it.
_OF_THE_AREA = (1, 2)
AREA_FILTERS = (
    ("all", "Todos"),
    ("overdue", "Vencidos"),
    ("today", "Vencen hoy"),
    ("soon", "1 a 3 días"),
    ("accept", "Por aceptar"),
    ("again", "2.ª vuelta o más"),
)


@dataclass(frozen=True)
class EscalationRow:
    """A request to an area. `due_on` is the area's own term; `legal_due_on` the citizen's."""

    case_id: UUID
    version: int
    activity: int
    petition_case_id: UUID
    filing_number: str
    name: str | None
    document_tail: str | None
    area_id: int
    area: str
    title: str | None
    question: str
    claims: int
    due_on: dt.date | None
    legal_due_on: dt.date | None
    round: int
    loop_count: int
    competence: str | None
    requested_at: dt.datetime
    answered_at: dt.datetime | None
    settled_turn: int = 0
    #: The last day on which Control reminded the area of this turn.
    reminded_on: dt.date | None = None
    days_left: int | None = None
    legal_days_left: int | None = None
    procedure: str = "escalation_v01"

    @property
    def turn(self) -> int:
        """Which time the area has it: 1 the first."""
        return self.loop_count + 1

    @property
    def clock_left(self) -> int | None:
        """Business days of the clock that runs: the area's until it has answered, then the citizen's."""
        return self.days_left if self.activity in _OF_THE_AREA else self.legal_days_left

    def haystack(self) -> str:
        """What a text filter looks at."""
        parts = (self.filing_number, self.name, self.document_tail, self.title, self.question, self.area)
        return plain(" ".join(part for part in parts if part))


@dataclass(frozen=True)
class EscalationSheet:
    """A request opened, with the petition's papers and what went before."""

    case_id: UUID
    version: int
    procedure: str
    activity: int
    due_on: dt.date | None
    may_act: bool
    legal_due_on: dt.date | None
    petition: PetitionData
    people: tuple[PersonData, ...]
    claims: tuple[ClaimData, ...]
    escalations: tuple[EscalationData, ...]
    documents: tuple[DocumentRef, ...]
    supports: tuple[DocumentRef, ...]
    history: tuple[HistoryLine, ...]
    progress: Mapping[str, Any] | None = None

    @property
    def activity_key(self) -> str:
        """Key of the activity where it waits."""
        return procedure.load(self.procedure).activity(self.activity).key if self.activity else ""

    @property
    def request(self) -> EscalationData:
        """This very request."""
        return next(each for each in self.escalations if each.case_id == self.case_id)


@dataclass(frozen=True)
class AreaFigures:
    """How an area is doing; `promised_on` is when what is asked now would come back."""

    area_id: int
    area: str
    term_days: int
    queue_capacity: int | None
    sent: int
    due_today: int
    overdue: int
    answered: int
    in_time: int
    returned: int
    rounds: int
    promised_on: dt.date
    late_for_person: int
    #: When Control last reminded it today, and how many of its reminders the area has not seen.
    reminded_at: dt.datetime | None = None
    untold: int = 0

    @property
    def share(self) -> float | None:
        """Share answered in term in ninety days; None when nothing was answered."""
        return self.in_time / self.answered if self.answered else None


@dataclass(frozen=True)
class Quota:
    """One quota of a queue: when it comes back and how many people it makes late."""

    quota: int
    returns_on: dt.date
    places: int
    capacity: int
    late: int


@dataclass(frozen=True)
class WaitingPetition:
    """A petition in 15: what its areas have said so far."""

    case_id: UUID
    version: int
    filing_number: str
    due_on: dt.date | None
    status: str
    title: str | None
    areas: str | None
    open_requests: int
    rounds: int | None
    claims: int
    claims_with_input: int
    rejected: bool
    assignee: str | None
    days_left: int | None = None
    procedure: str = "pqr_v08"

    def open_outcomes(self) -> tuple[str, ...]:
        """Outcomes of activity 15 that the server would take now."""
        if self.open_requests:
            return ()
        found = []
        if self.claims and self.claims_with_input >= self.claims:
            found.append("resolves")
        found.append("does_not_resolve")
        if self.rejected:
            found.append("rejected")
        return tuple(found)


def read_rows(database: Database, calendar: LegalCalendar, activities: Sequence[int]) -> list[EscalationRow]:
    """Requests that this person may read, by the area's own term; counted. Raises QuotaReached, Offline, Busy."""
    rows = []
    for row in database.table("escalation_list", p_activities=list(activities)):
        values = row._asdict()
        for key in ("requested_at", "answered_at"):
            values[key] = _local(values[key])
        days, legal = calendar.days_left(row.due_on), calendar.days_left(row.legal_due_on)
        rows.append(EscalationRow(**values, days_left=days, legal_days_left=legal))
    return rows


def read_answered(database: Database, calendar: LegalCalendar) -> list[EscalationRow]:
    """Answers that Control has to check, the citizen's term first; the same errors as `read_rows`."""
    return sorted(read_rows(database, calendar, (3,)), key=lambda row: row.legal_due_on or dt.date.max)


def read_sheet(database: Database, case_id: UUID, reason: str = "insumo") -> EscalationSheet:
    """Open a request; counted and logged. Raises QuotaReached, a refusal, Offline, Busy."""
    data = dict(database.call("escalation_sheet", p_case=case_id, p_reason=reason))
    data["petition"] = data["petition"] | {"class_label": data["petition"]["class"]}
    return made(EscalationSheet, data)


def read_figures(database: Database) -> list[AreaFigures]:
    """Figures by area, most sent first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("escalations_by_area")]
    return [AreaFigures(**(row | {"reminded_at": _local(row["reminded_at"])})) for row in rows]


def read_queue(database: Database, area_id: int) -> list[Quota]:
    """The quotas of an area's queue. Raises a refusal, Offline, Busy."""
    return [Quota(**row._asdict()) for row in database.table("area_queue", p_area=area_id)]


def read_petitions(database: Database, calendar: LegalCalendar) -> list[WaitingPetition]:
    """Petitions that wait in 15, soonest due first; no personal data. Raises Offline, Busy."""
    return [
        WaitingPetition(**row._asdict(), days_left=calendar.days_left(row.due_on))
        for row in database.table("escalated_petitions")
    ]


def chosen(rows: Iterable[EscalationRow], key: str, text: str = "") -> list[EscalationRow]:
    """The rows of a filter that hold every word of `text`."""
    words = plain(text).replace("-", "").split()
    return [row for row in rows if _passes(key, row) and all(w in row.haystack() for w in words)]


def counts(rows: Sequence[EscalationRow]) -> dict[str, int]:
    """How many rows each filter of an area has."""
    return {key: sum(_passes(key, row) for row in rows) for key, _ in AREA_FILTERS}


def _local(at: dt.datetime | None) -> dt.datetime | None:
    return at.astimezone(BOGOTA) if at else None


def _passes(key: str, row: EscalationRow) -> bool:
    if key == "overdue":
        return row.clock_left is not None and row.clock_left < 0
    if key == "today":
        return row.clock_left == 0
    if key == "soon":
        return row.clock_left is not None and 1 <= row.clock_left <= 3
    if key == "accept":
        return row.activity == 1
    return key == "all" or row.turn > 1
