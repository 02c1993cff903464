"""Reads the index of a folder of scans (CSV or XLSX) into rows of text; problems are sentences that name the row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from app.errors import InvalidInput
from app.services.documents.richtext import one_line
from app.services.intake.index_columns import missing, recognise

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_CELL = 2_000
_UNPACKED_BYTES = 64 * 1024 * 1024
_UNPACKED_RATIO = 200
_DELIMITERS = ";,\t|"
#: A spreadsheet keeps fifteen digits of a number; from here on they are no longer the ones typed.
_EXACT = 10**15
#: What openpyxl and zipfile answer to a damaged workbook.
_DAMAGE = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, ParseError, IndexError, AttributeError, EOFError,
    RuntimeError,
)  # fmt: skip


class BadIndex(InvalidInput):
    """El índice no se puede leer. Guárdelo de nuevo como CSV o XLSX."""

    code = "index"


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One row: its number in the file (the header is row 1), its text by column, and why it can't be used, if so."""

    number: int
    values: dict[str, str]
    code: str = ""
    sentence: str = ""

    def get(self, column: str) -> str:
        """The text of a column, empty when it is not there."""
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of an index, the columns it has and the encoding it was read with (empty for XLSX)."""

    rows: tuple[IndexRow, ...]
    columns: tuple[str, ...]
    encoding: str


def read_index(path: Path) -> Index:
    """Read a CSV or XLSX index; raises BadIndex with a sentence that names the row or the columns."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadIndex("too big", sentence="El índice pesa más de 20 MB. Divídalo.")
        data = path.read_bytes()
    except OSError as gone:
        raise BadIndex(
            "unreadable", sentence="El índice no está o no se puede leer. Ciérrelo en Excel y reintente."
        ) from gone
    if not data.strip(b"\xef\xbb\xbf \r\n\t;,"):
        raise BadIndex("empty", sentence="El índice está vacío. Revise que sea el archivo correcto.")
    if data.startswith(b"PK\x03\x04"):
        return _index(_xlsx_rows(data), "")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadIndex("xls", sentence="El índice es un Excel antiguo (.xls) o tiene contraseña. Guárdelo como .xlsx.")
    text, encoding = _decoded(data)
    return _index(_csv_rows(text), encoding)


def _index(rows: Iterator[tuple[int, list[Any]]], encoding: str) -> Index:
    first = next(rows, None)
    if first is None:
        raise BadIndex("empty", sentence="El índice está vacío. Revise que sea el archivo correcto.")
    columns = recognise([_text(cell) for cell in first[1]])
    absent = missing(columns)
    if absent:
        names = ", ".join(f"«{name}»" for name in absent)
        what = "faltan las columnas" if len(absent) > 1 else "falta la columna"
        sentence = f"Al índice le {what} {names} en la fila {first[0]}. Corrija el encabezado y vuelva a leerlo."
        raise BadIndex(f"missing columns: {' '.join(absent)}", sentence=sentence)
    out: list[IndexRow] = []
    for number, cells in rows:
        if any(_text(cell) for cell in cells):
            out.append(_row(number, cells, columns))
        if len(out) > MAX_ROWS:
            raise BadIndex("too many rows", sentence=f"El índice tiene más de {MAX_ROWS} filas. Divídalo.")
    return Index(tuple(out), tuple(column for column in columns if column), encoding)


def _row(number: int, cells: list[Any], columns: list[str]) -> IndexRow:
    values = {column: _text(cell) for column, cell in zip(columns, cells, strict=False) if column}
    if any(_text(cell) for cell in cells[len(columns) :]):
        sentence = f"La fila {number} tiene más celdas que el encabezado. Revise comillas y separadores."
        return IndexRow(number, values, "row_columns", sentence)
    for column, cell in zip(columns, cells, strict=False):
        problem = _problem(column, cell) if column else None
        if problem:
            return IndexRow(number, values, problem[0], f"Fila {number}, columna «{column}»: {problem[1]}")
    return IndexRow(number, values)


def _problem(column: str, cell: Any) -> tuple[str, str] | None:
    """Why the cell's content can't be trusted, as code and end of a sentence."""
    if isinstance(cell, _Formula):
        return "formula", "es una fórmula. Copie la columna y péguela como valores."
    if isinstance(cell, str) and len(cell) > MAX_CELL:
        return "cell_too_long", f"tiene más de {MAX_CELL} caracteres. Resúmala."
    if column == "radicado" and _lost_digits(cell):
        return "digits_lost", "Excel guardó el radicado como número y perdió dígitos. Escríbalo como texto."
    return None


class _Formula(str):
    """Text of a cell that is a formula; it is named in a refusal and never evaluated."""

    __slots__ = ()


def _lost_digits(cell: Any) -> bool:
    """Whether a number type or an exponent (2,02672E+14) stands where the digits of a filing number should."""
    if isinstance(cell, bool):
        return True
    if isinstance(cell, int | float):
        return cell != int(cell) or abs(cell) >= _EXACT
    text = _text(cell).replace(" ", "").upper()
    mantissa, sign, exponent = text.partition("E+")
    digits = mantissa.replace(",", "").replace(".", "")
    return bool(sign) and digits.isdigit() and exponent.isdigit()


def _text(cell: Any) -> str:
    """A cell as text without loss: whole numbers without «.0», dates as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "sí" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return one_line(str(cell))


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-16 with mark, UTF-8, or else Windows' cp1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        row = data.count(b"\n", 0, broken.start) + 1
        raise BadIndex(
            f"undecodable byte in row {row}",
            sentence=f"La fila {row} del índice tiene letras que no se pueden leer. Guárdelo como «CSV UTF-8».",
        ) from broken
    return text, encoding


def _csv_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise BadIndex("NUL", sentence=f"La fila {row} del índice no es texto. Guárdelo como CSV o XLSX.")
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            raise BadIndex(
                "csv", sentence=f"La fila {number} del índice está mal formada. Revise las comillas."
            ) from broken
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, [_unquoted(cell) for cell in cells]


def _unquoted(cell: str) -> str:
    """Excel's way of keeping a text of digits in a CSV is ="20267118065242"; the quotes go, nothing is evaluated."""
    cell = cell.strip()
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell.removeprefix("'")


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _require_sane_zip(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            page = book.worksheets[0]
            page.reset_dimensions()
            for number, cells in enumerate(page.iter_rows(max_col=60), 1):
                values = [_Formula(cell.value) if cell.data_type == "f" else cell.value for cell in cells]
                if any(value is not None for value in values):
                    yield number, values
        finally:
            book.close()
    except (*_DAMAGE, InvalidFileException) as damaged:
        raise BadIndex("xlsx", sentence="El índice XLSX está dañado. Ábralo en Excel y guárdelo de nuevo.") from damaged


def _require_sane_zip(data: bytes) -> None:
    """A workbook of 1 MB may unpack into 600 MB of one repeated cell: the declared sizes are looked at first."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = [(item.file_size, item.compress_size) for item in archive.infolist()]
    big = sum(size for size, _packed in sizes) > _UNPACKED_BYTES
    dense = any(size > 1_000_000 and size > _UNPACKED_RATIO * max(packed, 1) for size, packed in sizes)
    if big or dense:
        raise BadIndex("zip bomb", sentence="El índice XLSX se expande demasiado y puede ser un ataque. Use un CSV.")
