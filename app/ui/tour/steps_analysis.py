"""Activities 6 to 15: the agent checks, classifies and looks for inputs; a lawyer decides; areas answer."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from app.ui.tour import steps_areas, steps_endorse, steps_looks
from app.ui.tour.rows import go_to_case
from app.ui.tour.trip import Traveller, Trip
from app.ui.trays.act_card import ActCard

#: Leaf, its beginning as typed, and the citizen's words; the first two are found in systems, the third is escalated.
_CLAIMS = (
    ("Estado de la solicitud de indemn", "Que me digan en qué va mi indemnización"),
    ("Estado del giro y lugar", "Que me digan dónde cobro el último giro"),
    ("Inconformidad con la medición", "Que revisen mi medición de carencias"),
)
_FOUND: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("INDEMNIZA", 1, {"phase": "Decisión", "resolution_number": "04102019-1084 de 2026"}),
    ("SGV", 2, {"kind": "Atención humanitaria", "state": "Atendida", "request_number": "AH-2026-4471"}),
)
_QUESTION = "Resultado de la última medición de carencias del hogar, con su fecha y los componentes evaluados."


def run(trip: Trip) -> None:
    """Everything between the tray of the agent and the drafting of the reply."""
    steps_looks.at_work(trip)
    _first_look(trip)
    steps_endorse.run(trip)
    _after_the_lawyer(trip)
    steps_endorse.receive_split(trip)
    steps_areas.run(trip)


def open_case(trip: Trip, traveller: Traveller) -> Any:
    """Enter as whoever has the case, find it in Análisis by its number, and wait until it is open."""
    walk = trip.walk
    walk.enter(trip.agent(traveller))
    page: Any = walk.open("Bandejas", "Análisis")
    walk.hands.type(page.filters.text, traveller.shown)
    go_to_case(walk.hands, page.pane.table, trip.case(traveller))
    panel = page.panel
    walk.hands.until(
        lambda: panel.sheet is not None and panel.sheet.case_id == trip.case(traveller) and panel.inside.isVisible(),
        f"el caso {traveller.shown} no se abrió",
    )
    walk.settle()
    return page


def _first_look(trip: Trip) -> None:
    """6, 7 and asking at 8; the petition of several people goes on to 9."""
    walk, main = trip.walk, trip.main
    page = open_case(trip, main)
    seen = walk.picture("check_image")
    _classify(trip, page, _CLAIMS)
    classified = walk.picture("classify_claim")
    asked = _ask_aval(
        trip, page, "A02", "En marzo se respondió una petición parecida de la misma persona.", "Pedir aval"
    )
    walk.happened("check_image", "image_good", trip.case(main), seen)
    walk.happened("classify_claim", "classified", trip.case(main), classified)
    walk.happened("request_endorsement", "requested", trip.case(main), asked)
    page = open_case(trip, trip.archived)
    _classify(trip, page, (("Pago o reprogramación de la indemn", ""),))
    _ask_aval(trip, page, "A01", "Cuenta que ya recibió el pago y da las gracias; no pide nada.", "Archivar")
    walk.reached("request_endorsement", "requested", trip.case(trip.archived))
    page = open_case(trip, trip.shared)
    _classify(trip, page, (("Resultado del método técnico", ""),))
    walk.hands.press("Pedir decisión de desglose", page.panel)
    walk.reached("request_endorsement", "not_needed", trip.case(trip.shared))


def _classify(trip: Trip, page: Any, claims: tuple[tuple[str, str], ...]) -> None:
    """7: one row for each claim, chosen from the tree."""
    hands, box = trip.walk.hands, page.panel.claims
    for at, (leaf, words) in enumerate(claims):
        if at:
            hands.press("Agregar otra pretensión", box)
        row = box.rows[at]
        hands.pick(row.picker, leaf, leaf)
        if words:
            hands.type(row.words, words)


def _ask_aval(trip: Trip, page: Any, reason: str, note: str, button: str) -> str:
    """8: the coded reason with its proof; gives the picture of the card."""
    hands = trip.walk.hands
    hands.press(button, page.panel.decision)
    card = hands.find(ActCard)
    hands.choose(hands.find(QComboBox, "Motivo", card), reason)
    hands.type(hands.find(QPlainTextEdit, "Sustento", card), note)
    picture = trip.walk.picture("request_endorsement")
    hands.click(card.go)
    return picture


def _after_the_lawyer(trip: Trip) -> None:
    """9, 13 and 14 of the main petition; 10 of the archived one; 11 of the one that is split."""
    walk, main = trip.walk, trip.main
    page = open_case(trip, main)
    single = walk.picture("decide_split")
    _write_inputs(trip, page)
    searched = walk.picture("search_inputs")
    walk.hands.press("Escalar a misional", page.panel.decision)
    card: Any = walk.hands.find(ActCard)
    for block in card.blocks:
        if block.chosen():
            walk.hands.type(block.question, _QUESTION)
    asked = walk.picture("escalate_inputs")
    walk.hands.click(card.go)
    walk.happened("decide_split", "single", trip.case(main), single)
    walk.happened("search_inputs", "missing", trip.case(main), searched)
    walk.happened("escalate_inputs", "escalated", trip.case(main), asked)
    for traveller, words, key, outcome in (
        (trip.archived, "Reportar y finalizar", "close_archived", "reported"),
        (trip.shared, "Enviar a desglose", "send_to_split", "sent"),
    ):
        page = open_case(trip, traveller)
        picture = walk.picture(key)
        walk.hands.press(words, page.panel)
        walk.happened(key, outcome, trip.case(traveller), picture)


def _write_inputs(trip: Trip, page: Any) -> None:
    """13: what two systems say, each for its claim."""
    hands, box = trip.walk.hands, page.panel.inputs
    for system, claim, facts in _FOUND:
        hands.click(box.boxes[system])
        card = box.cards[-1]
        if card.claim.isVisible():
            hands.choose(card.claim, f"Pretensión {claim}")
        for key, words in facts.items():
            editor = card.facts.editors[key]
            if isinstance(editor, QComboBox):
                hands.choose(editor, words)
            else:
                hands.type(editor, words)
