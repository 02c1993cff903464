"""Fields that the cards of legal acts share: a text of several lines, and a list of things to tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.style import scaled
from app.ui.widgets import text


def long_text(words: str, height: int = 84, hint: str = "") -> QPlainTextEdit:
    """Several lines; Tab goes on to the next field."""
    edit = QPlainTextEdit(words)
    edit.setFixedHeight(scaled(height))
    edit.setTabChangesFocus(True)
    edit.setPlaceholderText(hint)
    return edit


class Ticks(QWidget):
    """A title over boxes; `chosen` are the keys of those that are ticked, in their order."""

    def __init__(self, title: str, options: Sequence[tuple[str, str]], *, columns: int = 1) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(text(title, "help"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        self.boxes: dict[str, QCheckBox] = {}
        for at, (key, words) in enumerate(options):
            box = QCheckBox(words)
            grid.addWidget(box, at // columns, at % columns)
            self.boxes[key] = box
        column.addLayout(grid)

    def chosen(self) -> list[str]:
        """Keys of the ticked ones."""
        return [key for key, box in self.boxes.items() if box.isChecked()]
