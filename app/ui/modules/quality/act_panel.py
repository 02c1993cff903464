"""An act or a meeting as it reads, and what can be done with it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.services.quality.acts import Act
from app.ui.widgets import KeyCap, PanelCard, button, line, text


class ActPanel(PanelCard):
    """`primary` (F9), `other` and `save` are its orders; what can't be done is not shown."""

    primary = Signal()
    other = Signal()
    save = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = text("", "heading", wrap=True)
        self.subtitle = text("", "sub", wrap=True)
        self.head.addWidget(self.title)
        self.head.addWidget(self.subtitle)
        row = QHBoxLayout()
        self.go = button("", "primary", icon_name="check", act=self.primary.emit)
        self._key = KeyCap("F9", big=True)
        row.addWidget(self.go, 1)
        row.addWidget(self._key)
        self.foot.addLayout(row)
        self.second = button("", act=self.other.emit)
        self.foot.addWidget(self.second)
        self.pdf = button("Guardar en PDF", "quiet", icon_name="download-simple", act=self.save.emit)
        self.foot.addWidget(self.pdf)
        self.clear()

    def clear(self, words: str = "Elija una fila") -> None:
        """Nothing chosen."""
        self.title.setText(words)
        self.subtitle.setText("")
        self._wipe()
        self.offer("", "")
        self.pdf.hide()

    def offer(self, primary: str, other: str) -> None:
        """The orders, by their words; empty hides one."""
        for made, words in ((self.go, primary), (self.second, other)):
            made.setText(f"\u2002{words}" if words and made is self.go else words)
            made.setVisible(bool(words))
        self._key.setVisible(bool(primary))

    def show_record(self, record: Act) -> None:
        """Everything that it says."""
        self.title.setText(record.title)
        self.subtitle.setText(record.subtitle)
        self._wipe()
        for part in record.parts:
            self.body.addWidget(text(part.title, "section"))
            for name, value in part.pairs:
                self._line(f"<b>{escape(name)}:</b> {escape(value)}")
            for row in part.rows:
                self._line(escape(row))
            self.body.addWidget(line())
        self.body.addStretch(1)
        self.pdf.show()
        self.scroll_area.verticalScrollBar().setValue(0)

    def _line(self, words: str) -> None:
        label = text("", "sub", wrap=True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(words)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(label)

    def _wipe(self) -> None:
        while (item := self.body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
