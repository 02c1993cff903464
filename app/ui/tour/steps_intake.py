"""Activities 1 to 5: Gestión Documental registers, the lead checks and loads, the assigner reviews and shares out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from app.ui.table import CaseTable
from app.ui.tour import steps_looks
from app.ui.tour.hands import Hands, Lost, drop_file
from app.ui.tour.rows import go_to_case
from app.ui.tour.trip import Traveller, Trip
from app.ui.viewer import DocumentViewer

#: What the button of each list says.
_WORDS = {
    "check_bulk_folder": "Carpeta verificada",
    "import_intake": "Cargar a LEX",
    "review_intake": "Ingreso revisado",
}
_RECORDS, _LEAD, _ASSIGNER = "u_rubiela", "u_genaro", "u_zoraida"


def run(trip: Trip) -> None:
    """From the scan on the desk to the agent's tray."""
    walk = trip.walk
    walk.wait_at_the_door()
    walk.picture("puerta")
    _register(trip)
    steps_looks.refused(trip)
    walk.enter(_LEAD)
    _mark_and_go(trip, "Masivos ORFEO", "check_bulk_folder", "checked")
    _mark_and_go(trip, "Carga nocturna", "import_intake", "loaded")
    walk.enter(_ASSIGNER)
    _mark_and_go(trip, "Carga nocturna", "review_intake", "reviewed")
    _share_out(trip)


def _register(trip: Trip) -> None:
    """1: each petition with its scan beside the form."""
    walk = trip.walk
    walk.enter(_RECORDS)
    page = walk.open("Radicación", "Radicar")
    for at, traveller in enumerate(trip.travellers):
        drop_file(walk.hands.find(DocumentViewer, inside=page), str(traveller.scan(trip.desk)))
        number = walk.hands.find(QLineEdit, "Radicado", page)
        walk.hands.until(_says(number, traveller.shown), "el radicado no se leyó del nombre del archivo")
        _fill(walk.hands, traveller)
        picture = walk.picture("receive_petition") if at == 0 else ""
        walk.hands.press("Radicar", page)
        walk.hands.until(_filed(trip, traveller), "no quedó radicada" + walk.said())
        if at == 0:
            walk.happened("receive_petition", "filed", trip.case(traveller), picture)
            walk.report.petition = traveller.shown
        walk.hands.until(_says(number, ""), "el formulario no quedó listo para la siguiente")


def _says(field: QLineEdit, words: str) -> Callable[[], bool]:
    return lambda: field.text() == words


def _filed(trip: Trip, traveller: Traveller) -> Callable[[], object]:
    return lambda: trip.walk.witness.case_of(traveller.number)


def _fill(hands: Hands, traveller: Traveller) -> None:
    person = traveller.person
    hands.type(hands.find(QLineEdit, "Fecha"), f"{traveller.received:%d/%m/%Y}")
    hands.type(hands.find(QLineEdit, "Hora de recepción"), f"{traveller.received:%H:%M}")
    hands.choose(hands.find(QComboBox, "Canal"), "window")
    hands.choose(hands.find(QComboBox, "Clase"), "petition")
    hands.type(hands.find(QPlainTextEdit, "Asunto"), traveller.subject)
    hands.pick(hands.find(QComboBox, "Tema"), traveller.topic_code + " ", traveller.topic_code + " ")
    if traveller.signatories > 1:
        hands.type(hands.find(QLineEdit, "Firmantes"), str(traveller.signatories))
    hands.type(hands.find(QLineEdit, "Nombre completo"), person.name)
    hands.choose(hands.find(QComboBox, "Tipo de documento"), person.document_type)
    hands.type(hands.find(QLineEdit, "Número de documento"), person.document_number)
    hands.type(hands.find(QLineEdit, "Dirección"), person.address)
    hands.pick(hands.find(QComboBox, "Municipio"), person.municipality, f"{person.municipality} (")
    hands.type(hands.find(QLineEdit, "Teléfono"), person.phone)


def _mark_and_go(trip: Trip, title: str, key: str, outcome: str) -> None:
    """2, 3 and 4: mark the petitions of the walk in the list and take the step."""
    walk = trip.walk
    page = walk.open("Asignación", title)
    table = walk.hands.find(CaseTable, inside=page)
    for traveller in trip.travellers:
        go_to_case(walk.hands, table, trip.case(traveller))
        walk.hands.keys(table, "Space")
    picture = walk.picture(key)
    walk.hands.press(_WORDS[key], page)
    walk.happened(key, outcome, trip.case(trip.main), picture)


def _share_out(trip: Trip) -> None:
    """5: simulate, confirm; the server balances again and gives each petition to somebody of its line."""
    walk = trip.walk
    page = walk.open("Asignación", "Reparto")
    limit = walk.hands.find(QLineEdit, "Cuántos casos repartir", page)
    walk.hands.type(limit, "20")
    walk.hands.press("Simular", page)
    walk.settle()
    picture = walk.picture("assign_case")
    for _again in range(6):
        walk.hands.press("Asignar", page)
        if walk.hands.wait_if(lambda: all(trip.agent(each) for each in trip.travellers), 20):
            walk.happened("assign_case", "assigned", trip.case(trip.main), picture)
            return
    raise Lost("el reparto no llegó a las peticiones del recorrido")
