"""Who asks, and for whom: the part of the filing form that holds personal data."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.verbs.checks import DOCUMENT_TYPES
from app.services.verbs.classify_claim import CAPACITY_LABELS, DIFFERENTIAL_LABELS, Person
from app.services.verbs.receive_petition import FOR_ANOTHER, RESPONSE_CHANNELS
from app.ui.trays.analysis.pickers import Finder
from app.ui.widgets import Field, FieldGrid


@dataclass(frozen=True)
class PeopleValues:
    """What the box says of people."""

    petitioner: Person | None
    represented: Person | None
    is_anonymous: bool
    response_channel: str


class PeopleBox(QWidget):
    """Name, document, address and means of answer; the represented person appears when somebody acts for another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.anonymous = QCheckBox("Anónima: no firma nadie")
        column.addWidget(self.anonymous)
        self.grid = FieldGrid()
        column.addWidget(self.grid)
        self.name, self.number, self.other_name, self.other_number = (QLineEdit() for _ in range(4))
        self.address, self.phone, self.email = (QLineEdit() for _ in range(3))
        self.kind, self.other_kind = _types(), _types()
        self.capacity, self.answer = QComboBox(), QComboBox()
        for key, words in CAPACITY_LABELS.items():
            if key != "represented":
                self.capacity.addItem(words, key)
        for key, words in RESPONSE_CHANNELS.items():
            self.answer.addItem(words, key)
        self.accepts = QCheckBox("Aceptó recibir por correo electrónico")
        self.town = Finder("Municipio")
        self.differential = {key: QCheckBox(label) for key, label in DIFFERENTIAL_LABELS.items()}
        self._lay_out()
        self._watch()

    def _lay_out(self) -> None:
        self._add("full_name", "&Nombre completo", self.name)
        self._add("document_number", "&Documento", _both(self.kind, self.number), 1)
        self._add("capacity", "Actúa como", self.capacity, 1)
        self._add("represented_name", "Por quién actúa", self.other_name, 1)
        self._add("represented_number", "Su documento", _both(self.other_kind, self.other_number), 1)
        self._add("address", "D&irección", self.address, 1)
        self._add("municipality_code", "M&unicipio", self.town, 1)
        self._add("phone", "Te&léfono", self.phone, 1)
        self._add("email", "Correo &electrónico", self.email, 1)
        self._add("response_channel", "Se responde por", self.answer, 1)
        self.grid.add(self.accepts, 1)
        for box in self.differential.values():
            self.grid.add(box, 1)

    def _add(self, key: str, label: str, editor: QWidget, span: int = 2) -> None:
        self.fields[key] = Field(label, editor)
        self.grid.add(self.fields[key], span)

    def _watch(self) -> None:
        for edit in (self.name, self.number, self.other_name, self.other_number, self.address, self.phone, self.email):
            edit.textChanged.connect(self._changed)
        for box in (self.kind, self.other_kind, self.capacity, self.answer):
            box.currentIndexChanged.connect(self._changed)
        for check in (self.anonymous, self.accepts, *self.differential.values()):
            check.toggled.connect(self._changed)
        self.town.picked.connect(self._changed)
        self._changed()

    def _changed(self, *_: object) -> None:
        for_another = self.capacity.currentData() in FOR_ANOTHER
        self.fields["represented_name"].setVisible(for_another)
        self.fields["represented_number"].setVisible(for_another)
        self.grid.setEnabled(not self.anonymous.isChecked())
        self.changed.emit()

    def values(self) -> PeopleValues:
        """What is written; an anonymous petition has nobody."""
        if self.anonymous.isChecked():
            return PeopleValues(None, None, True, "postal")
        who = Person(
            full_name=self.name.text(),
            document_type=self.kind.currentText() or None,
            document_number=self.number.text() or None,
            capacity=str(self.capacity.currentData()),
            phone=self.phone.text(),
            email=self.email.text(),
            address=self.address.text(),
            municipality_code=self.town.code() or None,
            accepts_email=self.accepts.isChecked(),
            differential=tuple(key for key, box in self.differential.items() if box.isChecked()),
        )
        other = None
        if who.capacity in FOR_ANOTHER and self.other_name.text().strip():
            other = Person(
                full_name=self.other_name.text(),
                document_type=self.other_kind.currentText() or None,
                document_number=self.other_number.text() or None,
                capacity="represented",
            )
        return PeopleValues(who, other, False, str(self.answer.currentData()))

    def clear(self) -> None:
        """Nobody: personal data of one petition never stay beside the next."""
        for edit in (self.name, self.number, self.other_name, self.other_number, self.address, self.phone, self.email):
            edit.clear()
        for box in (self.kind, self.other_kind, self.capacity, self.answer):
            box.setCurrentIndex(0)
        for check in (self.anonymous, self.accepts, *self.differential.values()):
            check.setChecked(False)
        self.town.set_code("")


def _types() -> QComboBox:
    made = QComboBox()
    made.addItems(["", *DOCUMENT_TYPES])
    made.setAccessibleName("Tipo de documento")
    return made


def _both(kind: QComboBox, number: QLineEdit) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    number.setAccessibleName("Número de documento")
    row.addWidget(kind)
    row.addWidget(number, 1)
    both.setFocusProxy(number)
    return both
