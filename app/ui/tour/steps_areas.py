"""Activities 14 and 15 outside the agent's tray: the area answers, Control checks and receives."""

from __future__ import annotations

from typing import Any

from app.ui.tour.hands import Lost
from app.ui.tour.rows import go_to_case
from app.ui.tour.trip import Trip

_AREA, _CONTROL = "u_hortensia", "u_edelmira"
_ANSWER = (
    "La medición de carencias del hogar se hizo el 15 de octubre de 2026 y mostró carencia en alojamiento y en"
    " alimentación; por eso se reconoció la atención humanitaria por cuatro meses."
)


def run(trip: Trip) -> None:
    """The question of the main petition, from the area to the end of its case, and the petition out of 15."""
    children = trip.walk.witness.children(trip.case(trip.main))
    if not children:
        raise Lost("el escalamiento no abrió un caso para el área")
    escalation = children[0].case_id
    _answer(trip, escalation)
    _receive(trip, escalation)


def _answer(trip: Trip, escalation: Any) -> None:
    walk = trip.walk
    walk.enter(_AREA)
    page: Any = walk.open("Misionales", "Mi área")
    _open(trip, page, page.frame, escalation)
    picture = walk.picture("decide_competence")
    walk.hands.press("Competencia: Sí", page.panel)
    walk.happened("decide_competence", "accepted", escalation, picture)
    _open(trip, page, page.frame, escalation)
    walk.hands.until(lambda: page.panel.sheet is not None and page.panel.sheet.activity == 2, "no quedó aceptado")
    for block in page.panel.answers.blocks:
        walk.hands.type(block.content, _ANSWER)
    picture = walk.picture("answer_input")
    walk.hands.press("Enviar insumo a PQR", page.panel)
    walk.happened("answer_input", "answered", escalation, picture)


def _receive(trip: Trip, escalation: Any) -> None:
    walk = trip.walk
    walk.enter(_CONTROL)
    page: Any = walk.open("Misionales", "Control")
    view = page.check
    _open(trip, view, view.frame, escalation)
    walk.hands.click(next(made for made in view.panel.verdict.buttons() if made.property("key") == "conforms"))
    picture = walk.picture("check_input")
    walk.hands.press("Acorde", view.panel.primary)
    walk.happened("check_input", "conforms", escalation, picture)
    walk.hands.click(next(made for made in page.tabs.buttons() if made.property("key") == "waiting"))
    view = page.petitions
    walk.hands.type(view.frame.text, trip.main.shown)
    go_to_case(walk.hands, view.frame.pane.table, trip.case(trip.main))
    walk.hands.until(lambda: view.panel.row is not None, "la petición no se abrió en Control")
    picture = walk.picture("receive_inputs")
    walk.hands.press("Los insumos resuelven", view.panel)
    walk.happened("receive_inputs", "resolves", trip.case(trip.main), picture)


def _open(trip: Trip, page: Any, frame: Any, case: Any) -> None:
    walk = trip.walk
    walk.hands.type(frame.text, trip.main.shown)
    go_to_case(walk.hands, frame.pane.table, case)
    walk.hands.until(
        lambda: page.panel.sheet is not None and page.panel.row.case_id == case, "el escalamiento no se abrió"
    )
    walk.settle()
