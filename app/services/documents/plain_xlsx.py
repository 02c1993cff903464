"""Tables as a spreadsheet: one sheet each, every text is text and never a formula; equal values give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook

from app.services.documents.dispatch_xlsx import text_cell, without_clock


@dataclass(frozen=True)
class Sheet:
    """`widths` in characters, one for each header; `note` stands over the table."""

    title: str
    note: str
    headers: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str | int]]


def render(sheets: Sequence[Sheet], moment: datetime) -> bytes:
    """The workbook as XLSX, dated `moment`. Numbers that are counts stay numbers; the rest is text."""
    book = Workbook(write_only=True)
    book.properties.creator = "Bandeja PQR"
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    book.properties.created = book.properties.modified = day
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A3"
        for at, width in enumerate(sheet.widths):
            page.column_dimensions[chr(ord("A") + at)].width = width
        page.append([text_cell(page, sheet.note, bold=True)])
        page.append([text_cell(page, header, bold=True) for header in sheet.headers])
        for row in sheet.rows:
            page.append([cell if isinstance(cell, int) else text_cell(page, cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return without_clock(target.getvalue(), day)
