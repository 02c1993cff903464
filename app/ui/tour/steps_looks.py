"""Pictures beside the 27 activities: the first door, the palette, the dark theme, nothing found, refused, cut off."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit

from app.ui.shell.first_run import PlacePage
from app.ui.tour.trip import Trip
from app.ui.tour.walk import Walk
from app.ui.widgets import Confirm

_CUT_PATIENCE = 25.0


def first_door(walk: Walk) -> None:
    """«¿Dónde va a trabajar?», and choosing the demonstration."""
    page = walk.hands.until(lambda: _in_front(walk, PlacePage), "no se preguntó dónde trabajar")
    walk.picture("donde_trabajar")
    walk.hands.click(page.options[-1])
    walk.hands.click(page.go_on)


def _in_front(walk: Walk, kind: type[PlacePage]) -> PlacePage | None:
    page = walk.entrance.window.currentWidget()
    return page if isinstance(page, kind) and page.isVisible() else None


def at_work(trip: Trip) -> None:
    """Análisis as its agent finds it: whole, with the palette, dark, and with nothing found."""
    walk = trip.walk
    walk.enter(trip.agent(trip.main))
    page: Any = walk.open("Bandejas", "Análisis")
    walk.hands.until(lambda: page.panel.sheet is not None, "no se abrió ningún caso")
    walk.picture("analisis")
    window = walk.session.window
    walk.hands.click(window.top.search)
    walk.hands.until(window.palette_box.isVisible, "la paleta no se abrió")
    walk.hands.type(window.palette_box.edit, "aval")
    walk.picture("analisis_paleta")
    walk.hands.keys(window.palette_box.edit, "Esc")
    walk.hands.click(window.top.theme_button)
    walk.picture("analisis_claro" if walk.dark else "analisis_oscuro")
    walk.hands.click(window.top.theme_button)
    walk.hands.type(page.filters.text, "nada que se llame así")
    walk.hands.until(lambda: not page.model.rowCount(), "el filtro no dejó la lista vacía")
    walk.picture("analisis_vacio")
    walk.hands.type(page.filters.text, "")


def refused(trip: Trip) -> None:
    """The number of a petition already filed: the server says no, beside its field."""
    walk, hands = trip.walk, trip.walk.hands
    page: Any = walk.open("Radicación", "Radicar")
    hands.type(hands.find(QLineEdit, "Radicado", page), trip.main.shown)
    hands.type(hands.find(QPlainTextEdit, "Asunto", page), trip.main.subject)
    hands.click(hands.find(QCheckBox, "Verbal", page))
    hands.click(hands.find(QCheckBox, "Anónima", page))
    hands.press("Radicar", page)
    hands.until(lambda: page.form.fields["filing_number"].error(), "el servidor no rechazó el radicado repetido")
    walk.picture("rechazada_radicado_repetido")
    hands.press("Vaciar", page)
    if hands.wait_if(lambda: hands.see(Confirm), 1):
        hands.click(hands.find(Confirm).go)


def cut_off(trip: Trip) -> None:
    """The server goes away: the strip says since when, and what can still be done."""
    walk = trip.walk
    strip = walk.session.window.notices.offline
    place = walk.entrance.place
    assert place is not None and place.local is not None
    walk.witness.close()
    place.local.stop()
    if walk.hands.wait_if(strip.isVisible, _CUT_PATIENCE):
        walk.picture("sin_conexion")
