"""Asks why somebody else's document or name may stand in the letter; the answer stays in the case's history."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.services.drafting.identity import Foreign
from app.ui.widgets import Field, Overlay, button, text

_LEAST = 5


class HouseholdQuestion(Overlay):
    """`answered` carries the number and the reason."""

    answered = Signal(object, str)

    def __init__(self, parent: QWidget, foreign: Foreign) -> None:
        super().__init__(parent, width=520)
        self._foreign = foreign
        title = f"¿Por qué puede nombrarse {'el documento' if foreign.digits else 'a'} {foreign.shown}?"
        self.setAccessibleName(title)
        self.card.column.addWidget(text(title, "title", wrap=True))
        words = "Solo las personas registradas del mismo hogar. Lo que escriba queda en el historial del caso."
        self.card.column.addWidget(text(words, "sub", wrap=True))
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.field = Field("&Relación y registro", self.reason, help_text="Por ejemplo: hija menor, hogar en el RUV")
        self.card.column.addWidget(self.field)
        row = QHBoxLayout()
        row.addWidget(button("Cancelar", act=self.close_overlay))
        row.addStretch(1)
        row.addWidget(button("Es de su hogar", "primary", act=self._accept))
        self.card.column.addLayout(row)
        self.reason.returnPressed.connect(self._accept)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the cursor in the reason."""
        self.open(self.reason)

    def _accept(self) -> None:
        reason = self.reason.text().strip()
        if len(reason) < _LEAST:
            self.field.set_error("Diga en pocas palabras quién es y dónde está registrada.")
            return
        self.close_overlay()
        self.answered.emit(self._foreign, reason)
