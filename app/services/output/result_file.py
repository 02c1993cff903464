"""The operator's file of results (CSV or XLSX) as rows: guide, number, state, day, who received, cause, image."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidInput
from app.services.guard import table
from app.services.output.return_words import cause_of, plain, state_of

#: Our name of each column, and the words that the operator may head it with.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "guide": ("guia", "numero de guia", "no guia", "n guia", "nro guia", "guia numero", "codigo de barras"),
    "number": ("radicado", "radicado de salida", "numero interno", "referencia", "radicado cliente", "numero radicado"),
    "state": ("estado", "estado del envio", "estado envio", "resultado", "novedad"),
    "day": ("fecha", "fecha de entrega", "fecha entrega", "fecha de gestion", "fecha estado", "fecha del estado",
            "fecha novedad"),
    "received_by": ("recibido por", "quien recibe", "quien recibio", "recibio", "nombre de quien recibe", "recibe"),
    "cause": ("causal", "motivo", "causal de devolucion", "motivo de devolucion", "motivo devolucion",
              "causal devolucion", "codigo devolucion"),
    "image": ("imagen", "prueba", "archivo", "imagen de la guia", "prueba de entrega", "nombre imagen"),
}  # fmt: skip
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%y")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row: `number` is its place in the file (the header is 1); `problem` says why it can't be used."""

    row: int
    guide: str = ""
    number: str = ""
    state: str = ""
    day: dt.date | None = None
    received_by: str = ""
    cause: str = ""
    image: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file as it was read; its hash tells whether it came before."""

    sha256: bytes
    rows: tuple[ResultRow, ...]


class BadResults(InvalidInput):
    """El archivo no parece el de resultados de 4-72. Debe traer al menos la guía o el radicado, y el estado."""

    code = "results_file"


def read(path: Path) -> ResultFile:
    """Read the file in the limited child. Raises BadTable, BadResults."""
    try:
        digest = hashlib.sha256(path.read_bytes()).digest()
    except OSError as gone:
        sentence = "El archivo no está o no se puede leer. Ciérrelo en Excel y reintente."
        raise BadResults(type(gone).__name__, sentence=sentence) from gone
    rows = table.read(path, subject="El archivo de resultados").rows
    at, header = _header(rows)
    found = [_row(each, header) for each in rows[at + 1 :]]
    return ResultFile(digest, tuple(each for each in found if each is not None))


def _header(rows: Sequence[table.Row]) -> tuple[int, dict[str, int]]:
    """The first of the first ten rows that names what is needed; operators put titles above it."""
    for at, row in enumerate(rows[:10]):
        heads = [plain(text).replace(".", "").replace("º", "").replace("°", "") for text in row.texts]
        found = {
            name: heads.index(word) for name, words in COLUMNS.items() for word in reversed(words) if word in heads
        }
        if "state" in found and ("guide" in found or "number" in found):
            return at, found
    raise BadResults("no header")


def _row(row: table.Row, header: Mapping[str, int]) -> ResultRow | None:
    cells = {name: row.cells[at] for name, at in header.items() if at < len(row.cells)}
    said = {name: cell.text.strip() for name, cell in cells.items()}
    if not any(said.values()):
        return None
    guide = said.get("guide", "").upper().replace(" ", "")[:60]
    lost = next((name for name in ("guide", "number") if name in cells and cells[name].lost_digits), "")
    if any(cell.is_formula for cell in cells.values()):
        return ResultRow(row.number, guide, problem="La fila trae una fórmula. Pida el archivo con valores.")
    if lost:
        return ResultRow(
            row.number, guide, problem="Excel cambió los dígitos de la guía o del radicado. Pida la columna como texto."
        )
    number = _bare(said.get("number", ""))
    state = state_of(said.get("state", ""))
    cause = cause_of(said.get("cause", "") or said.get("state", ""))
    day = _day(said.get("day", ""))
    problem = _problem(guide, number, state, cause, day, said)
    return ResultRow(
        row.number, guide, number, state or "", day, said.get("received_by", "")[:200], cause or "",
        Path(said.get("image", "").replace("\\", "/")).name[:200], problem,
    )  # fmt: skip


def _problem(
    guide: str, number: str, state: str | None, cause: str | None, day: dt.date | None, said: Mapping[str, str]
) -> str:
    if not guide and not number:
        return "Falta la guía y el radicado: no se sabe de qué envío habla."
    if state is None:
        return f"No se entiende el estado «{said.get('state', '')[:40]}»."
    if state == "moving":
        return ""
    if day is None:
        return f"No se entiende la fecha «{said.get('day', '')[:20]}». Debe ser dd/mm/aaaa."
    if state == "returned" and cause is None:
        return f"No se conoce la causal «{(said.get('cause') or said.get('state', ''))[:60]}»."
    if state == "delivered" and len(said.get("received_by", "")) < 3:
        return "Falta quién recibió."
    return ""


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _day(text: str) -> dt.date | None:
    for words in (text.split(" ")[0].split("T")[0], text):
        for pattern in _DATES:
            try:
                return dt.datetime.strptime(words, pattern).date()
            except ValueError:
                continue
    return None
