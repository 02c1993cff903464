"""The demonstration's choice: who do you want to be today? Cards with name, role and what awaits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from app.ui.shell.choices import OptionCard, foot, note
from app.ui.shell.cover import Cover, Step
from app.ui.theme.theme import scaled
from app.ui.widgets import Avatar, Pill, Strip, button, text

_STEPS = (
    Step("Dónde trabajar", "En este equipo"),
    Step("Preparar", "Casos y personas inventados"),
    Step("Entrar", "Elija un personaje"),
)


@dataclass(frozen=True)
class Persona:
    """An invented person of the demonstration."""

    user: str
    name: str
    role: str
    #: What awaits this person, from the database: «42 casos en Análisis, 1 vencido».
    awaits: str


class PersonaPage(Cover):
    """Digits choose, Enter enters. Emits the user of the chosen persona."""

    chosen = Signal(str)
    back_asked = Signal()

    def __init__(self, personas: Sequence[Persona], today: str = "") -> None:
        """`today` is the demonstration's date in words: «viernes 20/11/2026»."""
        super().__init__("Bandeja PQR", "Demostración: casos y personas inventados.", _STEPS, 2, share=28)
        # Three columns where two would not fit in 768 pixels of height; with large text the page scrolls instead.
        columns = 3 if len(personas) > 8 and scaled(100) < 115 else 2
        self.set_card_width(760 if columns == 2 else 900)
        self._personas = list(personas)
        column = self.card.column
        column.addWidget(text("¿Quién quiere ser hoy?", "display"))
        row = QHBoxLayout()
        row.addWidget(
            text("Cada quien ve solo lo que su rol permite; la base de datos lo hace cumplir.", "sub", wrap=True), 1
        )
        row.addWidget(Pill("Datos inventados", "info"))
        column.addLayout(row)
        self.strip = Strip("danger", "warning-circle")
        column.addWidget(self.strip)
        grid = QGridLayout()
        grid.setSpacing(8)
        self.cards: list[OptionCard] = []
        for at, persona in enumerate(self._personas):
            face = Avatar(persona.name, diameter=38)
            card = OptionCard(face, persona.role, (persona.name, persona.awaits), at + 1)
            card.setAccessibleName(f"Entrar como {persona.name}, {persona.role}. {persona.awaits}")
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            card.toggled.connect(face.set_solid)
            card.toggled.connect(self._name_button)
            grid.addWidget(card, at // columns, at % columns)
            self.cards.append(card)
        column.addLayout(grid)
        if today:
            column.addWidget(note("calendar-blank", f"Hoy es <b>{today}</b> en la demostración."))
        self.enter = button("Entrar", "primary", icon_name="arrow-right", act=self._enter)
        back = button("Atrás", "quiet", icon_name="arrow-left", keys="Alt+Left", act=self.back_asked.emit)
        hint = f"1 a {min(9, len(self.cards))} eligen"
        foot(column, hint, self.enter, back)
        if self.cards:
            self.cards[0].setChecked(True)
            self.setFocusProxy(self.cards[0])

    def show_problem(self, sentence: str) -> None:
        """Why the chosen persona could not enter."""
        self.enter.setEnabled(True)
        self.strip.say(sentence)

    def _chosen_one(self) -> Persona | None:
        pairs = zip(self._personas, self.cards, strict=True)
        return next((persona for persona, card in pairs if card.isChecked()), None)

    def _name_button(self) -> None:
        current = self._chosen_one()
        if current is not None:
            self.enter.setText(f"\u2002Entrar como {current.name}")
            self.enter.setAccessibleName(f"Entrar como {current.name}")

    def _enter(self) -> None:
        current = self._chosen_one()
        if current is not None:
            self.enter.setEnabled(False)
            self.chosen.emit(current.user)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1.value
        if 0 <= digit < min(9, len(self.cards)):
            self.cards[digit].setChecked(True)
            self.cards[digit].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.click()
        else:
            super().keyPressEvent(event)
