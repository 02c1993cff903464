"""The words that explain a proposed sharing out: fair, gradual, what doesn't fit, who doesn't receive, each case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.services.assignment import AgentLoad, Board, ProposedCase, Release
from app.ui import formats
from app.ui.modules.assignment.loads import units

_STAYS = {
    "no_agent": "nadie de su línea recibe hoy",
    "no_room": "todos los de su línea llegan a su tope",
    "released": "los de su línea ya reciben lo de este periodo",
}


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


def why_of(case: ProposedCase) -> str:
    """Why this case would go to that agent, or stay."""
    if case.assignee_id is None:
        return _STAYS[case.why]
    line = f" de {case.line}" if case.line else ""
    if case.candidates == 1:
        return f"sólo puede recibir{line} (carga {units(case.load_before or 0)})"
    return f"menor carga ({units(case.load_before or 0)}) de {formats.number(case.candidates)}{line}"


def release_words(release: Release) -> str:
    """How gradually, in a sentence."""
    if release.cases is None:
        return "sin límite por periodo"
    return f"hasta {release.cases} casos por agente cada {release.hours} h, salvo lo que vence en 3 días o menos"


def _fair(here: list[AgentLoad], added: dict[int, float]) -> str:
    if not here:
        return "Hoy no hay agentes que reciban."
    before = [load.load for load in here]
    after: dict[str, list[float]] = {}
    earlier: dict[str, list[float]] = {}
    for load in here:
        if load.person_id in added:
            after.setdefault(load.line or "", []).append(load.load + added[load.person_id])
            earlier.setdefault(load.line or "", []).append(load.load)
    words = f"Carga ponderada: hoy va de {units(min(before))} a {units(max(before))}"
    if not after:
        return f"{words}."
    lowest, highest = min(map(min, after.values())), max(map(max, after.values()))
    apart, was = _apart(after), _apart(earlier)
    words += f"; queda de <b>{units(lowest)} a {units(highest)}</b> en quienes reciben."
    words += f" Dentro de una misma línea la diferencia pasa de {units(was)} a <b>{units(apart)}</b>"
    return f"{words}." if apart <= 1 else f"{words}: viene de cargas anteriores o de topes propios."


def _apart(lines: dict[str, list[float]]) -> float:
    """The greatest difference within a line."""
    return max(max(loads) - min(loads) for loads in lines.values())


def _gradual(board: Board, soon: dt.date) -> str:
    waiting, out = sum(group.cases for group in board.pool), board.proposal.assigned
    urgent = sum(group.due_now + group.due_soon for group in board.pool)
    words = f"Salen <b>{formats.number(out)}</b> de {formats.number(waiting)} (peso {units(board.proposal.weight)})."
    if urgent:
        rows = board.proposal.rows
        goes = sum(1 for row in rows if row.assignee_id is not None and row.due_on is not None and row.due_on <= soon)
        every = "todos" if goes >= urgent else f"{formats.number(goes)} de ellos"
        words += f" De los {formats.number(urgent)} que vencen en 3 días o menos salen <b>{every}</b>."
    return words


def _left(board: Board) -> str:
    waiting = sum(group.cases for group in board.pool)
    rest = waiting - board.proposal.assigned
    if rest <= 0:
        return "Todo cabe: no queda ningún caso por asignar."
    words = f"<b>{formats.number(rest)}</b> {'queda' if rest == 1 else 'quedan'} en la bolsa."
    for why, said in _STAYS.items():
        if count := board.proposal.kept(why):
            words += f" De {formats.number(count)}, {said}."
    return f"{words} {_foretold(board)}"


def _foretold(board: Board) -> str:
    """At the pace of the last days: how many would be given too late. Where none was measured, that is said."""
    measured = [line for line in board.outlook if line.pace > 0]
    if not measured:
        return "Aún no hay ritmo de la última semana para calcular cuántos llegarían tarde."
    late, missing = sum(line.late for line in measured), sum(line.missing_agents for line in measured if line.late)
    pace = units(round(sum(line.pace for line in measured), 1))
    if not late:
        return f"Al ritmo de la última semana ({pace} al día) todos alcanzan a responderse en término."
    if not missing:
        return f"Con este ritmo ({pace} al día), <b>{formats.number(late)} llegarían tarde</b> aunque haya más agentes."
    lack = formats.plural(missing, "agente", "agentes")
    verb = "hace" if missing == 1 else "hacen"
    return f"Con este ritmo ({pace} al día), <b>{formats.number(late)} llegarían tarde</b>: {verb} falta {lack}."


def _absent(board: Board, here: list[AgentLoad], added: dict[int, float]) -> str:
    away = [load for load in board.loads if load.away_reason is not None]
    full = [load.full_name for load in here if load.person_id not in added]
    parts = []
    if full and added:
        verbs = "ya tiene más carga o llegó" if len(full) == 1 else "ya tienen más carga o llegaron"
        parts.append(f"{_names(full)} {verbs} a su tope.")
    if away:
        cases = sum(load.to_pass for load in away)
        verb = "está ausente" if len(away) == 1 else "están ausentes"
        words = f"{_names([load.full_name for load in away])} {verb}"
        parts.append(
            f"{words}: {formats.plural(cases, 'caso no espera', 'casos no esperan')} a que vuelva."
            if cases
            else f"{words}."
        )
    return " ".join(parts) or "Todos los agentes presentes reciben."


def _names(names: list[str]) -> str:
    shown = names[:3]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} y {rest} más"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} y {shown[-1]}"
