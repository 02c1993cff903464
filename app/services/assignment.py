"""Activity 5 as the assigner sees it: the pool, each agent's load, a simulation, and the sharing out itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.errors import Busy
from app.services.database import Database
from app.services.refusals import refusal

#: Cases shared out in one call: each answers within a second or two, so that progress is seen and stopping is soon.
PIECE = 100
#: Each attempt waits three seconds at most for another assigner.
TRIES = 4


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

    @property
    def load(self) -> float:
        """All that is open."""
        return self.load_soon + self.load_rest


@dataclass(frozen=True)
class Proposal:
    """A simulation: who would get how much. Nothing has moved."""

    at: dt.datetime
    #: Case to agent; None where nobody has room.
    cases: dict[UUID, int | None]
    weights: dict[UUID, float]
    due: dict[UUID, dt.date | None]

    @property
    def assigned(self) -> int:
        """Cases that would be given."""
        return sum(1 for agent in self.cases.values() if agent is not None)

    @property
    def weight(self) -> float:
        """Effort of the cases that would be given."""
        return sum(self.weights[case] for case, agent in self.cases.items() if agent is not None)

    def added(self) -> dict[int, float]:
        """Effort that each agent would get."""
        more: Counter[int] = Counter()
        for case, agent in self.cases.items():
            if agent is not None:
                more[agent] += self.weights[case]  # type: ignore[assignment]
        return dict(more)


@dataclass(frozen=True)
class Shared:
    """What a sharing did; `changed` went to another agent than the simulation said, because something moved since."""

    assigned: dict[UUID, int]
    refused: dict[UUID, str]
    without_room: int
    changed: int
    cancelled: bool = False


@dataclass(frozen=True)
class IntakeBalance:
    """Received on a day = imported + already there + rejected; `difference` is what has no result yet."""

    day: dt.date
    received: int
    imported: int
    bulk: int
    bulk_signatories: int
    already: int
    rejected: int
    difference: int


@dataclass(frozen=True)
class Board:
    """Everything on the assigner's page, read together."""

    balance: IntakeBalance
    pool: tuple[PoolGroup, ...]
    loads: tuple[AgentLoad, ...]
    proposal: Proposal


def read_board(database: Database, limit: int) -> Board:
    """Balance, pool, loads and a simulation of the next `limit` cases. Raises Offline, Busy, a refusal."""
    balance = database.table("intake_balance")[0]
    return Board(
        IntakeBalance(**balance._asdict()),
        tuple(PoolGroup(**_floats(row, "weight")) for row in database.table("assignment_pool")),
        tuple(
            AgentLoad(**_floats(row, "load_soon", "load_rest", "ceiling")) for row in database.table("assignment_load")
        ),
        propose(database, limit),
    )


def propose(database: Database, limit: int) -> Proposal:
    """Simulate sharing out the next `limit` cases."""
    answer = database.call("propose_assignment", p_limit=limit)
    cases = answer["cases"]
    return Proposal(
        dt.datetime.fromisoformat(answer["at"]),
        {UUID(c["case_id"]): c["assignee_id"] for c in cases},
        {UUID(c["case_id"]): float(c["weight"]) for c in cases},
        {UUID(c["case_id"]): dt.date.fromisoformat(c["due_on"]) if c["due_on"] else None for c in cases},
    )


def share_out(
    database: Database,
    proposal: Proposal,
    *,
    command_id: UUID | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Shared:
    """Share out as many cases as were simulated, in pieces; the server balances again with what is true now.

    Repeating with the same `command_id` after a cut does each piece once. Raises Offline, Busy, a refusal.
    """
    run, wanted = command_id or uuid4(), len(proposal.cases)
    assigned: dict[UUID, int] = {}
    refused: dict[UUID, str] = {}
    without_room, done, stopped = 0, 0, False
    while done < wanted and not stopped:
        size = min(PIECE, wanted - done)
        answer = _assign_piece(database, uuid5(run, str(done)), size)
        assigned |= {UUID(c["case_id"]): c["assignee_id"] for c in answer["assigned"]}
        refused |= {UUID(c["case_id"]): c["reason"] for c in answer["refused"]}
        without_room = answer["without_room"]
        done += size
        if progress is not None:
            progress(done, wanted)
        stopped = not answer["assigned"] or (cancelled is not None and cancelled())
    changed = sum(1 for case, agent in assigned.items() if proposal.cases.get(case) != agent)
    return Shared(assigned, refused, without_room, changed, cancelled is not None and cancelled())


def _assign_piece(database: Database, command: UUID, size: int) -> dict[str, Any]:
    """One piece; another assigner who is sharing out makes it wait, and the same command is asked again."""
    for _attempt in range(TRIES - 1):
        with suppress(Busy):
            return _accepted(database.call("assign_pool", p_command=command, p_limit=size))
    return _accepted(database.call("assign_pool", p_command=command, p_limit=size))


def claim_next(database: Database, command_id: UUID | None = None) -> UUID:
    """Take the next case of this agent's line; its key. Raises a refusal (pool_empty, claim_keeps_balance, …)."""
    answer = _accepted(database.call("claim_next", p_command=command_id or uuid4()))
    return UUID(answer["case_id"])


def _accepted(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["status"] != "applied":
        raise refusal(answer.get("reason", "refused"), answer.get("field"))
    return answer


def _floats(row: Any, *names: str) -> dict[str, Any]:
    values: dict[str, Any] = row._asdict()
    return values | {name: float(values[name]) for name in names}
