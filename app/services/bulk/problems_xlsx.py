"""The rows that are not drafted, as a spreadsheet: which, where the odd value is, and why. It names no person."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.services.bulk.groups import BulkRow
from app.services.bulk.run import BatchRow
from app.services.documents.dispatch_xlsx import defused

_HEADERS = ("Fila", "Radicado", "Estado", "Columna", "Razón")
_WIDTHS = (7, 22, 18, 14, 80)
_COLUMNS = {"case": "Caso", "place": "Municipio", "input": "Insumo", "": ""}
_KINDS = {"error": "Con error", "apart": "Apartada"}
_STATES = {"failed": "No se proyectó", "moved": "Siguió por otro camino"}

Line = tuple[int, str, str, str, str]


def of_group(rows: Sequence[BulkRow]) -> list[Line]:
    """The lines before drafting: errors and those apart, by their row in the sheet, or as numbered on screen."""
    return [
        (row.sheet_row or number, row.label, _KINDS[row.kind], _COLUMNS.get(row.odd, ""), row.reason)
        for number, row in enumerate(rows, 1)
        if row.kind in _KINDS
    ]


def of_batch(rows: Sequence[BatchRow]) -> list[Line]:
    """The lines of a batch: letters that failed or went on elsewhere, by their row in the sheet or in the batch."""
    return [
        (row.sheet_row or row.row_no, row.label, _STATES[row.state], "", row.words)
        for row in rows
        if row.state in _STATES
    ]


def render(lines: Iterable[Line]) -> bytes:
    """The spreadsheet; every cell is text or a plain number, never a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Por resolver")
    page.freeze_panes = "A2"
    for at, width in enumerate(_WIDTHS):
        page.column_dimensions[chr(ord("A") + at)].width = width
    heads = []
    for words in _HEADERS:
        cell = WriteOnlyCell(page, value=words)
        cell.font = Font(bold=True)
        heads.append(cell)
    page.append(heads)
    for line in lines:
        page.append([line[0], *(defused(each) for each in line[1:])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
