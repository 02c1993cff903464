"""The row of orders above the answers: look of the text, approved texts, fields, and how clear it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QTextEdit, QWidget

from app.services.drafting.clarity import Clarity
from app.services.drafting.writing import FIELD_NAMES
from app.ui.style import icon, scaled
from app.ui.trays.drafting import edits
from app.ui.trays.drafting.review import ReviewButton
from app.ui.widgets import Pill, button, tool_button
from app.ui.widgets.a11y import shortcut

if TYPE_CHECKING:
    from app.ui.trays.drafting.block import ClaimBlock

#: Does something to the active block, if it may be written.
OnBlock = Callable[[Callable[["ClaimBlock"], object]], None]
_LOOKS: tuple[tuple[str, str, str, Callable[[QTextEdit], None]], ...] = (
    ("text-b", "Negrita", "Ctrl+B", edits.toggle_bold),
    ("text-italic", "Cursiva", "Ctrl+I", edits.toggle_italic),
    ("list-bullets", "Lista", "", edits.toggle_list),
)


class ToolRow(QWidget):
    """Acts on the active block through `on_block`."""

    def __init__(self, on_block: OnBlock, ask_library: Callable[[], None]) -> None:
        super().__init__()
        self._on_block = on_block
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(2)
        for icon_name, words, keys, edit in _LOOKS:
            act = self._look(edit)
            row.addWidget(tool_button(icon_name, f"{words}  ({keys})" if keys else words, act=act))
            if keys:
                shortcut(keys, self, act)
        row.addSpacing(6)
        row.addWidget(button("Texto aprobado", "quiet", icon_name="book-open", tip="F2", act=ask_library))
        self.field = button("Campo", "quiet", icon_name="brackets-curly", tip="Ctrl+Espacio")
        self.field.setMenu(self._fields())
        row.addWidget(self.field)
        row.addStretch(1)
        self.review = ReviewButton()
        row.addWidget(self.review)
        self.clarity = Pill("", "neutral")
        self.clarity.hide()
        self._found = Clarity(0, None, 0)
        self.review.counted.connect(lambda: self.show_clarity(self._found))
        row.addWidget(self.clarity)

    def _look(self, edit: Callable[[QTextEdit], None]) -> Callable[[], None]:
        return lambda: self._on_block(lambda block: edit(block.edit))

    def _fields(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("Campos de la carta")
        for key, words in FIELD_NAMES.items():
            action = menu.addAction(icon("brackets-curly"), words)
            action.triggered.connect(lambda _on=False, key=key: self._on_block(lambda b: b.edit.insert_field(key)))
        return menu

    def show_clarity(self, found: Clarity) -> None:
        """How clear the whole reply reads; nothing while it is too short to tell."""
        self._found = found
        self.clarity.setVisible(found.index is not None)
        if found.index is not None:
            whole = f"INFLESZ {round(found.index)} · {found.grade}"
            # A narrow row keeps the figure; its grade is in the tooltip and under the answer.
            fits = self.width() >= scaled(660 if self.review.isVisible() else 500)
            self.clarity.set(whole if fits else str(round(found.index)), "good" if found.is_clear else "warn")
            self.clarity.setToolTip(whole)
