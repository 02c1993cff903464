"""Cards that ask for one sentence: the note of an act, why a meeting is called off, how a commitment was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput
from app.ui.modules.intake.form import combo
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.widgets import Field


class NoteCard(ActCard):
    """`act(note, choice)`; `choices` (key, words) where something is chosen too; `least` letters of the note."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        subtitle: str,
        order: str,
        label: str,
        act: Callable[[NoteCard, str, str], object],
        *,
        choices: Sequence[tuple[str, str]] = (),
        least: int = 0,
    ) -> None:
        super().__init__(parent, title, subtitle, order)
        self._act, self._least, self._label = act, least, label
        self.choice = combo(choices)
        self.choice.setAccessibleName("Cuál")
        if choices:
            self.body.addWidget(Field("&Cuál", self.choice))
        self.note = long_text("", 96)
        self.note.setAccessibleName(label)
        self.body.addWidget(Field(f"&{label}", self.note, required=least > 0))
        self.first = self.choice if choices else self.note

    def accept(self) -> None:
        """Hand it on, or say what is missing."""
        note = self.note.toPlainText().strip()
        if len(note) < self._least:
            self.show_trouble(InvalidInput("note", sentence=f"{self._label}: escriba al menos {self._least} letras."))
            return
        self._act(self, note, str(self.choice.currentData() or ""))
