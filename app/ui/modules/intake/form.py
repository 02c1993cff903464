"""The form of a petition that comes in: what the seal and the paper say, and who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.services.intake.catalogue_words import CatalogueWords
from app.services.intake.terms import Terms
from app.services.legal_calendar import LegalCalendar
from app.services.trays.slack import lacks_sentence
from app.services.verbs.receive_petition import FieldInvalid, ReceivePetition
from app.ui import formats
from app.ui.modules.intake.people import PeopleBox
from app.ui.modules.intake.plain_edits import HourEdit, IntEdit
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.widgets import Field, FieldGrid, text


def combo(choices: Iterable[tuple[str, str]]) -> QComboBox:
    """A combo box of (key, words)."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    for key, words in choices:
        made.addItem(words, key)
    return made


class PetitionForm(QWidget):
    """Every field of a filing. `verb` builds the step or raises FieldInvalid; `show_problem` puts it by its field."""

    changed = Signal()

    def __init__(self, calendar: LegalCalendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._typed: frozenset[str] = frozenset()
        self._terms = Terms()
        self.setProperty("role", "content")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(6)
        self.fields: dict[str, Field] = {}
        column.addWidget(text("Lo que dice el sello de ORFEO", "heading"))
        column.addWidget(self._filing())
        column.addWidget(text("Quién pide", "heading"))
        self.people = PeopleBox()
        column.addWidget(self.people)
        column.addStretch(1)
        self.fields |= self.people.fields
        self._watch()
        self.clear()

    def _filing(self) -> QWidget:
        self.number = QLineEdit()
        self.number.setPlaceholderText("2026-711-806524-2")
        self.day, self.hour = DateEdit(self._calendar.today), HourEdit(dt.time(8, 0))
        self.channel, self.kind = combo(()), combo(())
        self.due_day, self.due_hour = DateEdit(self._calendar.today), HourEdit(dt.time(17, 0))
        self._reserved: frozenset[str] = frozenset()
        self.topic = Finder("Tema, si se reconoce")
        self.topic.picked.connect(self._topic_picked)
        self.subject = QPlainTextEdit()
        self.subject.setTabChangesFocus(True)
        self.subject.setFixedHeight(scaled(62))
        self.signatories = IntEdit(1, 5000, 1)
        self.oral, self.bulk = QCheckBox("Verbal, sin papel"), QCheckBox("Va a ORFEO masivos")
        grid = FieldGrid()
        self._add(grid, "filing_number", "&Radicado", self.number, required=True, help_text="")
        self._add(
            grid, "received_at", "Reci&bida el", _pair(self.day, self.hour, "Hora de recepción"), 1, required=True
        )
        self._add(grid, "channel", "&Canal", self.channel, 1, required=True)
        self._add(grid, "class_key", "C&lase", self.kind, required=True)
        self._add(
            grid, "typed_due_at", "Plazo que fija el oficio", _pair(self.due_day, self.due_hour, "Hora del plazo")
        )
        self._add(grid, "subject", "&Asunto", self.subject, required=True, help_text="En una frase, qué pide")
        self._add(grid, "topic_code", "Te&ma", self.topic, 1)
        self._add(grid, "signatory_count", "Firman&tes", self.signatories, 1)
        grid.add(self.oral, 1)
        grid.add(self.bulk, 1)
        return grid

    def _topic_picked(self, code: str) -> None:
        line = self.topic.lineEdit()
        if code and line is not None:
            # A long title is read from its beginning.
            line.setCursorPosition(0)
        words = "Dato reservado: las listas no lo muestran; lo lee quien responde." if code in self._reserved else ""
        self.fields["topic_code"].set_help(words)

    def _add(
        self, grid: FieldGrid, key: str, label: str, editor: QWidget, span: int = 2, *,
        required: bool = False, help_text: str = "",
    ) -> None:  # fmt: skip
        field = Field(label, editor, required=required, help_text=help_text)
        self.fields[key] = field
        grid.add(field, span)

    def _watch(self) -> None:
        for edit in (self.number, self.day, self.due_day):
            edit.textChanged.connect(self._changed)
        for each in (self.kind, self.channel):
            each.currentIndexChanged.connect(self._changed)
        self.subject.textChanged.connect(self._changed)
        self.oral.toggled.connect(self._changed)
        self.bulk.toggled.connect(self._changed)
        self.topic.picked.connect(self._changed)
        self.signatories.valueChanged.connect(self._changed)
        for hour in (self.hour, self.due_hour):
            hour.textChanged.connect(self._changed)
        self.people.changed.connect(self._changed)

    def set_catalogues(self, words: CatalogueWords, terms: Terms) -> None:
        """What may be chosen; the days of each class by regime, for the date shown under it."""
        self._typed, self._terms = words.typed, terms
        for box, choices, usual in ((self.channel, words.channels, "window"), (self.kind, words.classes, "petition")):
            kept = box.currentData() or usual
            box.clear()
            for key, label in choices.items():
                box.addItem(label, key)
            box.setCurrentIndex(max(0, box.findData(kept)))
        self._reserved = words.reserved
        self.topic.set_choices(Choices((code, f"{code} {title}", line) for code, title, line in words.topics))
        self.people.town.set_choices(
            Choices((code, f"{name} ({department})", "") for code, name, department in words.municipalities)
        )
        self._changed()

    def clear(self) -> None:
        """An empty form for the next petition; channel and class stay as they were."""
        for edit in (self.number, self.due_day):
            edit.clear()
        now = clock.now()
        self.day.set_day(now.date())
        self.hour.set_hour(now.time())
        self.subject.clear()
        self.topic.set_code("")
        self.signatories.setValue(1)
        self.oral.setChecked(False)
        self.bulk.setChecked(False)
        self.people.clear()
        self.clear_problems()
        self._changed()

    def is_untouched(self) -> bool:
        """Whether nothing that would be missed has been typed."""
        return not (self.number.text() or self.subject.toPlainText().strip() or self.people.name.text())

    def _changed(self, *_: object) -> None:
        key = str(self.kind.currentData() or "")
        self.fields["typed_due_at"].setVisible(key in self._typed)
        self.fields["class_key"].set_help(self._due_words(key))
        self.changed.emit()

    def due_on(self) -> dt.date | None:
        """The legal due date of what is written, as the server will count it; None while it can't be known."""
        key = str(self.kind.currentData() or "")
        if key in self._typed:
            return self.due_day.day()
        day = self.day.day()
        days = self._terms.days(key, day) if day is not None else None
        return None if day is None or days is None else self._calendar.add(day, days)

    def lacks(self) -> str | None:
        """The datum without which the term can't be counted; None where nothing lacks."""
        key = str(self.kind.currentData() or "")
        found = self._terms.lacks(key, self.day.day(), self._calendar)
        if found is None and key in self._typed and (self.due_day.day() is None or self.due_hour.hour() is None):
            return "typed_due_at"
        return found

    def _due_words(self, key: str) -> str:
        lacks, due, day = self.lacks(), self.due_on(), self.day.day()
        if not self._terms.regimes:
            # The catalogues are on their way: nothing is known to lack.
            return ""
        if lacks is not None:
            return lacks_sentence(lacks)
        if due is None or day is None:
            return ""
        left = formats.slack(self._calendar.days_left(due) or 0).lower()
        if key in self._typed:
            return f"Vence el {formats.long_date(due)}, a la hora del oficio ({left})."
        return f"{self._terms.days(key, day)} días hábiles: vence el {formats.long_date(due)} ({left})."

    def verb(self, document_id: UUID | None, pages: int) -> ReceivePetition:
        """The step as it is written. Raises FieldInvalid naming the field."""
        day, due = self.day.day(), self.due_day.day()
        for edit, field in ((self.day, "received_at"), (self.due_day, "typed_due_at")):
            if edit.is_wrong() and edit.isVisibleTo(self):
                raise FieldInvalid(field, "Esa fecha no existe o no se entiende. Escríbala como 20/11/2026.")
        if day is None:
            raise FieldInvalid("received_at", "Falta la fecha de recepción. Escríbala como 20/11/2026.")
        typed = str(self.kind.currentData() or "") in self._typed
        if typed and due is None:
            raise FieldInvalid("typed_due_at", "Falta el plazo que fija el oficio. Escriba su fecha y hora.")
        if self.topic.is_unknown():
            raise FieldInvalid("topic_code", "Ese tema no está en el árbol. Elíjalo de la lista o déjelo vacío.")
        people = self.people.values()
        return ReceivePetition(
            filing_number=self.number.text(),
            received_at=_moment(day, self.hour, "received_at"),
            channel=str(self.channel.currentData() or ""),
            class_key=str(self.kind.currentData() or ""),
            subject=self.subject.toPlainText(),
            document_id=document_id,
            petitioner=people.petitioner,
            represented=people.represented,
            typed_due_at=_moment(due, self.due_hour, "typed_due_at") if typed and due else None,
            topic_code=self.topic.code() or None,
            page_count=pages,
            signatory_count=self.signatories.value(),
            is_oral=self.oral.isChecked(),
            is_anonymous=people.is_anonymous,
            is_bulk=self.bulk.isChecked(),
            response_channel=people.response_channel,
        )

    def show_problem(self, field: str | None, sentence: str) -> bool:
        """Say what is wrong under its field and go there; False if no field of the form is meant."""
        self.clear_problems()
        shown = self.fields.get(field or "")
        if shown is None:
            return False
        shown.set_error(sentence)
        shown.setFocus()
        return True

    def clear_problems(self) -> None:
        """Take every sentence away."""
        for field in self.fields.values():
            if field.error():
                field.set_error("")


def _moment(day: dt.date, edit: HourEdit, field: str) -> dt.datetime:
    hour = edit.hour()
    if hour is None:
        raise FieldInvalid(field, "La hora no se entiende. Escríbala como 15:04.")
    return dt.datetime.combine(day, hour, clock.BOGOTA)


def _pair(day: DateEdit, hour: HourEdit, name: str) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    day.setMinimumWidth(scaled(104))
    hour.setAccessibleName(name)
    day.setAccessibleName("Fecha")
    row.addWidget(day, 1)
    hour.setFixedWidth(scaled(68))
    row.addWidget(hour)
    both.setFocusProxy(day)
    return both
