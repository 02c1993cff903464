"""A CSV or XLSX from outside as rows of plain text, read in the limited child; problems are Spanish sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import InvalidInput
from app.services.documents.richtext import one_line
from app.services.guard.process import Answer, open_file

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
#: A spreadsheet keeps fifteen digits of a number; from here on they are no longer the ones typed.
_EXACT = 10**15


class BadTable(InvalidInput):
    """El archivo no se puede leer. Guárdelo de nuevo como CSV o XLSX."""

    code = "table"


class Kind(StrEnum):
    """What a cell was in the file; every cell of a CSV is text."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    BOOLEAN = "b"
    FORMULA = "f"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text without loss: whole numbers without «.0», dates as ISO, a formula as written."""

    text: str
    kind: Kind = Kind.TEXT

    @property
    def is_formula(self) -> bool:
        """Whether the cell holds a formula; it is never evaluated, and a careful reader refuses it."""
        return self.kind is Kind.FORMULA

    @property
    def lost_digits(self) -> bool:
        """Whether a number type or an exponent (2,02672E+14) stands where the digits of a number should."""
        if self.kind is Kind.BOOLEAN:
            return True
        if self.kind is Kind.NUMBER:
            return not self.text.isdigit() or int(self.text) >= _EXACT
        mantissa, sign, exponent = self.text.replace(" ", "").upper().partition("E+")
        digits = mantissa.replace(",", "").replace(".", "")
        return bool(sign) and digits.isdigit() and exponent.isdigit()


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, with its number in the file (the first is 1)."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as text alone."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, header included, and the encoding of a CSV (empty for XLSX)."""

    rows: tuple[Row, ...]
    encoding: str


def read(
    file: Path | bytes,
    *,
    subject: str = "El archivo",
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
    max_columns: int = MAX_COLUMNS,
) -> Table:
    """Read the first sheet of an XLSX, or a CSV (; , tab or |, UTF-8, UTF-16 or cp1252).

    Raises BadTable with a sentence that begins with `subject` and names the row where there is one.
    """
    options = {"bytes": max_bytes, "rows": max_rows, "columns": max_columns}
    answer = open_file("table", file, options)
    if answer.code:
        raise BadTable(answer.code, sentence=_sentence(answer, subject, options))
    try:
        said = json.loads(answer.output or b"")
        rows = tuple(_row(line) for line in said[: options["rows"]])
        encoding = str(answer.body.get("encoding", ""))[:10]
    except (ValueError, TypeError, KeyError, RecursionError) as lie:
        raise BadTable("the child's rows do not add up") from lie
    return Table(rows, encoding)


def _row(line: Any) -> Row:
    number, cells = line
    if not isinstance(number, int) or number < 1:
        raise ValueError("row number")
    return Row(number, tuple(_cell(cell) for cell in cells))


def _cell(said: Any) -> Cell:
    if isinstance(said, str):
        return Cell(one_line(said))
    kind, text = Kind(said[0]), str(said[1])
    return Cell(_number(text) if kind is Kind.NUMBER else one_line(text), kind)


def _number(text: str) -> str:
    """25673587.0 as 25673587; what is no whole number stays as it was written."""
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else one_line(text)


def _sentence(answer: Answer, subject: str, options: Mapping[str, int]) -> str:
    number = answer.body.get("row")
    row = f"La fila {number}" if isinstance(number, int) else "Una fila"
    end = f" {subject[:1].lower()}{subject[1:]}"
    sentences = {
        "missing": f"{subject} no está o no se puede leer. Ciérrelo en Excel y reintente.",
        "too_big": f"{subject} pesa más de {options['bytes'] // 1024 // 1024} MB. Divídalo.",
        "empty": f"{subject} está vacío. Revise que sea el archivo correcto.",
        "xls": f"{subject} es un Excel antiguo (.xls) o tiene contraseña. Guárdelo como .xlsx.",
        "encrypted": f"{subject} tiene contraseña. Guárdelo sin contraseña.",
        "undecodable": f"{row} de{end} tiene letras que no se pueden leer. Guárdelo como «CSV UTF-8».",
        "not_text": f"{row} de{end} no es texto. Guárdelo como CSV o XLSX.",
        "quotes": f"{row} de{end} está mal formada. Revise las comillas.",
        "too_many_rows": f"{subject} tiene más de {options['rows']} filas. Divídalo.",
        "too_many_columns": f"{row} de{end} tiene más de {options['columns']} columnas. Revise los separadores.",
        "zip_bomb": f"{subject} XLSX se expande demasiado y puede ser un ataque. Use un CSV.",
        "entities": f"{subject} XLSX trae definiciones que ningún Excel escribe y puede ser un ataque. No se abrió.",
        "limits": f"Abrir{end} pide demasiada memoria o tiempo y puede ser un ataque. No se abrió.",
        "not_checked": f"No se pudo abrir{end} en este equipo. Intente de nuevo; si se repite, informe a soporte.",
    }
    damaged = f"{subject} XLSX está dañado. Ábralo en Excel y guárdelo de nuevo."
    sentence = sentences.get(answer.code, damaged)
    return sentence.replace(" de el ", " del ")
