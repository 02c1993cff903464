"""Why an aval is denied: the coded reason that the note explains."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.ui.widgets import Field


class DenialField(Field):
    """`chosen` tells of a choice by hand; showing a row's reason tells nothing."""

    chosen = Signal()

    def __init__(self) -> None:
        self.box = QComboBox()
        super().__init__("Razón para &negarlo", self.box, required=True)
        self.box.currentIndexChanged.connect(lambda _at: self.chosen.emit())

    def set_reasons(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Code and words of each; what was chosen stays."""
        kept = self.code()
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem("Elija la razón", "")
        for code, words in reasons:
            self.box.addItem(f"{code} · {words}", code)
        self.box.blockSignals(False)
        self.show_code(kept)

    def show_code(self, code: str) -> None:
        """Show the reason left for a row; the first line where there is none."""
        self.box.blockSignals(True)
        self.box.setCurrentIndex(max(0, self.box.findData(code)))
        self.box.blockSignals(False)

    def code(self) -> str:
        """The reason chosen; empty while none is."""
        return self.box.currentData() or ""
