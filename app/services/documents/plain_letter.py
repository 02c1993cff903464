"""A letter without a form of its own: paragraphs over as many pages as they take, and a foot that says of what case."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import barcodes, fonts
from app.services.documents.plain_page import LEFT, RIGHT, TOP, head, paragraph

#: Below this a paragraph goes to the next page.
_BOTTOM = 110


def render(
    title: str, foot: str, paragraphs: Iterable[tuple[str, bool]], *, number: str = "", day: dt.date | None = None
) -> bytes:
    """(words, bold) one after another as PDF; equal values give equal bytes. Thread-safe.

    With an outgoing `number` (bare, as stored) and its `day` the first page says what to cite, with its barcode.
    """
    with fonts.TYPESETTING:
        fonts.register()
        out = io.BytesIO()
        canvas: Any = Canvas(out, pagesize=letter, invariant=1, pageCompression=1)
        canvas.setTitle(title)
        y = _begin(canvas, foot)
        if number and day is not None:
            y = _cite(canvas, number, day)
        for words, bold in paragraphs:
            for block in _blocks(words):
                if y < _BOTTOM:
                    canvas.showPage()
                    y = _begin(canvas, foot)
                y = paragraph(canvas, block, y, bold) - 8
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _begin(canvas: Any, foot: str) -> float:
    """Head and foot of a page; where its text begins."""
    head(canvas)
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(LEFT, 60, foot)
    return TOP - 30


def _cite(canvas: Any, number: str, day: dt.date) -> float:
    """What the answer must cite, at the right; where the text begins under it."""
    barcodes.code128(canvas, number, RIGHT - 170, TOP - 34, width=170, height=22)
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawRightString(RIGHT, TOP - 8, "Al contestar por favor cite estos datos:")
    canvas.drawRightString(RIGHT, TOP - 45, f"Radicado No.: *{number}*   Fecha: *{day:%d/%m/%Y}*")
    return TOP - 66


def _blocks(words: str) -> Iterator[str]:
    """Paragraphs as they were typed, none so long that it leaves its page."""
    for line in words.splitlines() or [words]:
        yield from (line[at : at + 1600] for at in range(0, max(len(line), 1), 1600))
