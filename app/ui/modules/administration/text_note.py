"""Asks why a proposal is not approved, or why a text ends and on which day."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, Overlay, button, text

_LEAST = 5


class TextNote(Overlay):
    """`answered` carries the reason and, when a day is asked, the last day."""

    answered = Signal(str, object)

    def __init__(self, parent: QWidget, title: str, act: str, today: dt.date, *, asks_day: bool) -> None:
        super().__init__(parent, width=520)
        self.setAccessibleName(title)
        self.card.column.addWidget(text(title, "title", wrap=True))
        self.day = DateEdit(today, today)
        self._day_field = Field("Último &día en que rige", self.day, required=True)
        self.card.column.addWidget(self._day_field)
        self._day_field.setVisible(asks_day)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.field = Field("&Por qué", self.reason, required=True)
        self.card.column.addWidget(self.field)
        row = QHBoxLayout()
        row.addWidget(button("Cancelar", act=self.close_overlay))
        row.addStretch(1)
        row.addWidget(button(act, "primary", act=self._accept))
        self.card.column.addLayout(row)
        self.reason.returnPressed.connect(self._accept)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the cursor in the reason."""
        self.open(self.reason)

    def _accept(self) -> None:
        reason, day = self.reason.text().strip(), self.day.day()
        if len(reason) < _LEAST:
            self.field.set_error("Dígalo en pocas palabras (al menos cinco letras).")
        elif day is None:
            self._day_field.set_error("Escriba el día.")
        else:
            self.close_overlay()
            self.answered.emit(reason, day)
