"""The narrow list of replies to write: filing number, claims answered, days left, and who or why."""

from __future__ import annotations

from app.services.drafting.tray import DraftRow
from app.ui import formats
from app.ui.table import Cell, Column, RowModel
from app.ui.table.clocks import slack_sentence, slack_words
from app.ui.trays.first import flag
from app.ui.widgets import slack_look


def _case(row: DraftRow) -> Cell:
    days = formats.slack(row.days_left) if row.days_left is not None else "sin plazo"
    if row.clock is not None and row.clock.slack is not None:
        days = f"{days} · {slack_words(row.clock).lower()}"
    who = row.name
    if row.returned:
        who = "Devuelta por Calidad" if row.row.status == "quality_returned" else "Devuelta por Firma"
    if row.waits_for_bulk:
        who = f"¿En lote? · {row.name}"
    return Cell(
        row.label,
        f"{days} · {who}",
        lead=flag(row.row.priority),
        strong=True,
        tone="danger" if row.returned else "neutral",
        spoken=f"Caso {row.label}, plazo {days}, {who} {flag(row.row.priority)}".strip(),
    )


def _claims(row: DraftRow) -> Cell:
    total = row.row.claims
    done = row.answered >= total > 0
    words = f"{row.answered} de {total} {'pretensión respondida' if total == 1 else 'pretensiones respondidas'}"
    return Cell(f"{row.answered}/{total}", tone="good" if done else "neutral", spoken=words, tip=words)


def _light(row: DraftRow) -> Cell:
    if row.days_left is None:
        return Cell(icon="clock", tone="neutral", spoken="Sin plazo")
    words, tone, icon_name = slack_look(row.days_left)
    tip = slack_sentence(row.clock) if row.clock is not None else words
    # The row has no room for a pill: colour and icon here, the words in the second line.
    return Cell(icon=icon_name, tone="danger" if tone == "overdue" else tone, spoken=f"Plazo: {words}", tip=tip)


COLUMNS = [
    Column("light", "", "icon", _light, width=30),
    Column("case", "Por proyectar", "two_lines", _case),
    Column("claims", "Resp.", "text", _claims, width=58, hide_below=236),
]


def make_model() -> RowModel:
    """An empty model of the list."""
    return RowModel(COLUMNS)
