"""The proposed sharing out, explained in the procedure's two words, with its rules and its one primary."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import clock
from app.services.assignment import Board
from app.ui import formats
from app.ui.modules.assignment.explain import explain
from app.ui.modules.intake.plain_edits import IntEdit
from app.ui.style import scaled
from app.ui.widgets import Card, KeyCap, Pill, button, line, text

_HEADINGS = {"fair": "Equitativo", "gradual": "Gradual", "left": "Lo que no cabe", "absent": "Quién no recibe"}


class ProposalCard(Card):
    """«Simulación» and «no se ha movido ningún caso» until it is confirmed."""

    simulate_asked = Signal()
    share_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(scaled(280))
        words = QWidget()
        words.setProperty("role", "content")
        column = QVBoxLayout(words)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(text("Reparto propuesto", "heading"))
        head.addStretch(1)
        self.pill = Pill("Simulación", "info")
        head.addWidget(self.pill)
        column.addLayout(head)
        self.moved = _paragraph()
        column.addWidget(self.moved)
        self.parts: dict[str, QLabel] = {}
        for key, title in _HEADINGS.items():
            column.addWidget(text(title, "strong"))
            self.parts[key] = _paragraph()
            column.addWidget(self.parts[key])
        column.addWidget(text("Reglas en uso", "strong"))
        rules = _paragraph()
        rules.setText("Primero lo que vence antes; sólo la línea de cada agente; cada quien hasta su tope.")
        column.addWidget(rules)
        column.addLayout(self._rules())
        column.addStretch(1)
        self.column.addWidget(scrolled(words, "Explicación del reparto"), 1)
        self.column.addWidget(line())
        self.column.addLayout(self._buttons())

    def _rules(self) -> QHBoxLayout:
        row = QHBoxLayout()
        head = text("Repartir &hasta", "help")
        self.limit = IntEdit(1, 5000, 200)
        self.limit.setFixedWidth(scaled(64))
        self.limit.setAccessibleName("Cuántos casos repartir como máximo")
        head.setBuddy(self.limit)
        row.addWidget(head)
        row.addWidget(self.limit)
        row.addWidget(text("casos", "help"))
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 10, 14, 12)
        row.setSpacing(8)
        self.simulate = button(
            "Simular", icon_name="arrows-clockwise", tip="Simular otra vez (F8)", act=self.simulate_asked.emit
        )
        self.assign = button("Asignar", "primary", icon_name="check", act=self.share_asked.emit)
        row.addWidget(self.simulate)
        row.addWidget(self.assign, 1)
        row.addWidget(KeyCap("F9"))
        return row

    def show_board(self, board: Board, soon: dt.date) -> None:
        """Explain what confirming would do."""
        shown = explain(board, soon)
        for key, label in self.parts.items():
            label.setText(getattr(shown, key))
        self.pill.set("Simulación", "info")
        self.moved.setText("Todavía no se ha movido ningún caso.")
        count = board.proposal.assigned
        self.assign.setText(f"\u2002Asignar {formats.number(count)}" if count else "\u2002Asignar")
        self.assign.setEnabled(count > 0)
        self.assign.setToolTip("" if count else "No hay casos que alguien pueda recibir hoy.")

    def show_done(self, words: str) -> None:
        """Say what confirming did."""
        self.pill.set(f"Hecho {formats.clock(clock.now())}", "good")
        self.moved.setText(words)


def _paragraph() -> QLabel:
    made = text("", "sub", wrap=True)
    made.setTextFormat(Qt.TextFormat.RichText)
    return made


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """A vertical scroll without frame; it takes no focus by itself."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area
