"""What the tool bar and the strips do to an answer: each is one edit that Ctrl+Z takes back."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextListFormat
from PySide6.QtWidgets import QTextEdit

from app.ui.trays.drafting import rich

#: How a document is named before its number; it goes with it.
_KINDS = ("C.C.", "T.I.", "C.E.", "CC", "TI", "CE")


def toggle_bold(edit: QTextEdit) -> None:
    """Ctrl+B."""
    shape = QTextCharFormat()
    bold = edit.fontWeight() > QFont.Weight.Medium
    shape.setFontWeight(QFont.Weight.Normal if bold else QFont.Weight.DemiBold)
    edit.mergeCurrentCharFormat(shape)


def toggle_italic(edit: QTextEdit) -> None:
    """Ctrl+I."""
    edit.setFontItalic(not edit.fontItalic())


def toggle_list(edit: QTextEdit) -> None:
    """Make the paragraphs a list, or take this one out of it."""
    cursor = edit.textCursor()
    listed = cursor.currentList()
    if listed is None:
        cursor.createList(QTextListFormat.Style.ListDisc)
        return
    listed.remove(cursor.block())
    shape = cursor.blockFormat()
    shape.setIndent(0)
    cursor.setBlockFormat(shape)


def take_out(edit: QTextEdit, words: str) -> None:
    """Delete a number, with the name of its document before it."""
    found = edit.document().find(words)
    if found.isNull():
        return
    start, end = found.selectionStart(), found.selectionEnd()
    at = found.block().position()
    before = found.block().text()[: start - at].rstrip()
    kind = next((each for each in _KINDS if before.endswith(each)), "")
    if kind:
        start = at + len(before) - len(kind)
    found.setPosition(start)
    found.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    found.removeSelectedText()


def select_field(edit: QTextEdit, key: str) -> None:
    """Select the first chip of a field."""
    cursor = rich.find_chip(edit.document(), key)
    if cursor is not None:
        edit.setTextCursor(cursor)


def select_words(edit: QTextEdit, words: str) -> None:
    """Select the first place where these words stand."""
    found = edit.document().find(words)
    if not found.isNull():
        edit.setTextCursor(found)


def replace_all(edit: QTextEdit, source: str) -> None:
    """Another text in the place of all of it."""
    cursor = edit.textCursor()
    cursor.beginEditBlock()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    rich.insert(cursor, source, at_start=True)
    cursor.endEditBlock()
    edit.setTextCursor(cursor)
