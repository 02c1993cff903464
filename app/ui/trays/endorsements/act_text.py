"""The act of an aval as text to change: what the system drafted, and a way back to it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.style import scaled
from app.ui.widgets import Field, button, text

_SETTLE_MS = 350


class ActText(QWidget):
    """`changed` carries the words at each key; `settled` a moment after the last one, when the page is drawn again."""

    changed = Signal(str)
    settled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._drafted = ""
        self.words = QPlainTextEdit()
        self.words.setFixedHeight(scaled(128))
        self.words.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(Field("Texto del &acto", self.words))
        row = QHBoxLayout()
        self.state = text("", "help")
        self.back = button("Volver al borrador", "quiet", icon_name="arrow-left", act=self._take_draft)
        row.addWidget(self.state, 1)
        row.addWidget(self.back)
        column.addLayout(row)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.settled.emit(self.words.toPlainText()))
        self.words.textChanged.connect(self._typed)
        self.show_act("", "")

    def show_act(self, drafted: str, changed: str) -> None:
        """Show the draft, or what it was changed to; nothing is told."""
        self._settle.stop()
        self._drafted = drafted
        self.words.blockSignals(True)
        self.words.setPlainText(changed or drafted)
        self.words.blockSignals(False)
        self._show_state()

    def _typed(self) -> None:
        self._show_state()
        self.changed.emit(self.words.toPlainText())
        self._settle.start()

    def _take_draft(self) -> None:
        self.words.setPlainText(self._drafted)

    def _show_state(self) -> None:
        own = self.words.toPlainText() != self._drafted
        self.state.setText("Cambiado por usted" if own else "Borrador del sistema")
        self.back.setVisible(own)
