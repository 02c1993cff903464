"""What is done with each difference of the mirrored report, and ORFEO's side read from a file that it exported."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database, Json
from app.services.guard import table
from app.services.guard.titles import WITHIN, titled
from app.services.mirror import MirrorRow
from app.services.reads.claim_tree import plain

#: Differences in which our report may say what ORFEO says: never those that would change the act.
TAKEN = frozenset({"report", "target", "day"})
MOST = 20_000
_LEAST_REASON = 10
#: Words of a title -> the datum of its column. The first column that fits is taken.
_TITLES: Mapping[str, tuple[str, ...]] = {
    "filing_number": ("radicado", "radi_nume"),
    "code": ("transaccion", "ttr_codigo", "evento"),
    "made_at": ("fecha", "fech"),
    "made_by": ("usuario", "usua"),
    "target": ("destino", "dependencia destino", "depe_codi_dest"),
    "reference": ("lex", "referencia", "cuentai"),
    "report_number": ("reporte",),
}
_NEEDED = {"filing_number": "el radicado", "code": "la transacción", "made_at": "la fecha", "made_by": "el usuario"}
_FORMATS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
)  # fmt: skip


@dataclass(frozen=True)
class FilingFile:
    """What a file of ORFEO holds: rows of its two transactions, what is wrong by row, and how many were of others."""

    label: str
    sha256: bytes
    rows: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]
    others: int

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day in it."""
        days = [dt.datetime.fromisoformat(row["made_at"]).date() for row in self.rows]
        return min(days), max(days)


def options(row: MirrorRow) -> list[tuple[str, str]]:
    """What may be done with a difference: key and words."""
    found = [("take", "Tomar lo de ORFEO: nuestro reporte dirá lo mismo")] if row.difference in TAKEN else []
    if row.difference == "missing_here":
        push = "Pedir que ORFEO la anule" if row.is_file else "Anularla en ORFEO: aquí nadie la reportó"
    elif row.is_file:
        push = "Pedir la corrección en ORFEO: la próxima carga la confirma"
    else:
        push = "Corregir ORFEO con lo que dice nuestro reporte"
    return [*found, ("push", push), ("accept", "Aceptar la diferencia, con su motivo")]


def settle(database: Database, row: MirrorRow, first: dt.date, last: dt.date, resolution: str, reason: str) -> str:
    """Settle one difference, as it was read; what was done (ask: by hand in ORFEO). Raises InvalidInput, a refusal."""
    if not resolution:
        raise InvalidInput("resolution", sentence="Falta qué se hace con la diferencia. Elija una de las opciones.")
    if len(reason.strip()) < _LEAST_REASON:
        raise InvalidInput("reason", sentence=f"Falta el motivo: escriba al menos {_LEAST_REASON} letras.")
    answer = database.call(
        "settle_mirror", p_key=uuid4(), p_from=first, p_to=last, p_number=row.filing_number, p_print=row.print,
        p_resolution=resolution, p_reason=reason,
    )  # fmt: skip
    return str(answer.get("resolution", resolution))


def read_file(file: Path) -> FilingFile:
    """Read a CSV or XLSX in the limited process. Raises BadTable, or InvalidInput for a file without its columns."""
    found = table.read(file, subject="El archivo de ORFEO", max_rows=MOST + WITHIN, max_columns=60)
    rows = [(row.number, row.texts) for row in found.rows]
    columns, below = titled(rows, _TITLES)
    missing = [words for key, words in _NEEDED.items() if key not in columns]
    if missing:
        lack = ", ".join(missing)
        raise InvalidInput(sentence=f"El archivo de ORFEO no trae columna para {lack}. Revise los títulos.")
    return _of_rows(file, below, columns)


def _of_rows(file: Path, rows: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, int]) -> FilingFile:
    kept: list[dict[str, Any]] = []
    problems: list[str] = []
    others = 0
    for number, cells in rows:
        given = {key: cells[at].strip() if at < len(cells) else "" for key, at in columns.items()}
        if not any(given.values()):
            continue
        code = _code(given["code"])
        if code is None:
            others += 1
            continue
        trouble, made = _row(given, code)
        if trouble:
            problems.append(f"Fila {number}: {trouble}")
        else:
            kept.append(made)
    if not kept and not problems:
        raise InvalidInput(sentence="El archivo no trae transacciones 9 (reasignar) ni 13 (archivar). Revise cuál es.")
    return FilingFile(file.suffix.lower().lstrip("."), hashlib.sha256(file.read_bytes()).digest(), tuple(kept),
                      tuple(problems), others)  # fmt: skip


def _row(given: Mapping[str, str], code: str) -> tuple[str, dict[str, Any]]:
    number = re.sub(r"[^0-9]", "", given["filing_number"])
    made_at = _moment(given["made_at"])
    if not 10 <= len(number) <= 20:
        return "el radicado no tiene entre 10 y 20 cifras.", {}
    if made_at is None:
        return "la fecha no se entiende: escríbala como 31/12/2026 15:30.", {}
    if not given["made_by"]:
        return "falta el usuario que hizo la transacción.", {}
    return "", {
        "filing_number": number, "code": code, "made_at": made_at.isoformat(), "made_by": given["made_by"][:60],
        "target": given.get("target", "")[:300] or None, "reference": given.get("reference", "")[:20] or None,
        "report_number": given.get("report_number", "")[:60] or None,
    }  # fmt: skip


def _code(words: str) -> str | None:
    """ORFEO's transactions 13 and 9, by number or by name; others are of no archive."""
    if words.split(" ")[0].split(".")[0] in ("9", "13"):
        return "archive" if words.startswith("13") else "reassign"
    said = plain(words)
    return "archive" if said.startswith("archiv") else "reassign" if said.startswith("reasign") else None


def _moment(words: str) -> dt.datetime | None:
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(words, form).replace(tzinfo=BOGOTA)
        except ValueError:
            continue
    return None


def bring(database: Database, file: FilingFile, first: dt.date | None, last: dt.date | None) -> tuple[int, int]:
    """Take a file as ORFEO's side of those days; how many rows were new and how many were there. Raises a refusal."""
    if first is None or last is None:
        raise InvalidInput("days", sentence="Falta de qué días trae todo el archivo. Escríbalos como 31/12/2026.")
    if file.problems:
        raise InvalidInput(sentence="El archivo tiene filas con error. Corríjalas y cárguelo otra vez.")
    answer = database.call(
        "import_filing", p_import=uuid4(), p_label=file.label, p_sha256=file.sha256, p_from=first, p_to=last,
        p_rows=Json(list(file.rows)),
    )  # fmt: skip
    return int(answer["added"]), int(answer.get("repeated", 0))
