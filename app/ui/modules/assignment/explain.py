"""The words that explain a proposed sharing out: fair, gradual, what doesn't fit, who doesn't receive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.services.assignment import AgentLoad, Board
from app.ui import formats
from app.ui.modules.assignment.loads import units


@dataclass(frozen=True)
class Explanation:
    """One paragraph for each heading; simple HTML."""

    fair: str
    gradual: str
    left: str
    absent: str


def explain(board: Board, soon: dt.date) -> Explanation:
    """What the simulation means, in the procedure's two words; `soon` is the third business day from today."""
    added = board.proposal.added()
    here = [load for load in board.loads if load.away_reason is None]
    return Explanation(_fair(here, added), _gradual(board, soon), _left(board), _absent(board, here, added))


def _fair(here: list[AgentLoad], added: dict[int, float]) -> str:
    if not here:
        return "Hoy no hay agentes que reciban."
    before = [load.load for load in here]
    after: dict[str, list[float]] = {}
    for load in here:
        if load.person_id in added:
            after.setdefault(load.line or "", []).append(load.load + added[load.person_id])
    words = f"Carga ponderada: hoy va de {units(min(before))} a {units(max(before))}"
    if not after:
        return f"{words}."
    lowest, highest = min(map(min, after.values())), max(map(max, after.values()))
    apart = max(max(loads) - min(loads) for loads in after.values())
    words += f"; queda de <b>{units(lowest)} a {units(highest)}</b> en quienes reciben."
    return f"{words} Dentro de una misma línea la diferencia queda en <b>{units(apart)}</b>."


def _gradual(board: Board, soon: dt.date) -> str:
    waiting, out = sum(group.cases for group in board.pool), board.proposal.assigned
    urgent = sum(group.due_now + group.due_soon for group in board.pool)
    words = f"Salen <b>{formats.number(out)}</b> de {formats.number(waiting)} (peso {units(board.proposal.weight)})."
    if urgent:
        goes = sum(1 for case, agent in board.proposal.cases.items() if agent is not None and _by(board, case, soon))
        every = "todos" if goes >= urgent else f"{formats.number(goes)} de ellos"
        words += f" De los {formats.number(urgent)} que vencen en 3 días o menos salen <b>{every}</b>."
    return words


def _by(board: Board, case: UUID, soon: dt.date) -> bool:
    due = board.proposal.due[case]
    return due is not None and due <= soon


def _left(board: Board) -> str:
    waiting = sum(group.cases for group in board.pool)
    rest = waiting - board.proposal.assigned
    if rest <= 0:
        return "Todo cabe: no queda ningún caso por asignar."
    full = sum(1 for agent in board.proposal.cases.values() if agent is None)
    words = f"<b>{formats.number(rest)}</b> quedan en la bolsa."
    if full:
        words += f" Para {formats.number(full)} de los primeros nadie de su línea tiene cupo."
    return words


def _absent(board: Board, here: list[AgentLoad], added: dict[int, float]) -> str:
    away = [load for load in board.loads if load.away_reason is not None]
    full = [load.full_name for load in here if load.person_id not in added]
    parts = []
    if full and added:
        verbs = "ya tiene más carga o llegó" if len(full) == 1 else "ya tienen más carga o llegaron"
        parts.append(f"{_names(full)} {verbs} a su tope.")
    if away:
        cases = sum(load.open_cases for load in away)
        verb = "está ausente" if len(away) == 1 else "están ausentes"
        words = f"{_names([load.full_name for load in away])} {verb}"
        parts.append(
            f"{words}: {formats.plural(cases, 'caso por pasar', 'casos por pasar')}." if cases else f"{words}."
        )
    return " ".join(parts) or "Todos los agentes presentes reciben."


def _names(names: list[str]) -> str:
    shown = names[:3]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} y {rest} más"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} y {shown[-1]}"
