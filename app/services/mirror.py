"""The mirrored report of archives and reassignments (activity 10): what we hold beside what ORFEO holds, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.clock import BOGOTA
from app.filing_number import is_valid, shown
from app.services.database import Database
from app.services.documents import record_pdf
from app.services.documents.plain_xlsx import Sheet, render
from app.services.documents.record_pdf import Part

KINDS: Mapping[str, str] = {"archive": "Archivado", "reassign": "Reasignado"}
#: ORFEO's own transactions for the same two acts.
TRANSACTIONS: Mapping[str, str] = {"archive": "13 Archivar", "reassign": "9 Reasignar"}
#: What the two systems do not say alike, by code of the server.
DIFFERENCES: Mapping[str, str] = {
    "missing_there": "Falta en ORFEO",
    "missing_here": "Sólo está en ORFEO",
    "twice": "Dos veces en ORFEO",
    "kind": "ORFEO dice otra cosa",
    "report": "Otro número de reporte",
    "target": "Otro destino",
    "day": "Otro día",
}
#: What was done with a difference that is still there.
RESOLUTIONS: Mapping[str, str] = {
    "take": "Se tomó lo de ORFEO",
    "push": "Se corrigió ORFEO",
    "ask": "Por corregir en ORFEO",
    "accept": "Aceptada",
}
_HEADERS = (
    "Radicado", "Código LEX", "Qué se hizo", "Motivo", "Acto", "Reporte", "Destino", "Reportó", "Fecha",
    "Transacción en ORFEO", "Reporte en ORFEO", "Destino en ORFEO", "Fecha en ORFEO", "Usuario en ORFEO", "Diferencia",
    "Qué se hizo con ella", "Quién lo decidió", "Motivo",
)  # fmt: skip
_WIDTHS = (22, 12, 12, 34, 16, 16, 26, 28, 18, 18, 18, 26, 18, 18, 24, 24, 26, 40)


@dataclass(frozen=True)
class MirrorRow:
    """One archive or reassignment in both systems; `case_id` is None for what only ORFEO has. No personal data."""

    case_id: UUID | None
    filing_number: str
    lex_code: str | None
    kind: str | None
    reason: str | None
    target: str | None
    act_number: str | None
    report_number: str | None
    reported_by: str | None
    reported_at: dt.datetime | None
    filed_kind: str | None
    filed_target: str | None
    filed_report: str | None
    filed_at: dt.datetime | None
    filed_by: str | None
    difference: str | None
    #: Whether ORFEO's side of that day is what a file of ORFEO holds: it is put right there, not from here.
    is_file: bool = False
    #: Tells this difference from any other: what is settled is what was read.
    print: str | None = None
    #: take, push, ask or accept; who, when and why.
    resolution: str | None = None
    settled_by: str | None = None
    settled_at: dt.datetime | None = None
    settled_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is a difference that nobody accepted."""
        return self.difference is not None and self.resolution != "accept"

    @property
    def done(self) -> str | None:
        """archive or reassign: as we hold it, else as ORFEO does."""
        return self.kind or self.filed_kind

    @property
    def key(self) -> tuple[str, str | None, dt.datetime | None]:
        """What tells the rows apart."""
        return self.filing_number, self.lex_code, self.filed_at

    @property
    def number(self) -> str:
        """The filing number as it is printed."""
        return shown(self.filing_number) if is_valid(self.filing_number) else self.filing_number


@dataclass(frozen=True)
class Totals:
    """How many there are of each, and how many the two systems say alike."""

    archived: int
    reassigned: int
    alike: int
    differences: Mapping[str, int]
    accepted: int = 0

    def sentence(self) -> str:
        """«12 archivados y 3 reasignados: 14 iguales en los dos sistemas, 1 diferencia (falta en ORFEO: 1)»."""
        total = sum(self.differences.values())
        named = ", ".join(f"{_inside(DIFFERENCES[key])}: {count}" for key, count in self.differences.items())
        both = f"{self.archived} archivados y {self.reassigned} reasignados: {self.alike} iguales en los dos sistemas"
        if self.accepted:
            both += f", {self.accepted} con diferencia aceptada"
        if not total:
            return f"{both}, ninguna diferencia."
        return f"{both}, {total} {'diferencia' if total == 1 else 'diferencias'} ({named})."


