"""Activity 5 as the assigner sees it: the pool, each agent's load, and a simulation with the reasons of each case."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from app.services.database import Database
from app.services.intake.loads import DayBalance


@dataclass(frozen=True)
class PoolGroup:
    """Cases by topic and line; `weight` is the effort of all of them. Due counts are business days from today."""

    topic: str
    line: str
    cases: int
    weight: float
    first_due: dt.date | None
    days_left: int | None
    due_now: int
    due_soon: int
    due_later: int

    @property
    def each(self) -> float:
        """Effort of one such case."""
        return self.weight / self.cases if self.cases else 0.0


@dataclass(frozen=True)
class AgentLoad:
    """Weighted open load of one agent: due within three business days, the rest, and the agent's own ceiling."""

    person_id: int
    full_name: str
    initials: str
    line: str | None
    load_soon: float
    load_rest: float
    open_cases: int
    ceiling: float
    away_reason: str | None
    away_until: dt.date | None
    #: Open cases past their legal date; those that wait for an area; what somebody absent has that can't wait.
    overdue: int
    waiting: int
    to_pass: int

    @property
    def load(self) -> float:
        """All that is open."""
        return self.load_soon + self.load_rest


@dataclass(frozen=True)
class ProposedCase:
    """One case of a simulation: who would get it and why, or why nobody.

    `why`: least (of `candidates` who could, with `load_before` the least), no_agent, no_room, released.
    """

    case_id: UUID
    label: str
    weight: float
    line: str | None
    due_on: dt.date | None
    assignee_id: int | None
    why: str
    load_before: float | None
    candidates: int


@dataclass(frozen=True)
class Proposal:
    """A simulation: who would get how much. Nothing has moved; the order is that in which they would be given."""

    at: dt.datetime
    rows: tuple[ProposedCase, ...]

    @cached_property
    def cases(self) -> dict[UUID, int | None]:
        """Case to agent; None where nobody would get it."""
        return {row.case_id: row.assignee_id for row in self.rows}

    @cached_property
    def assigned(self) -> int:
        """Cases that would be given."""
        return sum(1 for row in self.rows if row.assignee_id is not None)

    @property
    def weight(self) -> float:
        """Effort of the cases that would be given."""
        return sum(row.weight for row in self.rows if row.assignee_id is not None)

    def added(self) -> dict[int, float]:
        """Effort that each agent would get."""
        more: defaultdict[int, float] = defaultdict(float)
        for row in self.rows:
            if row.assignee_id is not None:
                more[row.assignee_id] += row.weight
        return dict(more)

    def kept(self, why: str) -> int:
        """Cases that would stay in the pool for that reason."""
        return sum(1 for row in self.rows if row.why == why)


@dataclass(frozen=True)
class LineOutlook:
    """A line at the pace of the last five business days: cases a day, how many would be given too late."""

    line: str
    waiting: int
    agents: int
    pace: float
    late: int
    missing_agents: int


@dataclass(frozen=True)
class Release:
    """How gradually: at most `cases` to each agent in `hours`; None: only the ceilings hold."""

    cases: int | None
    hours: int


@dataclass(frozen=True)
class Board:
    """Everything on the assigner's page, read together."""

    balance: DayBalance
    pool: tuple[PoolGroup, ...]
    loads: tuple[AgentLoad, ...]
    proposal: Proposal
    outlook: tuple[LineOutlook, ...]
    release: Release


def read_board(database: Database, limit: int) -> Board:
    """Balance, pool, loads and a simulation of the next `limit` cases. Raises Offline, Busy, a refusal."""
    release = next(row for row in database.table("assignment_rules") if row.kind == "release")
    return Board(
        DayBalance(**database.table("intake_balance")[0]._asdict()),
        tuple(PoolGroup(**_floats(row, "weight")) for row in database.table("assignment_pool")),
        read_loads(database),
        propose(database, limit),
        tuple(LineOutlook(**_floats(row, "pace")) for row in database.table("assignment_outlook")),
        Release(int(release.weight) if release.weight is not None else None, release.hours),
    )


def read_loads(database: Database) -> tuple[AgentLoad, ...]:
    """Each agent's load as it is now."""
    rows = database.table("assignment_load")
    return tuple(AgentLoad(**_floats(row, "load_soon", "load_rest", "ceiling")) for row in rows)


def read_waiting(database: Database) -> int:
    """How many cases wait in the pool now."""
    return sum(row.cases for row in database.table("assignment_pool"))


def propose(database: Database, limit: int) -> Proposal:
    """Simulate sharing out the next `limit` cases."""
    answer = database.call("propose_assignment", p_limit=limit)
    return Proposal(dt.datetime.fromisoformat(answer["at"]), tuple(_proposed(c) for c in answer["cases"]))


def cases_to_pass(database: Database) -> tuple[UUID, ...]:
    """What absent agents have that can't wait for them, the first due first."""
    return tuple(row.case_id for row in database.table("cases_to_pass"))


def _proposed(given: dict[str, Any]) -> ProposedCase:
    due = given["due_on"]
    return ProposedCase(
        UUID(given["case_id"]),
        given["label"],
        float(given["weight"]),
        given["line"],
        dt.date.fromisoformat(due) if due else None,
        given["assignee_id"],
        given["why"],
        None if given["load_before"] is None else float(given["load_before"]),
        given["candidates"],
    )


def _floats(row: Any, *names: str) -> dict[str, Any]:
    values: dict[str, Any] = row._asdict()
    return values | {name: float(values[name]) for name in names}
