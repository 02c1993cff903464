"""What a paste may bring into an answer: words, emphasis and lists, through the same tree that is stored."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QTextEdit

from app.services.documents.richtext import MAX_CHARS, Block, Run, TextTooLong, clean_text, parse, plain_text, to_html
from app.ui.trays.drafting import rich
from app.ui.trays.drafting.chips import MARK


def paste(edit: QTextEdit, source: QMimeData) -> None:
    """Insert what was copied, as one edit. Raises TextTooLong before anything is inserted."""
    html = clipping(source, MAX_CHARS - edit.document().characterCount())
    if not html:
        return
    cursor = edit.textCursor()
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    blocks = parse(html)
    if len(blocks) == 1 and blocks[0].kind == "p":
        # Words inside a paragraph stay in it.
        rich.write(cursor, blocks[0].runs)
    else:
        rich.insert(cursor, html, at_start=cursor.block().length() == 1)
    cursor.endEditBlock()
    edit.setTextCursor(cursor)


def clipping(source: QMimeData, room: int) -> str:
    """The canonical HTML of a paste. Raises TextTooLong when it does not fit in `room` characters."""
    blocks = _blocks(source)
    if len(plain_text(blocks)) > room:
        raise TextTooLong("no room for the paste")
    return to_html(blocks)


def _blocks(source: QMimeData) -> tuple[Block, ...]:
    if source.hasHtml():
        try:
            return parse(source.html().replace(MARK, ""))
        except TextTooLong:
            # Some programs wrap two pages in megabytes of style; their plain words may fit.
            if not source.hasText():
                raise
    if len(source.text()) > 4 * MAX_CHARS:
        raise TextTooLong(f"{len(source.text())} characters pasted")
    lines = clean_text(source.text()).replace(MARK, "").split("\n") if source.hasText() else []
    return tuple(Block("p", (Run(line.strip()),)) for line in lines if line.strip())
