"""Over the letter that a signer looks at: that the law puts it first, and why it takes no number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.refusals import sentences
from app.ui.trays.first import SENTENCE
from app.ui.trays.signature.preview import LetterPreview
from app.ui.trays.signature.rows import SignRow
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import Strip, button


class LetterHead(QWidget):
    """Holds the preview; `send_back` returns the letter under the cursor to who can correct it."""

    def __init__(self, preview: LetterPreview, send_back: Callable[[], object]) -> None:
        super().__init__()
        self._send_back = send_back
        self.clock = TermClock()
        preview.bar_right.addWidget(self.clock)
        self.first, self.held = Strip("danger", "flag"), Strip("warn", "lock-key", stacked=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for each in (self.first, self.held):
            column.addWidget(each)
        column.addWidget(preview, 1)

    def show_row(self, row: SignRow | None) -> None:
        """The letter under the cursor."""
        self.clock.set_days(row.days if row is not None else None)
        if row is not None and row.letter.goes_first:
            self.first.say(SENTENCE)
        else:
            self.first.hide()
        if row is None or not row.letter.held:
            self.held.hide()
            return
        back = button("Devolver esta carta…", icon_name="arrow-u-up-left", act=self._send_back)
        self.held.say(f"<b>Retenida:</b> no se firma ni toma radicado. {sentences()[row.letter.held]}", [back])
