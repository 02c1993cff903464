"""Reads the index of a folder of scans (CSV or XLSX) into rows of text; problems are sentences that name the row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidInput
from app.services.guard import table
from app.services.guard.table import Cell, Row
from app.services.intake.index_columns import missing, recognise

MAX_CELL = 2_000


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
    """Read a CSV or XLSX index in the limited child; raises BadIndex with a sentence that names the row or columns."""
    try:
        read = table.read(path, subject="El índice")
    except table.BadTable as bad:
        raise BadIndex(str(bad), sentence=bad.user_message) from bad
    rows = [row for row in read.rows if any(cell.text for cell in row.cells)]
    if not rows:
        raise BadIndex("empty", sentence="El índice está vacío. Revise que sea el archivo correcto.")
    header, *others = rows
    columns = recognise(list(header.texts))
    absent = missing(columns)
    if absent:
        names = ", ".join(f"«{name}»" for name in absent)
        what = "faltan las columnas" if len(absent) > 1 else "falta la columna"
        sentence = f"Al índice le {what} {names} en la fila {header.number}. Corrija el encabezado y vuelva a leerlo."
        raise BadIndex(f"missing columns: {' '.join(absent)}", sentence=sentence)
    out = tuple(_row(row, columns) for row in others)
    return Index(out, tuple(column for column in columns if column), read.encoding)


def _row(row: Row, columns: list[str]) -> IndexRow:
    number, values = row.number, {column: cell.text for column, cell in zip(columns, row.cells, strict=False) if column}
    if any(cell.text for cell in row.cells[len(columns) :]):
        sentence = f"La fila {number} tiene más celdas que el encabezado. Revise comillas y separadores."
        return IndexRow(number, values, "row_columns", sentence)
    for column, cell in zip(columns, row.cells, strict=False):
        problem = _problem(column, cell) if column else None
        if problem:
            return IndexRow(number, values, problem[0], f"Fila {number}, columna «{column}»: {problem[1]}")
    return IndexRow(number, values)


def _problem(column: str, cell: Cell) -> tuple[str, str] | None:
    """Why the cell's content can't be trusted, as code and end of a sentence."""
    if cell.is_formula:
        return "formula", "es una fórmula. Copie la columna y péguela como valores."
    if len(cell.text) > MAX_CELL:
        return "cell_too_long", f"tiene más de {MAX_CELL} caracteres. Resúmala."
    if column == "radicado" and cell.lost_digits:
        return "digits_lost", "Excel guardó el radicado como número y perdió dígitos. Escríbalo como texto."
    return None
