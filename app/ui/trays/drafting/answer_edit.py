"""Where an answer is typed: it grows with its text, takes only clean text, and marks what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QTextEdit

from app.services.documents.richtext import TextTooLong
from app.ui.theme.theme import font, scaled, theme
from app.ui.trays.drafting import pasting, rich
from app.ui.trays.drafting.chips import KIND, MARK, ChipPainter, chip_format
from app.ui.trays.drafting.marks import FindForeign, Marks


class AnswerEdit(QTextEdit):
    """The text of one answer. Tab leaves it; there is no scroll bar of its own."""

    focused = Signal()
    #: A paste that cannot be taken: its refusal.
    refused = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "answer")
        self.setAccessibleName(name)
        # Its page keeps what is typed here, by itself.
        self.setProperty("journal", "own")
        self.setPlaceholderText("Sin respuesta. Escriba aquí o inserte un texto aprobado…")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self._chips = ChipPainter(self)
        self.document().documentLayout().registerHandler(KIND, self._chips)
        self.marks = Marks(self)
        #: What the context menu offers besides Qt's own orders.
        self.fill_menu: Callable[[QMenu, QTextCursor], object] = lambda _menu, _cursor: None
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
        self.marks.find = find
        self.marks.refresh()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words, lists and emphasis: the look of another program has no place in the letter."""
        try:
            pasting.paste(self, source)
        except TextTooLong as error:
            self.refused.emit(error)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's menu with what is wrong at the place on top."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = self.textCursor() if keyboard else self.cursorForPosition(event.pos())
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName("Corregir y editar")
        self.fill_menu(menu, cursor)
        corner = self.viewport().mapToGlobal(self.cursorRect(cursor).bottomLeft()) if keyboard else event.globalPos()
        menu.popup(corner)

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
        self.marks.refresh()
        self._grow()