def read_mirror(database: Database, first: dt.date, last: dt.date) -> list[MirrorRow]:
    """Those of the days asked for that this person may see, differences first. Raises RefusedStep, Offline, Busy."""
    rows = []
    for row in database.table("mirror_report", p_from=first, p_to=last):
        values = row._asdict()
        for key in ("reported_at", "filed_at", "settled_at"):
            values[key] = values[key].astimezone(BOGOTA) if values[key] else None
        rows.append(MirrorRow(**values))
    return rows


def totals(rows: Iterable[MirrorRow]) -> Totals:
    """Counted over the rows given."""
    listed = list(rows)
    found = {key: sum(row.is_open and row.difference == key for row in listed) for key in DIFFERENCES}
    return Totals(
        archived=sum(row.done == "archive" for row in listed),
        reassigned=sum(row.done == "reassign" for row in listed),
        alike=sum(row.difference is None for row in listed),
        differences={key: count for key, count in found.items() if count},
        accepted=sum(row.resolution == "accept" for row in listed),
    )


def as_xlsx(rows: Sequence[MirrorRow], first: dt.date, last: dt.date, moment: dt.datetime) -> bytes:
    """Two sheets: every row in both systems, and the differences alone; totals over each."""
    note = f"Reporte espejo LEX y ORFEO · {first:%d/%m/%Y} a {last:%d/%m/%Y} · {totals(rows).sentence()}"
    different = [row for row in rows if row.difference]
    return render(
        [
            Sheet("Archivados y reasignados", note, _HEADERS, _WIDTHS, [_cells(row) for row in rows]),
            Sheet("Diferencias", f"{len(different)} diferencias", _HEADERS, _WIDTHS, [_cells(r) for r in different]),
        ],
        moment,
    )


def as_pdf(rows: Sequence[MirrorRow], first: dt.date, last: dt.date, moment: dt.datetime) -> bytes:
    """The same as a record to keep: totals, differences named one by one, and every row."""
    found = totals(rows)
    pairs = [("Archivados", str(found.archived)), ("Reasignados", str(found.reassigned)), ("Iguales", str(found.alike))]
    pairs += [(DIFFERENCES[key], str(count)) for key, count in found.differences.items()]
    different = [_line(row) for row in rows if row.difference] or ["Ninguna: los dos sistemas dicen lo mismo."]
    parts = [
        Part("Totales", pairs=pairs),
        Part("Diferencias", rows=different),
        Part("Archivados y reasignados", rows=[_line(row) for row in rows] or ["No hubo en estos días."]),
    ]
    days = f"Del {first:%d/%m/%Y} al {last:%d/%m/%Y} · hecho el {moment:%d/%m/%Y %H:%M}"
    return record_pdf.render("Reporte espejo de archivados y reasignados", days, parts, moment)


def _inside(words: str) -> str:
    """As part of a sentence; a name keeps its capitals."""
    return words if words.startswith("ORFEO") else words[0].lower() + words[1:]


def _cells(row: MirrorRow) -> tuple[str, ...]:
    return (
        row.number, row.lex_code or "", KINDS.get(row.kind or "", ""), row.reason or "", row.act_number or "",
        row.report_number or "", row.target or "", row.reported_by or "", _moment(row.reported_at),
        TRANSACTIONS.get(row.filed_kind or "", ""), row.filed_report or "", row.filed_target or "",
        _moment(row.filed_at), row.filed_by or "", DIFFERENCES.get(row.difference or "", ""),
        RESOLUTIONS.get(row.resolution or "", ""), row.settled_by or "", row.settled_reason or "",
    )  # fmt: skip


def _line(row: MirrorRow) -> str:
    here = f"{KINDS[row.kind]} {_moment(row.reported_at)}, reporte {row.report_number}" if row.kind else "sin reporte"
    there = f"ORFEO {TRANSACTIONS[row.filed_kind]} {_moment(row.filed_at)}" if row.filed_kind else "sin ORFEO"
    said = f" · {DIFFERENCES[row.difference]}" if row.difference else ""
    if row.resolution:
        said += f" · {RESOLUTIONS[row.resolution]}: {row.settled_by}, {row.settled_reason}"
    return f"{row.number} · LEX {row.lex_code or 'sin código'} · {here} · {there}{said}"


def _moment(when: dt.datetime | None) -> str:
    return f"{when:%d/%m/%Y %H:%M}" if when else ""
