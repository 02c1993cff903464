"""The proposed sharing out, explained in the procedure's two words, with its rules and its one primary."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import clock
from app.services.assignment import Board
from app.ui import formats
from app.ui.modules.assignment.explain import explain, release_words
from app.ui.modules.intake.plain_edits import IntEdit
from app.ui.style import scaled
from app.ui.widgets import Card, KeyCap, Pill, button, line, text

_HEADINGS = {"fair": "Equitativo", "gradual": "Gradual", "left": "Lo que no cabe", "absent": "Quién no recibe"}


class ProposalCard(Card):
    """«Simulación» and «no se ha movido ningún caso» until it is confirmed."""

    simulate_asked = Signal()
    share_asked = Signal()
    undo_asked = Signal()
    rules_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(scaled(280))
        self._count = self._passable = 0
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
        self.undo = button("Deshacer", icon_name="arrow-u-up-left", tip="Durante 10 minutos", act=self.undo_asked.emit)
        self.undo.setAccessibleName("Deshacer el último reparto")
        self.undo.hide()
        column.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self.parts: dict[str, QLabel] = {}
        for key, title in _HEADINGS.items():
            column.addWidget(text(title, "strong"))
            self.parts[key] = _paragraph()
            column.addWidget(self.parts[key])
        self.passing = QCheckBox()
        self.passing.setChecked(True)
        self.passing.hide()
        self.passing.toggled.connect(lambda _on: self._say_primary())
        column.addWidget(self.passing)
        column.addWidget(text("Reglas en uso", "strong"))
        self.rules = _paragraph()
        column.addWidget(self.rules)
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

    def _buttons(self) -> QVBoxLayout:
        both = QVBoxLayout()
        both.setContentsMargins(14, 10, 14, 12)
        both.setSpacing(8)
        above, row = QHBoxLayout(), QHBoxLayout()
        self.simulate = button(
            "Simular", icon_name="arrows-clockwise", tip="Simular otra vez (F8)", act=self.simulate_asked.emit
        )
        self.change = button("Reglas…", icon_name="scales", tip="Pesos y reparto gradual", act=self.rules_asked.emit)
        self.assign = button("Asignar", "primary", icon_name="check", act=self.share_asked.emit)
        for widget in (self.change, self.simulate):
            above.addWidget(widget, 1)
        row.addWidget(self.assign, 1)
        row.addWidget(KeyCap("F9"))
        both.addLayout(above)
        both.addLayout(row)
        return both

    def show_board(self, board: Board, soon: dt.date) -> None:
        """Explain what confirming would do."""
        shown = explain(board, soon)
        for key, label in self.parts.items():
            label.setText(getattr(shown, key))
        self.pill.set("Simulación", "info")
        self.moved.setText("Todavía no se ha movido ningún caso.")
        self._count = board.proposal.assigned
        self._passable = sum(load.to_pass for load in board.loads if load.away_reason is not None)
        self.passing.setVisible(self._passable > 0)
        one = self._passable == 1
        self.passing.setText("Pasar también ese caso" if one else f"Pasar también esos {self._passable} casos")
        self.rules.setText(
            "Primero lo que vence antes; sólo la línea de cada agente; cada quien hasta su tope; "
            f"{release_words(board.release)}."
        )
        self._say_primary()

    def passes(self) -> bool:
        """Whether what absent agents have is passed on too."""
        return self._passable > 0 and self.passing.isChecked()

    def counts(self) -> tuple[int, int]:
        """Cases that confirming would assign and pass."""
        return self._count, self._passable if self.passes() else 0

    def _say_primary(self) -> None:
        given, passed = self.counts()
        parts = [f"Asignar {formats.number(given)}"] if given or not passed else []
        parts += [f"{'pasar' if parts else 'Pasar'} {formats.number(passed)}"] if passed else []
        words = " y ".join(parts) if given or passed else "Asignar"
        self.assign.setText(f"\u2002{words}")
        self.assign.setAccessibleName(words)
        self.assign.setEnabled(given + passed > 0)
        self.assign.setToolTip("" if given or passed else "No hay casos que alguien pueda recibir hoy.")

    def show_done(self, words: str, at: dt.datetime, *, may_undo: bool) -> None:
        """Say what confirming did."""
        self.pill.set(f"Hecho {formats.clock(at.astimezone(clock.BOGOTA))}", "good")
        self.moved.setText(words)
        self.undo.setVisible(may_undo)


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
