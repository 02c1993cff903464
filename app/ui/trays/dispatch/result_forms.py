"""The forms of Resultados: what each act on a sending asks for, with what was typed kept while it is the same one."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.output.naming import Municipality
from app.services.output.results import Cause
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.widgets import Field, FieldGrid, button, text

#: Every act: its words and its icon.
ACTS = {
    "delivered": ("Registrar la entrega y cerrar", "seal-check"),
    "returned": ("Registrar la devolución", "arrow-u-up-left"),
    "again": ("Enviar de nuevo", "paper-plane-tilt"),
    "email": ("Registrar el correo enviado", "envelope-simple"),
    "notice": ("Fijar el aviso y guardar el PDF", "megaphone"),
    "published": ("Guardar la prueba de publicación", "megaphone"),
    "removed": ("Guardar la prueba de retiro", "megaphone"),
    "served": ("Cerrar con el aviso surtido", "seal-check"),
}


class ResultForms(QStackedWidget):
    """One page for each act."""

    def __init__(self, today: dt.date, choose_image: Callable[[QWidget], str]) -> None:
        super().__init__()
        self._today, self._choose = today, choose_image
        self._image: Path | None = None
        self.received_by, self.address, self.notice, self.receipt = (QLineEdit() for _ in range(4))
        self.delivered_on, self.returned_on, self.fixed_on = (DateEdit(today) for _ in range(3))
        self.cause, self.town = QComboBox(), Finder("Municipio o código DANE")
        self._image_labels = [text("", "help", wrap=True) for _ in range(4)]
        self._pages = {key: QWidget() for key in ACTS}
        self._fill()
        for page in self._pages.values():
            self.addWidget(page)

    def show_act(self, key: str) -> None:
        """The page of one act; the others ask for no room."""
        for each in self._pages.values():
            own = QSizePolicy.Policy.Preferred if each is self._pages[key] else QSizePolicy.Policy.Ignored
            each.setSizePolicy(QSizePolicy.Policy.Preferred, own)
        self.setCurrentWidget(self._pages[key])
        self.updateGeometry()

    def show_lists(self, causes: Sequence[Cause], towns: Sequence[Municipality]) -> None:
        """Fill the lists to choose from, once."""
        if self.cause.count() > 1:
            return
        self.cause.addItem("Escoja la causal…", "")
        for each in causes:
            self.cause.addItem(each.label, each.code)
        self.town.set_choices(Choices((each.code, f"{each.name}, {each.department}", each.code) for each in towns))

    def day(self, key: str) -> dt.date:
        """The day that the act is about. Raises InvalidInput."""
        edits = {"delivered": self.delivered_on, "returned": self.returned_on, "notice": self.fixed_on}
        day = edits[key].day()
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
        """Ask for the image of the guide, or of the notice's proof."""
        chosen = self._choose(self)
        if chosen:
            self._image = Path(chosen)
            self._show_image()

    def clear(self) -> None:
        """Another sending: nothing typed for the last one stays."""
        for edit in (self.received_by, self.address, self.notice, self.receipt):
            edit.clear()
        for day in (self.delivered_on, self.returned_on, self.fixed_on):
            day.set_day(self._today)
        self.cause.setCurrentIndex(0)
        self.town.set_code("")
        self._image = None
        self._show_image()

    def _show_image(self) -> None:
        words = "Ninguna imagen escogida" if self._image is None else f"Escogida · {self._image.suffix[1:].upper()}"
        for label in self._image_labels:
            label.setText(words)

    def _fill(self) -> None:
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
        email = _form(self._pages["email"])
        help_text = "La persona aceptó que se le responda a su correo. Anote el número del acuse certificado."
        email.add(Field("&Acuse certificado", self.receipt, help_text=help_text, required=True))
        notice = _form(self._pages["notice"])
        help_text = "Cinco días hábiles en la página web y en lugar público. No lleva el contenido."
        notice.add(Field("&Número del aviso", self.notice, help_text=help_text, required=True))
        notice.add(Field("Se &fija el", self.fixed_on, required=True), 1)
        for number, (key, title) in enumerate(
            (("published", "Captura de la página y foto del lugar público"), ("removed", "Constancia de desfijación")),
            2,
        ):
            _form(self._pages[key]).add(self._image_row(number, title))
        served = _form(self._pages["served"])
        words = "La notificación se surte al terminar el día siguiente al retiro. Se cierra con las dos pruebas."
        served.add(text(words, "help", wrap=True))

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
