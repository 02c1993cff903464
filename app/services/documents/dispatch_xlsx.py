"""The dispatch sheet as a spreadsheet for the operator; every text is text, never a formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.services.documents.dispatch_sheet import Piece, Sheet, guide_range, require_ready, totals
from app.services.documents.richtext import one_line

_HEADERS = (
    "N.º", "Destinatario", "Dirección", "Ciudad", "Departamento", "Contenido", "Ámbito", "Peso g", "Cantidad",
    "Valor envío", "Valor declarado", "Valor seguro", "Valor total", "Guía", "Radicado de salida",
)  # fmt: skip
_WIDTHS = (6, 34, 40, 20, 20, 12, 12, 9, 9, 12, 14, 12, 12, 18, 20)
#: Spreadsheets run what starts with these (also their full-width forms); a quote in front makes it plain text.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(sheet: Sheet) -> bytes:
    """The sheet as XLSX; equal values give equal bytes. Raises SheetNotReady like the paper one."""
    require_ready(sheet)
    book = Workbook(write_only=True)
    book.properties.creator = "Bandeja PQR"
    moment = datetime.combine(sheet.imposed_on, datetime.min.time())
    book.properties.created = book.properties.modified = moment
    page = book.create_sheet("Planilla")
    page.freeze_panes = "A4"
    for index, width in enumerate(_WIDTHS):
        page.column_dimensions[chr(ord("A") + index)].width = width
    guides = guide_range(sheet)
    title = f"Planilla {one_line(sheet.number)} · {one_line(sheet.service)} · {sheet.imposed_on:%d/%m/%Y}"
    page.append([text_cell(page, title, bold=True)])
    used = f"{guides.used} {'usada' if guides.used == 1 else 'usadas'}"
    skipped = f"{len(guides.missing)} {'salto' if len(guides.missing) == 1 else 'saltos'}"
    page.append([text_cell(page, f"Guías {guides.first} a {guides.last} · {used} · {skipped}")])
    page.append([text_cell(page, header, bold=True) for header in _HEADERS])
    for ordinal, piece in enumerate(sheet.pieces, 1):
        page.append([_cell(page, value) for value in _values(ordinal, piece)])
    whole = totals(sheet.pieces)
    sums: list[Any] = ["", "Total", "", "", "", "", "", whole.weight_g, whole.pieces]
    sums += [whole.price_cop, whole.declared_cop, whole.insurance_cop, whole.total_cop, "", ""]
    page.append([_cell(page, value) for value in sums])
    target = io.BytesIO()
    book.save(target)
    return without_clock(target.getvalue(), moment)


def defused(text: str) -> str:
    """The text of a cell, made harmless when a spreadsheet could take it for a formula."""
    line = one_line(text)
    return "'" + line if line.startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else line


def _values(ordinal: int, piece: Piece) -> tuple[str | int, ...]:
    return (
        ordinal, piece.addressee, piece.address, piece.municipality, piece.department, piece.content, piece.scope,
        piece.weight_g, piece.quantity, piece.price_cop, piece.declared_cop, piece.insurance_cop, piece.total_cop,
        piece.guide, piece.filing_number,
    )  # fmt: skip


def _cell(page: Any, value: str | int) -> Any:
    return WriteOnlyCell(page, value) if isinstance(value, int) else text_cell(page, value)


def text_cell(page: Any, value: str, *, bold: bool = False) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    cell = WriteOnlyCell(page, defused(value))
    # openpyxl guesses a formula from a leading «=»; saying «string» keeps it from guessing.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    return cell


def without_clock(data: bytes, moment: datetime) -> bytes:
    """The same workbook with the sheet's date in place of the clock's, so that equal values give equal bytes."""
    target = io.BytesIO()
    stamp = (max(moment.year, 1980), moment.month, moment.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                # Who declares which namespace where depends on the library of XML that is installed.
                day = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = re.sub(rb"(?<=<dcterms:modified)([^>]*>)[^<]*", rb"\g<1>" + day, content)
            out.writestr(zipfile.ZipInfo(item.filename, stamp), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
