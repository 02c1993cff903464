"""The lines of a load, before and after importing, and the columns that show them."""

from __future__ import annotations

from dataclasses import dataclass

from app import filing_number
from app.services.intake.folder import IntakePlan
from app.services.intake.importer import ImportReport
from app.ui.style import Tone
from app.ui.table import Cell, Column


@dataclass(frozen=True)
class Line:
    """One file or row, before or after importing. state: waiting, imported, already, rejected."""

    case_id: int
    file: str
    number: str
    state: str
    sentence: str


LOOK: dict[str, tuple[str, Tone]] = {
    "waiting": ("Por importar", "info"),
    "imported": ("Importado", "good"),
    "already": ("Ya estaba", "neutral"),
    "rejected": ("Rechazado", "warn"),
}


def _number(line: Line) -> Cell:
    shown = filing_number.shown(line.number) if filing_number.is_valid(line.number) else line.number
    return Cell(shown or "Sin radicado", faint=not shown, strong=bool(shown))


COLUMNS = [
    Column("state", "Resultado", "pill", lambda r: Cell(LOOK[r.state][0], tone=LOOK[r.state][1]), width=130),
    Column("file", "Archivo", "text", lambda r: Cell(r.file, tip=r.file), width=250),
    Column("number", "Radicado", "text", _number, width=170),
    Column("why", "Motivo", "text", lambda r: Cell(r.sentence, tip=r.sentence)),
]


def lines_of_plan(plan: IntakePlan) -> list[Line]:
    """What would be imported and what would not, numbered as the report will."""
    good = [
        Line(n, item.file.name, item.details.filing_number or "", "waiting", "")
        for n, item in enumerate(plan.accepted, 1)
    ]
    bad = [
        Line(n, item.file, "", "rejected", item.sentence)
        for n, item in enumerate(plan.rejected, len(plan.accepted) + 1)
    ]
    return bad + good


def lines_of_report(report: ImportReport, plan: IntakePlan) -> list[Line]:
    """Every item with its result; those not reached yet are waiting."""
    numbers = {n: item.details.filing_number or "" for n, item in enumerate(plan.accepted, 1)}
    found = {
        item.item_no: Line(
            item.item_no,
            item.file,
            item.filing_number or numbers.get(item.item_no, ""),
            "imported" if item.imported else "already" if item.was_there else "rejected",
            item.sentence,
        )
        for item in report.items
    }
    order = {"rejected": 0, "waiting": 1, "already": 2, "imported": 3}
    every = [found.get(line.case_id, line) for line in lines_of_plan(plan)]
    return sorted(every, key=lambda line: (order[line.state], line.case_id))
