"""A sheet (XLSX or CSV) that names the cases of a batch: its columns, and each row read or refused by its number.

A sheet chooses cases and checks them against what the program knows; it writes nothing into a letter. What a letter
says rests on inputs, each with its source and date (domain.md §0.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import filing_number
from app.errors import InvalidInput
from app.services.guard import table
from app.services.guard.table import Cell, Row

#: A batch has no more letters than this.
MAX_ROWS = 5_000
_MAX_COLUMNS = 60
_SUBJECT = "El archivo"

#: What a column may be: its name on screen, and headers that mean it without accents or case.
FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "number": ("Radicado de la petición", ("radicado", "radicado_entrada", "radicado_de_entrada", "no_radicado",
        "n_radicado", "numero_radicado", "numero_de_radicado", "num_radicado", "radicado_orfeo", "orfeo")),
    "document": ("Documento de identidad", ("documento", "numero_documento", "numero_de_documento", "no_documento",
        "cedula", "identificacion", "numero_identificacion", "di", "cc")),
    "name": ("Nombre", ("nombre", "nombres", "nombre_completo", "peticionario", "solicitante", "remitente",
        "ciudadano")),
    "place": ("Municipio", ("municipio", "ciudad", "municipio_residencia", "municipio_de_residencia")),
}  # fmt: skip


class BadSheet(InvalidInput):
    """El archivo no sirve para un lote. Revise sus columnas."""

    code = "sheet"


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: its headers, and its rows below them. `encoding` is empty for an XLSX."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str

    def sample(self, column: int, most: int = 3) -> list[str]:
        """The first different texts of a column, to choose it by."""
        seen = dict.fromkeys(_cell(row, column).text for row in self.rows[:200])
        return [text for text in seen if text][:most]


@dataclass(frozen=True)
class SheetRow:
    """One row that names a case; `number` is bare digits, the others are the sheet's words, empty without a column."""

    row: int
    number: str
    document: str = ""
    name: str = ""
    place: str = ""


@dataclass(frozen=True)
class SheetProblem:
    """A row that can't be used: its number in the file, what it says as a filing number, its column and why."""

    row: int
    shown: str
    column: str
    reason: str


def read(path: Path) -> Sheet:
    """Open a sheet in the limited child, up to MAX_ROWS rows. Raises BadTable or BadSheet with a sentence."""
    try:
        found = table.read(path, subject=_SUBJECT, max_rows=MAX_ROWS + 1, max_columns=_MAX_COLUMNS)
    except table.BadTable as bad:
        if str(bad) != "too_many_rows":
            raise
        raise BadSheet("rows", sentence="El archivo tiene más de 5.000 filas. Divídalo en varios.") from bad
    if len(found.rows) < 2:
        raise BadSheet("no rows", sentence="El archivo sólo tiene encabezados. Revise que sea el archivo correcto.")
    headers = tuple(text.strip() or f"Columna {at}" for at, text in enumerate(found.rows[0].texts, 1))
    if not any(any(char.isalpha() for char in text) for text in found.rows[0].texts):
        raise BadSheet("no header", sentence="La primera fila del archivo debe traer los nombres de las columnas.")
    return Sheet(path.name, headers, found.rows[1:], found.encoding)


def guess(headers: Sequence[str]) -> dict[str, int]:
    """The column of each field that a header names; the first of two wins."""
    folded = [_fold(header) for header in headers]
    return {
        field: next(at for at, header in enumerate(folded) if header in known)
        for field, (_title, known) in FIELDS.items()
        if any(header in known for header in folded)
    }


def select(sheet: Sheet, mapping: Mapping[str, int]) -> tuple[list[SheetRow], list[SheetProblem]]:
    """Each row as a case to look for, or the problem that it has. Raises BadSheet when no column has the number."""
    at = mapping.get("number")
    if at is None or not 0 <= at < len(sheet.headers):
        raise BadSheet("unmapped", sentence="Elija qué columna trae el radicado de la petición.")
    rows: list[SheetRow] = []
    problems: list[SheetProblem] = []
    seen: dict[str, int] = {}
    for line in sheet.rows:
        found = _read_row(line, sheet, mapping)
        if isinstance(found, SheetRow) and found.number in seen:
            reason = f"Radicado repetido con la fila {seen[found.number]}"
            found = SheetProblem(line.number, filing_number.shown(found.number), sheet.headers[at], reason)
        if isinstance(found, SheetProblem):
            problems.append(found)
        else:
            seen[found.number] = line.number
            rows.append(found)
    return rows, problems


def _read_row(line: Row, sheet: Sheet, mapping: Mapping[str, int]) -> SheetRow | SheetProblem:
    column = mapping["number"]
    cell = _cell(line, column)
    shown = cell.text[:40]

    def problem(at: int, reason: str) -> SheetProblem:
        return SheetProblem(line.number, shown, sheet.headers[at], reason)

    for at in mapping.values():
        if _cell(line, at).is_formula:
            return problem(at, "Es una fórmula. Copie la columna y péguela como valores.")
    if not cell.text:
        return problem(column, "Falta el radicado. Si hay celdas combinadas, sepárelas: sólo la primera lo tiene.")
    if cell.lost_digits:
        return problem(column, "Excel guardó el radicado como número y perdió dígitos. Escríbalo como texto.")
    try:
        number = filing_number.parse(cell.text).bare
    except filing_number.BadFilingNumber as bad:
        return problem(column, bad.user_message)
    others = {f: _cell(line, at).text for f, at in mapping.items() if f != "number"}
    return SheetRow(line.number, number, **others)


def _cell(line: Row, column: int) -> Cell:
    return line.cells[column] if column < len(line.cells) else Cell("")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def same_number(one: str, other: str) -> bool:
    """Whether two identity numbers are the same digits and letters."""
    return re.sub(r"[^a-z0-9]", "", one.casefold()) == re.sub(r"[^a-z0-9]", "", other.casefold())


def same_words(one: str, other: str) -> bool:
    """Whether two names or places are the same words in any order, accents and case apart."""
    return sorted(_fold(one).split("_")) == sorted(_fold(other).split("_"))
