"""Rows of a group before it is drafted, and of a batch while it is: what is odd is said in words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from app.services.bulk.groups import BulkRow
from app.services.bulk.run import BatchRow
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.style import Tone
from app.ui.table import Cell, Column, RowModel
from app.ui.widgets import slack_look

KINDS: dict[str, tuple[str, Tone, str]] = {
    "alike": ("Igual", "good", "equals"),
    "apart": ("Apartada", "warn", "not-equals"),
    "error": ("Con error", "danger", "warning-circle-fill"),
}
STATES: dict[str, tuple[str, Tone, str]] = {
    "drafted": ("Proyectada", "good", "check-circle-fill"),
    "failed": ("No se proyectó", "danger", "warning-circle-fill"),
    "waiting": ("En cola", "neutral", "clock"),
    "moved": ("Por otro camino", "warn", "warning-fill"),
    "cancelled": ("Cancelada", "neutral", "x-circle"),
}


def _due(calendar: LegalCalendar) -> Callable[[BulkRow | BatchRow], Cell]:
    def cell(row: BulkRow | BatchRow) -> Cell:
        days = calendar.days_left(row.due_on)
        if days is None:
            return Cell("sin plazo", icon="clock")
        words, tone, icon_name = slack_look(days)
        return Cell(words, tone=tone, icon=icon_name, spoken=f"Plazo: {words}")

    return cell


def _person(row: BulkRow) -> Cell:
    who = (row.full_name or "Sin nombre") if row.has_case else "Sin caso"
    where = f"fila {formats.number(row.sheet_row)} · " if row.sheet_row else ""
    return Cell(row.label, f"{where}{who}", strong=True, tone="danger" if row.odd == "case" else "neutral")


def _place(row: BulkRow) -> Cell:
    return Cell(row.municipality or "—", tone="danger" if row.odd == "place" else "neutral")


def _input(row: BulkRow) -> Cell:
    if not row.has_case:
        return Cell("—")
    found = next((each for each in row.inputs if each), None)
    day = next((each for each in row.input_dates if each), None)
    if found is None:
        return Cell("Sin insumo vigente", tone="danger", faint=True)
    return Cell(found, f"del {formats.date(day)}" if day else "", tip=found)


def _kind(row: BulkRow) -> Cell:
    words, tone, icon_name = KINDS[row.kind]
    return Cell(words, tone=tone, icon=icon_name, spoken=f"{words}. {row.reason}", tip=row.reason)


def _why(words: str, width: int) -> Cell:
    """A reason on two lines, so that it is read whole without opening anything."""
    lines = textwrap.wrap(words, width) or [""]
    return Cell(lines[0], " ".join(lines[1:]), tip=words)


def rows_model(calendar: LegalCalendar) -> RowModel:
    """Rows of a group."""
    return RowModel(
        [
            Column("due", "Plazo", "slack", _due(calendar), width=128),
            Column("case", "Caso", "two_lines", _person),
            Column("place", "Municipio", "text", _place, width=110, hide_below=900),
            Column("input", "Insumo", "two_lines", _input, width=170, hide_below=520),
            Column("kind", "Resultado", "pill", _kind, width=112),
            Column("reason", "Razón", "two_lines", lambda r: _why(r.reason, 27), width=206, hide_below=740),
        ]
    )


def _state(row: BatchRow) -> Cell:
    words, tone, icon_name = STATES[row.state]
    return Cell(words, tone=tone, icon=icon_name, tip=row.words)


def _fate(row: BatchRow) -> Cell:
    return _why(row.words if row.state in ("failed", "moved") else "", 46)


def _line_of(row: BatchRow) -> str:
    return f"fila {row.sheet_row} del archivo" if row.sheet_row else f"fila {row.row_no}"


def batch_model(calendar: LegalCalendar) -> RowModel:
    """Rows of a batch that was started."""
    return RowModel(
        [
            Column("due", "Plazo", "slack", _due(calendar), width=128),
            Column("case", "Caso", "two_lines", lambda r: Cell(r.label, _line_of(r), strong=True)),
            Column("state", "Resultado", "pill", _state, width=150),
            Column("reason", "Razón", "two_lines", _fate, width=340, hide_below=640),
        ]
    )
