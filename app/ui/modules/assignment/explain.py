"""The words that explain a proposed sharing out: fair, gradual, what doesn't fit, who doesn't receive."""

from __future__ import annotations

from dataclasses import dataclass

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


def explain(board: Board) -> Explanation:
    """What the simulation means, in the procedure's two words: equitativa y gradualmente."""
    added = board.proposal.added()
    here = [load for load in board.loads if load.away_reason is None]
    return Explanation(_fair(here, added), _gradual(board), _left(board), _absent(board, here, added))


def _fair(here: list[AgentLoad], added: dict[int, float]) -> str:
    if not here:
        return "Hoy no hay agentes que reciban."
    before = [load.load for load in here]
    after = [load.load + added[load.person_id] for load in here if load.person_id in added]
    words = f"Carga ponderada: hoy va de {units(min(before))} a {units(max(before))}"
    if not after:
        return f"{words}."
    return (
        f"{words}; queda de <b>{units(min(after))} a {units(max(after))}</b> en quienes reciben, salvo topes propios."
    )


def _gradual(board: Board) -> str:
    waiting, out = sum(group.cases for group in board.pool), board.proposal.assigned
    soon = sum(group.due_now + group.due_soon for group in board.pool)
    words = f"Salen <b>{formats.number(out)}</b> de {formats.number(waiting)} (peso {units(board.proposal.weight)})."
    if soon:
        every = "todos" if soon <= out else f"{formats.number(out)} de ellos"
        words += f" De los {formats.number(soon)} que vencen en 3 días o menos salen <b>{every}</b>."
    return words


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
        parts.append(f"{_names(full)} {'ya tiene' if len(full) == 1 else 'ya tienen'} más carga o llegó a su tope.")
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
