"""The right side of Resultados: what became of one sending, and what follows a return."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.output.naming import Municipality
from app.services.output.results import Cause
from app.ui import formats
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.pickers import Finder
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.dispatch.rows import NEXT, PieceRow
from app.ui.trays.signature.panel import Facts
from app.ui.widgets import Field, FieldGrid, SegmentedTabs, button, text
from app.ui.widgets.cards import PanelCard

_IN_TRANSIT = (("delivered", "Entregada"), ("returned", "Devuelta"))
_RETURNED = (("again", "Reenviar"), ("notice", "Aviso"))
_WORDS = {
    "delivered": ("Registrar la entrega y cerrar", "seal-check"),
    "returned": ("Registrar la devolución", "arrow-u-up-left"),
    "again": ("Enviar de nuevo", "paper-plane-tilt"),
    "notice": ("Fijar el aviso", "megaphone"),
}


class ResultPanel(PanelCard):
    """Asks for what the chosen act needs; `moved` says that something typed changed."""

    moved = Signal()

    def __init__(self, today: dt.date, act: Callable[[], object], choose_image: Callable[[QWidget], str]) -> None:
        super().__init__()
        self._today, self._choose = today, choose_image
        self._row: PieceRow | None = None
        self._image: Path | None = None
        self._form_of: tuple[object, str, int] | None = None
        self.case = CaseHead()
        self.head.addWidget(self.case)
        self.body.addWidget(text("Qué pasó con la carta", "section"))
        self.story = Facts()
        self.body.addWidget(self.story)
        self.transit_tabs = SegmentedTabs(_IN_TRANSIT, "Resultado")
        self.return_tabs = SegmentedTabs(_RETURNED, "Qué sigue")
        self.forms = QStackedWidget()
        for tabs in (self.transit_tabs, self.return_tabs):
            self.body.addWidget(tabs)
            tabs.chosen.connect(self._choose_form)
        self._pages = {key: QWidget() for key in _WORDS}
        self._fill()
        for page in self._pages.values():
            self.forms.addWidget(page)
        self.body.addWidget(self.forms)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(act, "Registrar")
        self.foot.addWidget(self.foot_act)
        self.show_row(None)

    def show_lists(self, causes: Sequence[Cause], towns: Sequence[Municipality]) -> None:
        """Fill the lists to choose from, once."""
        if self.cause.count() > 1:
            return
        self.cause.addItem("Escoja la causal…", "")
        for each in causes:
            self.cause.addItem(each.label, each.code)
        self.town.set_choices((each.code, f"{each.name}, {each.department}", each.code) for each in towns)

    def show_row(self, row: PieceRow | None) -> None:
        """The sending under the cursor; what was typed for it stays while it is the same."""
        self._row = row
        returned = row is not None and row.piece.state == "returned"
        self.transit_tabs.setVisible(row is not None and not returned)
        self.return_tabs.setVisible(returned)
        self.forms.setVisible(row is not None)
        if row is None:
            self.case.clear("Escoja un envío, o lea su guía.")
            self.story.show_pairs(())
            self.foot_act.show_act("Registrar", "check", "Escoja un envío de la lista.")
            return
        piece = row.piece
        self.case.show_case(piece.outgoing, row.days, row.address.addressee)
        self.case.show_notice("Sin prueba de entrega no está respondida: el término sigue corriendo.")
        self.story.show_pairs(
            [
                ("Entregada", f"{formats.date(piece.handed_on)}, {_by(row)}" if piece.handed_on else ""),
                ("A", row.address.last_sent_to),
                ("Devuelta", f"{formats.date(piece.returned_on)} · {piece.cause}" if piece.returned_on else ""),
                ("Qué sigue", NEXT.get(piece.next_action or "", "")),
                ("Intento", str(piece.attempt)),
            ]
        )
        if self._form_of != _act_of(row):
            # Kept while the list is refreshed: what was typed belongs to this sending.
            self._form_of = _act_of(row)
            self._clear()
            self.return_tabs.choose("notice" if piece.next_action == "notice" else "again")
        self._choose_form()

    def act(self) -> str:
        """Key of the act in use: delivered, returned, again or notice."""
        returned = self._row is not None and self._row.piece.state == "returned"
        return self.return_tabs.current() if returned else self.transit_tabs.current()

    def day(self) -> dt.date:
        """The day of the delivery or of the return. Raises InvalidInput."""
        edit = self.delivered_on if self.act() == "delivered" else self.returned_on
        day = edit.day()
        if day is None:
            raise InvalidInput(sentence="Falta la fecha, o no es una fecha. Escríbala como dd/mm/aaaa.")
        return day

    def image(self) -> tuple[bytes, str]:
        """The chosen image and its kind; empty when there is none. Raises InvalidInput when it can't be read."""
        if self._image is None:
            return b"", "application/pdf"
        try:
            data = self._image.read_bytes()
        except OSError as error:
            sentence = "No se pudo leer la imagen. Escójala de nuevo."
            raise InvalidInput(type(error).__name__, sentence=sentence) from error
        return data, mimetypes.guess_type(self._image.name)[0] or "application/pdf"

    def choose_image(self) -> None:
        """Ask for the image of the guide."""
        chosen = self._choose(self)
        if chosen:
            self._image = Path(chosen)
            self._show_image()

    def _choose_form(self, *_: object) -> None:
        key = self.act()
        self.forms.setCurrentWidget(self._pages[key])
        words, icon = _WORDS[key]
        self.foot_act.show_act(words, icon, "")
        self.moved.emit()

    def _clear(self) -> None:
        for edit in (self.received_by, self.address, self.notice):
            edit.clear()
        for day in (self.delivered_on, self.returned_on):
            day.set_day(self._today)
        self.cause.setCurrentIndex(0)
        self.town.set_code("")
        self._image = None
        self._show_image()
        self.case.trouble.hide()

    def _show_image(self) -> None:
        words = "Ninguna imagen escogida" if self._image is None else f"Escogida · {self._image.suffix[1:].upper()}"
        for label in self._image_labels:
            label.setText(words)

    def _fill(self) -> None:
        self.received_by, self.address, self.notice = QLineEdit(), QLineEdit(), QLineEdit()
        self.delivered_on, self.returned_on = DateEdit(self._today), DateEdit(self._today)
        self.cause, self.town = QComboBox(), Finder("Municipio o código DANE")
        self._image_labels = [text("", "help", wrap=True), text("", "help", wrap=True)]
        self.address.setMaxLength(150)
        self.notice.setPlaceholderText("AVISO-2026-001")
        delivered = _form(self._pages["delivered"])
        delivered.add(Field("&Quién recibió", self.received_by, required=True))
        delivered.add(Field("&Fecha de entrega", self.delivered_on, required=True), 1)
        delivered.add(self._image_row(0, "Imagen de la guía, obligatoria"))
        returned = _form(self._pages["returned"])
        returned.add(Field("&Causal", self.cause, required=True))
        returned.add(Field("&Fecha de devolución", self.returned_on, required=True), 1)
        returned.add(self._image_row(1, "Imagen de la guía"))
        again = _form(self._pages["again"])
        again.add(Field("Nueva &dirección", self.address, help_text="Vacía, se reenvía a la misma."))
        again.add(Field("&Municipio", self.town))
        notice = _form(self._pages["notice"])
        help_text = "Cinco días hábiles en la página web y en lugar público (art. 69 CPACA). No lleva el contenido."
        notice.add(Field("&Número del aviso", self.notice, help_text=help_text, required=True))

    def _image_row(self, number: int, title: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text(title, "help"))
        row = QHBoxLayout()
        row.addWidget(button("Escoger imagen…", icon_name="paperclip", act=self.choose_image))
        row.addWidget(self._image_labels[number], 1)
        column.addLayout(row)
        return box


def _form(page: QWidget) -> FieldGrid:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 6, 0, 0)
    grid = FieldGrid()
    column.addWidget(grid)
    column.addStretch(1)
    return grid


def _by(row: PieceRow) -> str:
    number = row.piece.sheet_number
    return f"planilla {number:04d}" if number else "aviso o correo"


def _act_of(row: PieceRow) -> tuple[object, str, int]:
    """What the form is about: a sending that has since come back asks for something else."""
    return row.case_id, row.piece.state, row.piece.attempt
