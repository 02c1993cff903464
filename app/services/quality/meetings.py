"""Meetings about faults (5.4) and guidelines (5.5): calling them, their minutes, commitments, and what followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database, Json
from app.services.reads.from_json import made

KINDS = {"errors": "Fallas halladas (5.4)", "guidelines": "Lineamientos con áreas (5.5)"}
STATES = {"called": "Citada", "to_record": "Sin acta", "held": "Realizada", "cancelled": "Cancelada"}


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as the list shows it; `state` to_record: its hour passed and nobody wrote its minutes."""

    meeting_id: UUID
    kind: str
    with_whom: str
    meets_at: dt.datetime
    place: str
    state: str
    people: int
    topics: int
    open_commitments: int
    late_commitments: int


@dataclass(frozen=True)
class Called:
    """Somebody who is called; `attended` None before it was held."""

    person_id: int
    name: str
    attended: bool | None


@dataclass(frozen=True)
class Topic:
    """A fault to talk about: letters with it of those reviewed, in the period and since the meeting."""

    code: str
    title: str
    letters: int
    reviewed: int
    since: int = 0
    reviewed_since: int = 0


@dataclass(frozen=True)
class Commitment:
    """Who does what until when."""

    no: int
    words: str
    name: str
    due_on: dt.date
    done_on: dt.date | None
    done_note: str | None
    mine: bool
    late: bool


@dataclass(frozen=True)
class Meeting:
    """One meeting, whole."""

    meeting_id: UUID
    kind: str
    state: str
    with_whom: str
    period_from: dt.date
    period_to: dt.date
    meets_at: dt.datetime
    place: str
    agenda: str
    called_by: str
    called_at: dt.datetime
    minutes: str | None
    closed_at: dt.datetime | None
    closed_by: str | None
    cancelled_for: str | None
    people: tuple[Called, ...]
    topics: tuple[Topic, ...]
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A meeting to call: with one area, one agent or everybody."""

    kind: str
    area_id: int | None
    agent_id: int | None
    period_from: dt.date
    period_to: dt.date
    meets_at: dt.datetime
    place: str
    agenda: str
    people: Sequence[int]
    codes: Sequence[str]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be called; `work`: quality, agent, lawyer, lead or mission."""

    person_id: int
    full_name: str
    area_id: int | None
    work: str


@dataclass(frozen=True)
class Promise:
    """A commitment to write down."""

    words: str
    person_id: int
    due_on: dt.date


@dataclass(frozen=True)
class Mine:
    """A meeting that I am called to, or something that I took on in one (`commitment`)."""

    meeting_id: UUID
    kind: str
    meets_at: dt.datetime
    place: str
    called_by: str
    topics: tuple[str, ...]
    commitment: str | None
    due_on: dt.date | None


def read_meetings(database: Database) -> list[MeetingRow]:
    """Meetings of the last year, those that wait first. Raises a refusal, Offline, Busy."""
    return [MeetingRow(**row._asdict()) for row in database.table("quality_meetings")]


def read_meeting(database: Database, meeting_id: UUID) -> Meeting:
    """One of them, for quality or for whoever is called to it."""
    return made(Meeting, database.call("quality_meeting", p_meeting=meeting_id))


def read_topics(
    database: Database, first: dt.date, last: dt.date, area_id: int | None, agent_id: int | None
) -> list[Topic]:
    """The faults of a period, the most frequent first."""
    rows = database.table("meeting_topics", p_from=first, p_to=last, p_area=area_id, p_agent=agent_id)
    return [Topic(row.code, row.title, row.letters, row.reviewed) for row in rows]


def read_people(database: Database) -> list[Candidate]:
    """Who may be called."""
    return [Candidate(**row._asdict()) for row in database.table("meeting_people")]


def read_mine(database: Database) -> list[Mine]:
    """What I am called to and what I took on."""
    rows = [row._asdict() for row in database.table("my_meetings")]
    return [Mine(**(row | {"topics": tuple(row["topics"] or ())})) for row in rows]


def call_meeting(database: Database, command_id: UUID, call: Call) -> UUID:
    """Call it; sent twice it is called once. Refusals name the field: period, meets_at, place, people, codes."""
    answer = database.call(
        "call_meeting",
        p_command=command_id,
        p_kind=call.kind,
        p_area=call.area_id,
        p_agent=call.agent_id,
        p_from=call.period_from,
        p_to=call.period_to,
        p_meets_at=call.meets_at,
        p_place=call.place,
        p_agenda=call.agenda,
        p_people=list(call.people),
        p_codes=list(call.codes),
    )
    return UUID(str(answer))


def record_meeting(
    database: Database, meeting_id: UUID, attended: Sequence[int], minutes: str, commitments: Sequence[Promise]
) -> None:
    """Write its minutes, once. Raises a refusal with its sentence."""
    database.call(
        "record_meeting",
        p_meeting=meeting_id,
        p_attended=list(attended),
        p_minutes=minutes,
        p_commitments=Json(
            [{"words": c.words, "person_id": c.person_id, "due_on": c.due_on.isoformat()} for c in commitments]
        ),
    )


def cancel_meeting(database: Database, meeting_id: UUID, reason: str) -> None:
    """Call it off; its reason stays."""
    database.call("cancel_meeting", p_meeting=meeting_id, p_reason=reason)


def keep_commitment(database: Database, meeting_id: UUID, number: int, note: str) -> None:
    """Say that a commitment is done."""
    database.call("keep_commitment", p_meeting=meeting_id, p_no=number, p_note=note)
