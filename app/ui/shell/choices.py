"""What the cards of the first pages hold: something to choose, a note, and the last row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.labels import IconLabel, KeyCap
from app.ui.widgets.texts import line, text


class OptionCard(QPushButton):
    """A card to choose with its number, the arrows or the mouse."""

    picked = Signal()

    def __init__(self, leading: QWidget, title: str, details: Sequence[str], number: int) -> None:
        super().__init__()
        self.setProperty("kind", "option")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(True)
        self.setAccessibleName(". ".join((title, *details)))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 14, 12)
        row.setSpacing(14)
        row.addWidget(leading)
        column = QVBoxLayout()
        column.setSpacing(2)
        head = text(title, "strong")
        # Where the card is higher than its words, they stay together.
        column.addStretch(1)
        column.addWidget(head)
        for at, words in enumerate(details):
            column.addWidget(text(words, "help" if at else "sub", wrap=True))
        column.addStretch(1)
        row.addLayout(column, 1)
        if number <= 9:
            row.addWidget(KeyCap(str(number)), 0, Qt.AlignmentFlag.AlignVCenter)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self.picked)

    def sizeHint(self) -> QSize:
        made = self.layout()
        assert made is not None
        wide = self.width() if self.width() > 100 else 400
        return QSize(made.sizeHint().width(), max(made.sizeHint().height(), made.totalHeightForWidth(wide)) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def foot(column: QVBoxLayout, note: str, go: QWidget, back: QWidget | None = None) -> None:
    """The last row of a card: back and a note at the left, the act at the right."""
    column.addSpacing(4)
    column.addWidget(line())
    row = QHBoxLayout()
    row.setSpacing(8)
    if back is not None:
        row.addWidget(back)
    row.addWidget(text(note, "help"), 1)
    row.addWidget(go)
    row.addWidget(KeyCap("Intro", big=True))
    column.addLayout(row)


def note(icon_name: str, words: str) -> QWidget:
    """An icon and a quiet sentence."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(2, 4, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(icon_name, "text3", 18))
    row.addWidget(text(words, "sub", wrap=True), 1)
    return holder
