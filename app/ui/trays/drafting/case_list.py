"""The narrow list of replies to write: filing number, claims answered, days left, and who or why."""

from __future__ import annotations

from app import clock
from app.services.drafting.tray import DraftRow
from app.ui import formats
from app.ui.table import Cell, Column, RowModel
from app.ui.table.clocks import hour_look, lacking_cell, slack_sentence, slack_words
from app.ui.trays.first import flag
from app.ui.widgets import slack_look


def _case(row: DraftRow) -> Cell:
    days = _days(row)
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


def _days(row: DraftRow) -> str:
    """The term in words: hours where its document fixed one, which datum lacks where there is none."""
    if row.clock is not None and row.clock.lacks is not None:
        return f"sin plazo: {lacking_cell(row.clock).detail}"
    hours = hour_look(row.clock, clock.now()) if row.clock is not None else None
    days = formats.slack(row.days_left) if row.days_left is not None else "sin plazo"
    words = hours[0] if hours is not None else days
    if row.clock is not None and row.clock.slack is not None:
        return f"{words} · {slack_words(row.clock).lower()}"
    return words


def _claims(row: DraftRow) -> Cell:
    total = row.row.claims
    done = row.answered >= total > 0
    words = f"{row.answered} de {total} {'pretensión respondida' if total == 1 else 'pretensiones respondidas'}"
    return Cell(f"{row.answered}/{total}", tone="good" if done else "neutral", spoken=words, tip=words)


def _light(row: DraftRow) -> Cell:
    if row.days_left is None:
        if row.clock is not None and row.clock.lacks is not None:
            cell = lacking_cell(row.clock)
            return Cell(icon=cell.icon, tone=cell.tone, spoken=cell.spoken, tip=cell.tip)
        return Cell(icon="clock", tone="neutral", spoken="Sin plazo")
    hours = hour_look(row.clock, clock.now()) if row.clock is not None else None
    words, tone, icon_name = hours or slack_look(row.days_left)
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
