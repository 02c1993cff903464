"""Between the restricted HTML that is stored and the document that is edited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
)

from app.services.documents.richtext import Align, Block, Kind, Run, parse, plain_text, to_html
from app.ui.trays.drafting.chips import MARK, chip_format, chip_key

_FIELD = re.compile(r"(\{\{[^{}]*\}\})")
_KIND_PROPERTY = QTextFormat.Property.UserProperty.value + 2
_ALIGN_PROPERTY = QTextFormat.Property.UserProperty.value + 3
_LINE = "\u2028"
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


def insert(cursor: QTextCursor, source: str, *, at_start: bool) -> None:
    """Write HTML at the cursor; `at_start` uses the empty paragraph that is already there."""
    fresh = at_start
    for block in [*_flat(parse(source))] or [Block("p")]:
        if not fresh:
            cursor.insertBlock()
        fresh = False
        _open_block(cursor, block)
        write(cursor, block.runs)


def write(cursor: QTextCursor, runs: Iterable[Run]) -> None:
    """Write runs of text at the cursor, their fields as chips."""
    for run in runs:
        _write(cursor, run)


def find_chip(document: QTextDocument, key: str) -> QTextCursor | None:
    """The first chip of a field, selected; None when there is none."""
    cursor = document.find(MARK)
    while not cursor.isNull():
        if chip_key(cursor.charFormat()) == key:
            return cursor
        cursor = document.find(MARK, cursor)
    return None


def read(first: QTextBlock) -> str:
    """The canonical HTML of the document that begins with this block; chips become {{fields}}."""
    return to_html(_joined(_blocks(first)))


def plain(source: str) -> str:
    """The words of an HTML text."""
    return plain_text(parse(source))


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Tables cannot be edited here: each row becomes a line."""
    for block in blocks:
        if block.kind == "table":
            for row in block.rows:
                yield Block("p", (Run(" · ".join("".join(r.text for r in cell.runs) for cell in row)),))
        else:
            yield block


def _open_block(cursor: QTextCursor, block: Block) -> None:
    shape = QTextBlockFormat()
    shape.setLineHeight(132, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(5)
    shape.setProperty(_KIND_PROPERTY, block.kind)
    shape.setProperty(_ALIGN_PROPERTY, block.align)
    if block.align in _SIDES:
        shape.setAlignment(_SIDES[block.align])
    if block.kind == "quote":
        shape.setLeftMargin(22)
    cursor.setBlockFormat(shape)
    if block.kind == "li":
        style = QTextListFormat.Style.ListDecimal if block.number is not None else QTextListFormat.Style.ListDisc
        current = cursor.currentList()
        before = cursor.block().previous().textList()
        if before is not None and before.format().style() == style:
            before.add(cursor.block())
        elif current is None:
            cursor.createList(style)
    elif cursor.currentList() is not None:
        cursor.currentList().remove(cursor.block())


def _write(cursor: QTextCursor, run: Run) -> None:
    shape = QTextCharFormat()
    shape.setFontWeight(QFont.Weight.DemiBold if run.bold else QFont.Weight.Normal)
    shape.setFontItalic(run.italic)
    shape.setFontUnderline(run.underline)
    for part in _FIELD.split(run.text):
        # Braces that somebody typed are no field: only what the pattern took whole.
        if _FIELD.fullmatch(part):
            cursor.insertText(MARK, chip_format(part[2:-2]))
        elif part:
            cursor.insertText(part.replace("\n", _LINE), shape)


def _blocks(block: QTextBlock) -> Iterator[Block]:
    numbers: dict[int, int] = {}
    while block.isValid():
        runs = tuple(_runs(block))
        listed = block.textList()
        if listed is not None:
            which = listed.objectIndex()
            numbers[which] = numbers.get(which, 0) + 1
            numbered = listed.format().style() == QTextListFormat.Style.ListDecimal
            yield Block("li", runs, level=1, number=numbers[which] if numbered else None)
        else:
            yield Block(_kind(block), runs, _align(block))
        block = block.next()


def _kind(block: QTextBlock) -> Kind:
    stored = block.blockFormat().property(_KIND_PROPERTY)
    return "h" if stored == "h" else "quote" if stored == "quote" else "p"


def _align(block: QTextBlock) -> Align:
    stored = str(block.blockFormat().property(_ALIGN_PROPERTY) or "")
    return stored if stored in _SIDES else "justify"  # type: ignore[return-value]


def _runs(block: QTextBlock) -> Iterator[Run]:
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        shape, words = fragment.charFormat(), fragment.text()
        key = chip_key(shape)
        if key:
            yield Run(("{{" + key + "}}") * len(words))
        else:
            text = words.replace(_LINE, "\n").replace(MARK, "")
            yield Run(text, shape.fontWeight() > QFont.Weight.Medium, shape.fontItalic(), shape.fontUnderline())
        at += 1


def _joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Empty paragraphs go; what is stored is read back as it is."""
    return parse(to_html(block for block in blocks if any(run.text.strip() for run in block.runs)))
