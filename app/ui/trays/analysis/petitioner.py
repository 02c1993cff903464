"""Step 1: who asks, as the petition says; what is seldom needed opens below."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app import clock
from app.services.analysis_form import AnalysisForm
from app.services.verbs.checks import DOCUMENT_TYPES
from app.services.verbs.classify_claim import CAPACITY_LABELS, DIFFERENTIAL_LABELS, Person
from app.ui.style import icon, scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.trays.reserved import ReservedLine
from app.ui.widgets import Field, FieldGrid, button

_CHANNELS = (("postal", "Correo físico"), ("email", "Correo electrónico"))


class PetitionerBox(QWidget):
    """Name, document, municipality; and, opened, address, means of reply, capacity, who is represented."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._base = Person(full_name=None)
        self._represented: Person | None = None
        self._marks_shown = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        self.name, self.number = QLineEdit(), QLineEdit()
        self.town = Finder("Municipio")
        grid = FieldGrid()
        grid.add(Field("&Nombre completo", self.name))
        column.addWidget(grid)
        self.number.setPlaceholderText("CC 1.234.567")
        grid.add(Field("&Documento", self.number))
        # In a row of its own: half a panel shows neither the municipality nor its department.
        grid.add(Field("&Municipio", self.town))
        self.more = button("Más datos y dirección", "quiet", icon_name="caret-right")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._open)
        left = QHBoxLayout()
        left.addWidget(self.more)
        left.addStretch(1)
        column.addLayout(left)
        # Outside what is opened and closed: it is there also where nothing may be edited.
        self.reserved = ReservedLine("Enfoque diferencial")
        column.addWidget(self.reserved)
        self.rest = self._rest()
        self.rest.hide()
        column.addWidget(self.rest)
        self._watch()

    def _rest(self) -> FieldGrid:
        self.address, self.phone, self.email, self.for_name = (QLineEdit() for _ in range(4))
        self.born = DateEdit(clock.today())
        self.channel = _combo(_CHANNELS)
        self.accepts = QCheckBox("Aceptó recibir por correo electrónico")
        self.capacity = _combo([(k, v) for k, v in CAPACITY_LABELS.items() if k != "represented"])
        self.signatories = QSpinBox()
        self.signatories.setRange(1, 5000)
        self.differential = {key: QCheckBox(label) for key, label in DIFFERENTIAL_LABELS.items()}
        grid = FieldGrid()
        grid.add(Field("D&irección", self.address))
        grid.add(Field("&Teléfono", self.phone), 1)
        grid.add(Field("Nació el", self.born), 1)
        grid.add(Field("Se responde por", self.channel))
        grid.add(Field("Co&rreo electrónico", self.email))
        grid.add(self.accepts)
        grid.add(Field("Actúa como", self.capacity), 1)
        grid.add(Field("Firmantes", self.signatories), 1)
        self.for_field = Field("A quién representa", self.for_name)
        grid.add(self.for_field)
        for box in self.differential.values():
            grid.add(box, 1)
        return grid

    def _watch(self) -> None:
        for edit in (self.name, self.number, self.address, self.phone, self.email, self.for_name, self.born):
            edit.setMinimumWidth(scaled(56))
            edit.textEdited.connect(self.changed)
        for combo in (self.channel, self.capacity):
            combo.activated.connect(self.changed)
        self.capacity.currentIndexChanged.connect(self._capacity_changed)
        self.town.picked.connect(self.changed)
        self.signatories.valueChanged.connect(self.changed)
        for box in (self.accepts, *self.differential.values()):
            box.clicked.connect(self.changed)

    def set_towns(self, towns: dict[str, str]) -> None:
        """Municipalities to choose from, by DIVIPOLA code."""
        self.town.set_choices(Choices((code, words, "") for code, words in towns.items()))

    def set_editable(self, editable: bool) -> None:
        """Open the fields or only show them; what is below can be opened either way."""
        for each in (self.name, self.number, self.town, self.rest):
            each.setEnabled(editable)

    def set_form(self, form: AnalysisForm) -> None:
        """Fill the fields without telling of a change."""
        self.blockSignals(True)
        who = self._base = form.petitioner
        self._represented = form.represented
        for edit, value in (
            (self.name, who.full_name),
            (self.number, _grouped(who.document_type, who.document_number)),
            (self.address, who.address),
            (self.phone, who.phone),
            (self.email, who.email),
            (self.born, who.birth_date),
            (self.for_name, form.represented.full_name if form.represented else ""),
        ):
            edit.setText(value or "")
            edit.setCursorPosition(0)
        _choose(self.channel, form.response_channel)
        _choose(self.capacity, who.capacity)
        self.town.set_code(who.municipality_code or "")
        self.accepts.setChecked(who.accepts_email)
        self.signatories.setValue(form.signatory_count)
        self.show_marks(who.differential)
        self.name.setPlaceholderText("Petición anónima" if form.is_anonymous else "")
        self._capacity_changed()
        self.blockSignals(False)

    def show_marks(self, marks: tuple[str, ...] | None) -> None:
        """The differential marks, or the line that says that they are reserved; no change is told."""
        self._marks_shown = marks is not None
        self.reserved.setVisible(marks is None)
        for key, box in self.differential.items():
            box.setVisible(marks is not None)
            box.setChecked(key in (marks or ()))

    def applied(self, form: AnalysisForm) -> AnalysisForm:
        """The form with what is written here."""
        kind, number = _parted(self.number.text(), self._base.document_type)
        who = replace(
            self._base,
            full_name=self.name.text().strip() or None,
            document_type=kind,
            document_number=number,
            municipality_code=self.town.code() or None,
            address=self.address.text().strip() or None,
            phone=self.phone.text().strip() or None,
            email=self.email.text().strip() or None,
            accepts_email=self.accepts.isChecked(),
            capacity=self.capacity.currentData(),
            differential=self._marks(),
            birth_date=self.born.text().strip() or None,
        )
        return replace(
            form,
            petitioner=who,
            represented=self._for(),
            signatory_count=self.signatories.value(),
            response_channel=self.channel.currentData(),
        )

    def _marks(self) -> tuple[str, ...] | None:
        if not self._marks_shown:
            return None
        return tuple(key for key, box in self.differential.items() if box.isChecked())

    def _for(self) -> Person | None:
        name = self.for_name.text().strip()
        if not name or self.capacity.currentData() == "self":
            return None
        base = self._represented or Person(full_name=None, capacity="represented")
        return replace(base, full_name=name)

    def _capacity_changed(self) -> None:
        self.for_field.setVisible(self.capacity.currentData() != "self")

    def _open(self, opened: bool) -> None:
        self.rest.setVisible(opened)
        self.more.setIcon(icon("caret-down" if opened else "caret-right", "text2"))


def _combo(choices: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    # A long choice must not widen the panel.
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(2)
    for key, words in choices:
        made.addItem(words, key)
    return made


def _choose(combo: QComboBox, key: str) -> None:
    combo.setCurrentIndex(max(0, combo.findData(key)))


def _grouped(kind: str | None, number: str | None) -> str:
    """«CC 25.673.587»: documents of digits are read in groups."""
    if not number:
        return ""
    if number.isdigit() and not number.startswith("0") and kind in ("CC", "TI", "NIT"):
        number = f"{int(number):,}".replace(",", ".")
    return f"{kind} {number}" if kind else number


def _parted(written: str, usual: str | None) -> tuple[str | None, str | None]:
    """Type and number of «CC 25.673.587»; a number alone is of the type known so far, or a cédula."""
    first, _, rest = written.strip().partition(" ")
    kind = first.upper().rstrip(".")
    if kind in DOCUMENT_TYPES:
        return kind, rest.strip() or None
    return (usual or "CC", written.strip()) if written.strip() else (None, None)
