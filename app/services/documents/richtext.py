"""Restricted rich text of an answer: hostile HTML in, a small tree out, one canonical HTML to store."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.errors import InvalidInput

Kind = Literal["p", "h", "li", "quote", "table"]
Align = Literal["left", "right", "center", "justify"]

#: A letter has some 3,000 characters; the limit keeps a pasted book from blocking the typesetting.
MAX_CHARS = 60_000
MAX_BLOCKS = 800
MAX_LIST_DEPTH = 4
MAX_COLUMNS = 12

# Control characters, bidirectional overrides (they make a text read as another), invisible ones and non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff0-\uffff\ud800-\udfff]"
)
# What word processors write with a font of their own, and the letter's font has under another number.
_SAME = str.maketrans({"\u2011": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-"})


class TextTooLong(InvalidInput):
    """El texto de la respuesta es demasiado largo. Divídalo o póngalo como anexo."""

    code = "text_too_long"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one appearance; a newline is a line break inside the paragraph."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, quotation or table; `number` is an item's place in an ordered list."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    align: Align = "justify"
    level: int = 0
    number: int | None = None
    rows: tuple[tuple[Block, ...], ...] = ()


def clean_text(text: str) -> str:
    """The text composed (NFC) without control, bidirectional and invisible characters; newlines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SAME)
    return _UNWANTED.sub("", unicodedata.normalize("NFC", lines))


def one_line(text: str) -> str:
    """The text cleaned, with every run of white space as one space: for names, addresses and subjects."""
    return " ".join(clean_text(text).split())


def parse(source: str) -> tuple[Block, ...]:
    """Read HTML of any origin into blocks; what is not in the small vocabulary becomes plain text or goes.

    Raises TextTooLong above MAX_CHARS characters of text or MAX_BLOCKS blocks.
    """
    from app.services.documents.richtext_reader import read

    return read(source)


def plain_text(blocks: Iterable[Block]) -> str:
    """The words alone, one block per line; cells of a table are separated by a tab."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "table":
            lines += ["\t".join(_words(cell) for cell in row) for row in block.rows]
        else:
            lines.append(_words(block))
    return "\n".join(lines)


def is_empty(source: str) -> bool:
    """Whether an HTML text says nothing at all."""
    return not plain_text(parse(source)).strip()


def to_html(blocks: Iterable[Block]) -> str:
    """The canonical HTML to store: `parse(to_html(parse(x)))` equals `parse(x)`."""
    out: list[str] = []
    open_lists: list[str] = []
    for block in blocks:
        _move_lists(out, open_lists, block)
        out.append(_table_html(block) if block.kind == "table" else _block_html(block))
    out += [f"</{tag}>" for tag in reversed(open_lists)]
    return "".join(out)


def _words(block: Block) -> str:
    return "".join(run.text for run in block.runs)


def _move_lists(out: list[str], open_lists: list[str], block: Block) -> None:
    wanted = block.level if block.kind == "li" else 0
    tag = "ol" if block.number is not None else "ul"
    while len(open_lists) > wanted or (
        open_lists and len(open_lists) == wanted and (open_lists[-1] != tag or block.number == 1)
    ):
        out.append(f"</{open_lists.pop()}>")
    while len(open_lists) < wanted:
        open_lists.append(tag)
        out.append(f"<{tag}>")


_TAGS = {"p": "p", "h": "h2", "li": "li", "quote": "blockquote"}


def _block_html(block: Block) -> str:
    tag = _TAGS[block.kind]
    align = "" if block.align == "justify" or block.kind == "li" else f' align="{block.align}"'
    return f"<{tag}{align}>{_runs_html(block.runs)}</{tag}>"


def _table_html(block: Block) -> str:
    rows = []
    for row in block.rows:
        cells = [(("th" if cell.kind == "h" else "td"), _runs_html(cell.runs)) for cell in row]
        rows.append("<tr>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in cells) + "</tr>")
    return "<table>" + "".join(rows) + "</table>"


def _runs_html(runs: Iterable[Run]) -> str:
    out = []
    for run in runs:
        text = html.escape(run.text, quote=False).replace("\n", "<br/>")
        for tag, on in (("u", run.underline), ("i", run.italic), ("b", run.bold)):
            text = f"<{tag}>{text}</{tag}>" if on else text
        out.append(text)
    return "".join(out)
