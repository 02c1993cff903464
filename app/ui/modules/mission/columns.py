"""Columns of an area's list and of Control's lists."""

from __future__ import annotations

from app.services.trays.escalations import EscalationRow, WaitingPetition
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.trays.analysis.columns import slack_cell
from app.ui.trays.case_head import number_words
from app.ui.widgets import slack_look


def _legal(row: EscalationRow) -> Cell:
    if row.legal_days_left is None:
        return Cell("")
    words, tone, _ = slack_look(row.legal_days_left)
    return Cell(words, tone=tone, spoken=f"Plazo legal: {words}")


def _case(row: EscalationRow) -> Cell:
    tail = f" · …{row.document_tail}" if row.document_tail else ""
    return Cell(number_words(row.filing_number), f"{row.name or 'Anónima'}{tail}", strong=True)


def _asked(row: EscalationRow) -> Cell:
    turn = f"{row.turn}.ª vuelta: " if row.turn > 1 else ""
    more = f" y {row.claims - 1} más" if row.claims > 1 else ""
    return Cell(f"{row.title or 'Insumo'}{more}", f"{turn}{row.question}", tip=row.question)


def area_columns() -> list[Column]:
    """The area's own clock first; the citizen's beside it."""
    return [
        Column("slack", "Su plazo", "slack", lambda row: slack_cell(row.days_left), width=128),
        Column("case", "Caso", "two_lines", _case, width=160),
        Column("asked", "Qué insumo piden", "two_lines", _asked, hide_below=410, folds_into="case"),
        Column("legal", "Legal", "dot", _legal, width=96, hide_below=560),
    ]


def check_columns() -> list[Column]:
    """What areas answered and Control has to check."""

    def sent(row: EscalationRow) -> Cell:
        when = formats.short_date(row.answered_at.date()) if row.answered_at else ""
        turn = f" · {row.turn}.ª vuelta" if row.turn > 1 else ""
        return Cell(row.area, f"respondió el {when}{turn}")

    return [
        Column("legal", "Plazo legal", "slack", lambda row: slack_cell(row.legal_days_left), width=128),
        Column("case", "Caso", "two_lines", _case, width=160),
        Column("asked", "Qué se pidió", "two_lines", _asked, hide_below=410, folds_into="case"),
        Column("area", "Área", "two_lines", sent, width=190, hide_below=620),
    ]


def joint_columns() -> list[Column]:
    """What came back three times."""

    def turns(row: EscalationRow) -> Cell:
        return Cell(f"{row.turn}.ª vuelta", tone="danger")

    def area(row: EscalationRow) -> Cell:
        return Cell(row.area, "no es de su competencia" if row.competence == "rejected" else "no estuvo acorde")

    return [
        Column("slack", "Por decidir", "slack", lambda row: slack_cell(row.days_left), width=128),
        Column("case", "Caso", "two_lines", _case, width=160),
        Column("turns", "Vueltas", "pill", turns, width=104),
        Column("area", "Área", "two_lines", area),
        Column("legal", "Legal", "dot", _legal, width=96, hide_below=560),
    ]


def petition_columns() -> list[Column]:
    """Petitions that wait in 15."""

    def case(row: WaitingPetition) -> Cell:
        return Cell(number_words(row.filing_number), row.title or "", strong=True)

    def turns(row: WaitingPetition) -> Cell:
        count = row.rounds or 1
        return Cell(f"{count}.ª vuelta", tone="danger" if count >= 3 else "warn" if count == 2 else "neutral")

    def path(row: WaitingPetition) -> Cell:
        waits = formats.plural(row.open_requests, "área por responder", "áreas por responder")
        have = f"{row.claims_with_input} de {row.claims} pretensiones con insumo"
        third = "Decide el abogado con el área · " if row.status == "joint_decision" else ""
        return Cell(f"PQR → {row.areas}", third + (waits if row.open_requests else have))

    def state(row: WaitingPetition) -> Cell:
        words, tone = status_words(row.status)
        return Cell(words, tone=tone)

    return [
        Column("slack", "Plazo legal", "slack", lambda row: slack_cell(row.days_left), width=128),
        Column("case", "Caso", "two_lines", case, width=190),
        Column("turns", "Vueltas", "pill", turns, width=104, hide_below=560),
        Column("path", "Camino y qué falta", "two_lines", path),
        Column("state", "Estado", "pill", state, width=150, hide_below=760, folds_into="path"),
    ]
