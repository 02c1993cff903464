"""Activities 8 and 9 as the lawyer decides them, and 12: the lead receives the people of a split."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QLineEdit, QTableWidget

from app.services.documents import sample_people
from app.ui.modules.assignment.split_card import SplitCard
from app.ui.table import CaseTable
from app.ui.tour.hands import Hands, Lost
from app.ui.tour.rows import go_to_case
from app.ui.tour.trip import Traveller, Trip

_LAWYER, _LEAD = "u_baltasar", "u_genaro"
_NOTE = "La petición de hoy trae pretensiones nuevas: siga con el trámite."


def run(trip: Trip) -> None:
    """The main petition goes on, one is archived, one is split."""
    walk = trip.walk
    walk.enter(_LAWYER)
    page: Any = walk.open("Bandejas", "Avales")
    _open(trip, page, trip.main)
    _choose(trip, page, "follow")
    walk.hands.choose(page.panel.denial.box, "N06")
    walk.hands.type(page.panel.note, _NOTE)
    picture = walk.picture("request_endorsement_decided")
    walk.hands.press("Devolver al agente", page.panel)
    walk.happened("request_endorsement", "denied", trip.case(trip.main), picture)
    _open(trip, page, trip.archived)
    picture = walk.picture("request_endorsement_archived")
    walk.hands.press("Avalar el archivo", page.panel)
    walk.happened("request_endorsement", "archived", trip.case(trip.archived), picture)
    _open(trip, page, trip.shared)
    _write_people(trip, page)
    picture = walk.picture("decide_split_granted")
    walk.hands.press("Avalar el desglose", page.panel)
    walk.happened("decide_split", "split", trip.case(trip.shared), picture)


def _open(trip: Trip, page: Any, traveller: Traveller) -> None:
    walk = trip.walk
    walk.hands.type(page.frame.text, traveller.shown)
    go_to_case(walk.hands, page.pane.table, trip.case(traveller))
    walk.hands.until(
        lambda: page.panel.sheet is not None and page.panel.row.case_id == trip.case(traveller),
        f"la solicitud de {traveller.shown} no se abrió",
    )
    walk.settle()


def _choose(trip: Trip, page: Any, key: str) -> None:
    trip.walk.hands.click(next(made for made in page.panel.tabs.buttons() if made.property("key") == key))


def _write_people(trip: Trip, page: Any) -> None:
    """Each person in a row of the table, cell by cell."""
    hands, grid = trip.walk.hands, page.panel.people.grid
    rng = random.Random(trip.shared.number)
    people = [trip.shared.person, *(sample_people.person(rng) for _ in range(trip.shared.signatories - 1))]
    for row, person in enumerate(people):
        for column, words in enumerate((person.name, person.document_type, person.document_number, person.address)):
            index = grid.model().index(row, column)
            grid.setFocus()
            grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            hands.keys(grid, "F2")
            editor = hands.find(QLineEdit, inside=grid.viewport(), seconds=5)
            hands.type(editor, words)
            hands.keys(editor, "Return")
            hands.until(partial(_written, hands, grid, row, column, words), "la fila de firmantes no quedó escrita", 5)


def _written(hands: Hands, grid: QTableWidget, row: int, column: int, words: str) -> bool:
    item = grid.item(row, column)
    closed = hands.see(QLineEdit, inside=grid.viewport()) is None
    return closed and item is not None and item.text() == words


def receive_split(trip: Trip) -> None:
    """12: each person gets a case of their own; the origin waits for them."""
    walk = trip.walk
    walk.enter(_LEAD)
    page: Any = walk.open("Asignación", "Desglosados")
    walk.hands.press("Filtro Recibir", page)
    table = walk.hands.find(CaseTable, inside=page)
    go_to_case(walk.hands, table, trip.case(trip.shared))
    walk.hands.click(page.primary)
    card: Any = walk.hands.find(SplitCard)
    walk.hands.click(card.whole)
    picture = walk.picture("receive_split")
    walk.hands.click(card.go)
    walk.happened("receive_split", "received", trip.case(trip.shared), picture)
    if len(walk.witness.children(trip.case(trip.shared))) != trip.shared.signatories:
        raise Lost("no se abrió un caso para cada persona que firmó")
