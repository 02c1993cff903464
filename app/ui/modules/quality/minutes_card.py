"""Escribir el acta de una reunión: who came, what was said, and who does what until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.quality.meetings import Called, Candidate, Promise
from app.ui.modules.intake.form import combo
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.legal.writing import Ticks, long_text
from app.ui.widgets import Field, button, text

#: Days that are proposed for a commitment: until the next monthly meeting.
_DAYS = 30


@dataclass(frozen=True)
class _Row:
    """The fields of one commitment."""

    words: QLineEdit
    who: QComboBox
    due: DateEdit


class MinutesCard(ActCard):
    """`record(card, attended, minutes, commitments)`."""

    def __init__(
        self,
        parent: QWidget,
        today: dt.date,
        called: Sequence[Called],
        people: Sequence[Candidate],
        record: Callable[[MinutesCard, list[int], str, list[Promise]], object],
    ) -> None:
        words = "Se escribe una sola vez; los compromisos se siguen en la lista y en la ventana de quien los toma."
        super().__init__(parent, "Acta de la reunión", words, "Guardar el acta", width=680)
        self._today, self._people, self._record = today, people, record
        self.attended = Ticks("Quiénes asistieron", [(str(p.person_id), p.name) for p in called], columns=2)
        for box in self.attended.boxes.values():
            box.setChecked(True)
        self.body.addWidget(self.attended)
        hint = "Qué se vio de cada falla, por qué pasa y qué se decidió. Sin nombrar a peticionarios."
        self.minutes = long_text("", 120, hint)
        self.minutes.setAccessibleName("Lo tratado")
        self.body.addWidget(Field("Lo &tratado", self.minutes, required=True))
        self.body.addWidget(text("Compromisos: qué se hará, quién y hasta cuándo", "help"))
        self._rows: list[_Row] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.body.addLayout(self._lines)
        self.more = button("Otro compromiso", "quiet", icon_name="plus", act=self.add_row)
        self.body.addWidget(self.more)
        for _ in range(2):
            self.add_row()
        self.first = self.minutes

    def add_row(self) -> None:
        """One more commitment."""
        at = len(self._rows) + 1
        words = QLineEdit()
        words.setMaxLength(500)
        words.setPlaceholderText("Qué se hará")
        who = combo([(str(p.person_id), p.full_name) for p in self._people])
        due = DateEdit(self._today, self._today + dt.timedelta(days=_DAYS))
        for edit, name in ((words, "Compromiso"), (who, "Quién"), (due, "Hasta")):
            edit.setAccessibleName(f"{name} {at}")
        row = QHBoxLayout()
        row.addWidget(words, 4)
        row.addWidget(who, 3)
        row.addWidget(due, 2)
        self._lines.addLayout(row)
        self._rows.append(_Row(words, who, due))

    def commitments(self) -> list[Promise]:
        """Those written; empty rows are none. InvalidInput names one without a date."""
        found = []
        for at, row in enumerate(self._rows, 1):
            words, due = row.words.text().strip(), row.due.day()
            if not words:
                continue
            if due is None:
                raise InvalidInput(sentence=f"Compromiso {at}: escriba la fecha como dd/mm/aaaa.")
            found.append(Promise(words, int(row.who.currentData()), due))
        return found

    def accept(self) -> None:
        """Hand it on, or say what is missing."""
        try:
            agreed = self.commitments()
        except InvalidInput as error:
            self.show_trouble(error)
            return
        attended = [int(key) for key in self.attended.chosen()]
        self._record(self, attended, self.minutes.toPlainText(), agreed)
