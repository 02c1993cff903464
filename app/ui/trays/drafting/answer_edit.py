"""Where an answer is typed: it grows with its text, takes only clean text, and marks other people's numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit

from app.services.documents.richtext import clean_text
from app.services.drafting.identity import Foreign
from app.ui.theme.theme import color, font, scaled, theme
from app.ui.trays.drafting import rich
from app.ui.trays.drafting.chips import KIND, MARK, ChipPainter, chip_format

FindForeign = Callable[[str], list[Foreign]]


class _Marks(QSyntaxHighlighter):
    """Marks identity numbers of other people while they are typed."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.find: FindForeign = lambda _text: []

    def highlightBlock(self, text: str) -> None:
        for foreign in self.find(text):
            shape = QTextCharFormat()
            shape.setBackground(color("danger_soft"))
            shape.setForeground(color("danger"))
            shape.setFontWeight(QFont.Weight.DemiBold)
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            shape.setUnderlineColor(color("danger"))
            self.setFormat(foreign.start, foreign.end - foreign.start, shape)


class AnswerEdit(QTextEdit):
    """The text of one answer. Tab leaves it; there is no scroll bar of its own."""

    focused = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "answer")
        self.setAccessibleName(name)
        self.setPlaceholderText("Sin respuesta. Escriba aquí o inserte un texto aprobado…")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self._chips = ChipPainter(self)
        self.document().documentLayout().registerHandler(KIND, self._chips)
        self._marks = _Marks(self.document())
        self.textChanged.connect(self._grow)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_html(self, source: str) -> None:
        """Show this answer; Ctrl+Z does not go back before it."""
        self.document().clear()
        cursor = QTextCursor(self.document())
        rich.insert(cursor, source, at_start=True)
        self.document().clearUndoRedoStacks()
        self._grow()

    def html(self) -> str:
        """The answer as it is stored, with its {{fields}}."""
        return rich.read(self.document().begin())

    def insert_html(self, source: str) -> None:
        """Insert an approved text where the cursor is, as one edit."""
        cursor = self.textCursor()
        empty = not self.toPlainText().strip()
        cursor.beginEditBlock()
        if empty:
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
        rich.insert(cursor, source, at_start=empty)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def insert_field(self, key: str) -> None:
        """Insert a chip."""
        self.textCursor().insertText(MARK, chip_format(key))

    def set_values(self, values: Mapping[str, str]) -> None:
        """Values that the chips show."""
        self._chips.values = dict(values)
        self.document().markContentsDirty(0, self.document().characterCount())
        self._grow()
        self.viewport().update()

    def set_guard(self, find: FindForeign) -> None:
        """How to find other people's identity numbers."""
        self._marks.find = find
        self._marks.rehighlight()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only: the look of another program has no place in the letter."""
        if source.hasText():
            self.textCursor().insertText(clean_text(source.text()).replace(MARK, ""))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the blocks scroll together

    def sizeHint(self) -> QSize:
        return QSize(scaled(300), self.height())

    def _grow(self) -> None:
        # Without the width first, the height is that of the last width.
        self.document().setTextWidth(max(60, self.viewport().width()))
        wanted = max(scaled(26), int(self.document().size().height()) + 1)
        if self.height() != wanted:
            self.setFixedHeight(wanted)

    def _restyle(self) -> None:
        self.setFont(font(10.25))
        self._marks.rehighlight()
        self._grow()
