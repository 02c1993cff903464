"""The term of an area, or the capacity of its queue (5.3), changed by a named person with the reason on record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QWidget

from app.errors import InvalidInput
from app.services.trays.escalations import AreaFigures
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, text

#: Term in business days, capacity of the queue or None, reason.
Save = Callable[[int, int | None, str], object]


class TermCard(ActCard):
    """What was promised stays promised; what is asked from now on is counted with the new numbers."""

    def __init__(self, parent: QWidget, area: AreaFigures, save: Save) -> None:
        super().__init__(parent, "Plazo y capacidad", area.area, "Guardar el cambio")
        self._save = save
        self.days, self.capacity, self.reason = QSpinBox(), QSpinBox(), QPlainTextEdit()
        self.days.setRange(1, 60)
        self.days.setValue(area.term_days)
        self.capacity.setRange(0, 1_000_000)
        self.capacity.setSpecialValueText("Sin fila: es un plazo")
        self.capacity.setValue(area.queue_capacity or 0)
        self.reason.setFixedHeight(scaled(76))
        self.reason.setTabChangesFocus(True)
        self.body.addWidget(Field("&Días hábiles", self.days))
        self.body.addWidget(Field("&Cupo: cuántos responde en esos días", self.capacity))
        self.body.addWidget(Field("&Por qué cambia", self.reason, required=True))
        self.body.addWidget(text("Lo ya prometido no cambia. Queda quién lo cambió y cuándo.", "help", wrap=True))
        self.first = self.days

    def accept(self) -> None:
        """Save it, or say what is missing."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            missing = "Falta por qué cambia. Escriba el acta o la instrucción que lo ordena."
            self.show_trouble(InvalidInput(sentence=missing))
            return
        self.close_overlay()
        self._save(self.days.value(), self.capacity.value() or None, reason)
