"""What the assigner does with the pool: share out what was simulated, pass cases on, take either back; each by case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.errors import Busy, InvalidInput
from app.services.assignment import Proposal
from app.services.database import Database
from app.services.refusals import refusal

#: Cases in one call: each answers within a second, so that progress is seen and stopping is soon; loads are read once
#: for each call, so that small ones would cost more.
PIECE = 250
#: Each attempt waits three seconds at most for another assigner.
TRIES = 4
#: Why a case stayed where it was, in words for a person.
KEPT = {
    "left_pool": "ya lo asignó otra persona",
    "no_agent": "nadie de su línea recibe hoy",
    "no_room": "nadie de su línea tiene cupo",
    "released": "su línea ya recibió lo de este periodo",
    "worked_on": "ya trabajaron en él",
    "open_now": "alguien lo tiene abierto",
    "opened": "su agente ya lo abrió",
    "not_with_agent": "ya no está con un agente",
    "already_theirs": "ya es de esa persona",
    "assignee_absent": "su agente quedó ausente",
    "assignee_unfit": "su agente ya no recibe",
    "leased": "alguien lo tiene abierto",
    "stale_version": "cambió mientras se asignaba",
}

Told = Callable[[int, int], None]


@dataclass
class Done:
    """What an act did with each case; `act_id` takes it back."""

    act_id: UUID
    moved: dict[UUID, int | None] = field(default_factory=dict)
    #: Why each of the others stayed; a key of KEPT or a refusal.
    kept: dict[UUID, str] = field(default_factory=dict)
    #: Went to another agent than the simulation said, because something moved since.
    changed: int = 0
    cancelled: bool = False

    def take(self, answer: dict[str, Any]) -> None:
        """Add the answer of one piece."""
        self.moved |= {UUID(c["case_id"]): c["assignee_id"] for c in answer["moved"]}
        self.kept |= {UUID(c["case_id"]): c["reason"] for c in answer["kept"]}

    def kept_by_reason(self) -> dict[str, int]:
        """How many stayed, by the words of the reason."""
        counted: dict[str, int] = {}
        for reason in self.kept.values():
            words = kept_words(reason)
            counted[words] = counted.get(words, 0) + 1
        return counted


def kept_words(reason: str) -> str:
    """Why a case stayed, in words."""
    return KEPT.get(reason) or refusal(reason, None).user_message


def share_out(
    database: Database,
    proposal: Proposal,
    *,
    act_id: UUID | None = None,
    progress: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Done:
    """Give the simulated cases, in pieces and in the same order; the server weighs again what is true by then.

    What left the pool since is kept and told. Repeating with the same `act_id` after a cut does each piece once.
    Raises Offline, Busy, a refusal.
    """
    given = [row.case_id for row in proposal.rows if row.assignee_id is not None]
    done = _in_pieces(database, "assign_pool", given, {}, act_id or uuid4(), progress, cancelled)
    done.changed = sum(1 for case, agent in done.moved.items() if proposal.cases.get(case) != agent)
    return done


def pass_on(
    database: Database,
    cases: Sequence[UUID],
    to: int | None,
    *,
    act_id: UUID | None = None,
    progress: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Done:
    """Pass open cases to an agent, or (None) each to whoever of its line has least. Raises Offline, Busy, a refusal."""
    if not cases:
        raise InvalidInput(sentence="No hay casos marcados. Marque con Espacio los que quiere pasar.")
    return _in_pieces(database, "pass_cases", cases, {"p_to": to}, act_id or uuid4(), progress, cancelled)


def undo(database: Database, act_id: UUID, *, command_id: UUID | None = None) -> Done:
    """Take an act back, within ten minutes; what was opened or worked on stays and is named. Raises a refusal."""
    done = Done(act_id)
    answer = _patiently(database, "undo_assignment", p_command=command_id or uuid5(act_id, "undo"), p_act=act_id)
    done.take(answer)
    return done


def confirmed_since(database: Database, since: dt.datetime, own: UUID) -> list[tuple[str, dt.datetime, int]]:
    """Who else shared out since then, when, and how many cases; newest first."""
    rows = database.table("assignment_runs", p_since=since)
    return [(r.run_by, r.run_at, r.moved) for r in rows if r.act_id != own and r.kind == "shared" and r.moved]


def claim_next(database: Database, command_id: UUID | None = None) -> UUID:
    """Take the next case of this agent's line; its key. Raises a refusal (pool_empty, claim_keeps_balance, …)."""
    return UUID(_accepted(database.call("claim_next", p_command=command_id or uuid4()))["case_id"])


def _in_pieces(
    database: Database,
    function: str,
    cases: Sequence[UUID],
    more: dict[str, Any],
    act: UUID,
    progress: Told | None,
    cancelled: Callable[[], bool] | None,
) -> Done:
    done = Done(act)
    for start in range(0, len(cases), PIECE):
        if cancelled is not None and cancelled():
            done.cancelled = True
            break
        piece = list(cases[start : start + PIECE])
        done.take(
            _patiently(
                database, function, p_command=uuid5(act, f"{function}:{start}"), p_act=act, p_cases=piece, **more
            )
        )
        if progress is not None:
            progress(min(start + PIECE, len(cases)), len(cases))
    return done


def _patiently(database: Database, function: str, **arguments: Any) -> dict[str, Any]:
    """Another assigner who is at it makes it wait, and the same command is asked again."""
    for _attempt in range(TRIES - 1):
        with suppress(Busy):
            return _accepted(database.call(function, **arguments))
    return _accepted(database.call(function, **arguments))


def _accepted(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["status"] != "applied":
        raise refusal(answer.get("reason", "refused"), answer.get("field"))
    return answer
