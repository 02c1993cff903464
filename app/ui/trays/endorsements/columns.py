"""Columns of Avales: mark, legal slack, case, what is asked and why, or what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from app import clock
from app.services.trays.endorsements import EndorsementRow
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone
from app.ui.trays.analysis.columns import slack_cell
from app.ui.trays.case_head import number_words


def clock_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """The clock of the aval itself: «aval hoy 17:00», «aval vencido 20/11 17:00»."""
    day = "hoy" if due_at.date() == now.astimezone(due_at.tzinfo).date() else f"{due_at:%d/%m}"
    return f"aval {'vencido ' if due_at < now else ''}{day} {formats.clock(due_at)}"


KINDS = {"archive": "Archivar", "reassign": "Reasignar", "split": "Desglosar"}


def columns(outcomes: Mapping[UUID, tuple[bool, str]]) -> list[Column]:
    """`outcomes`: what became of rows decided since the page was opened (done?, words)."""

    def case(row: EndorsementRow) -> Cell:
        who = f"{formats.number(row.signatory_count)} firmantes" if row.kind == "split" else row.name or "Anónima"
        return Cell(number_words(row.label), who, strong=True)

    def outcome(row: EndorsementRow) -> Cell:
        done = outcomes.get(row.case_id)
        if done is None:
            return Cell("Lo pidió usted", tone="warn") if row.is_mine else Cell("Por decidir", faint=True)
        return Cell(done[1], tone="good" if done[0] else "danger", tip=done[1])

    def asked(row: EndorsementRow) -> Cell:
        what = "petición colectiva" if row.kind == "split" else (row.reason or "").lower()
        detail = f"a {row.target}" if row.target else row.note or ""
        if row.case_id in outcomes or row.is_mine:
            # What became of the row is its second line: red, with its sentence, where it failed.
            told = outcome(row)
            return Cell(f"{KINDS[row.kind]}: {what}", told.text, detail_tone=told.tone, tip=told.text)
        if row.due_at is not None:
            tone: Tone = "warn" if row.due_at < clock.now() else "neutral"
            words = f"{clock_words(row.due_at, clock.now())} · {detail}"
            return Cell(f"{KINDS[row.kind]}: {what}", words, detail_tone=tone, tip=row.note or "")
        return Cell(f"{KINDS[row.kind]}: {what}", detail, tip=row.note or "")

    return [
        Column("mark", "", "check", lambda row: Cell(), width=38),
        Column("slack", "Plazo legal", "slack", lambda row: slack_cell(row.days_left), width=128),
        Column("case", "Caso", "two_lines", case, width=172),
        Column("asked", "Motivo y soporte", "two_lines", asked, hide_below=420, folds_into="case"),
        Column("outcome", "Resultado", "dot", outcome, width=170, hide_below=640),
    ]
