"""Tab «Prioritarias»: petitions that go before the others (art. 20), and the lawyer who takes the mark back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.legal_acts import priority
from app.services.legal_acts.priority import PriorityReason, PriorityRow, ground_words
from app.ui import formats
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.analysis.columns import slack_cell
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState, text

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


COLUMNS = (
    Column("slack", "Plazo", "slack", lambda r: slack_cell(r.days_left), width=128),
    Column("case", "Caso", "two_lines", lambda r: Cell(number_words(r.label), r.activity, strong=True), width=220),
    Column("ground", "Causal", "text", lambda r: Cell(ground_words(r.ground), tip=ground_words(r.ground))),
    Column("who", "Lo tramita", "text", lambda r: Cell(r.assignee or "Sin asignar", faint=not r.assignee), 150, 650),
    Column("since", "Desde", "text", lambda r: Cell(formats.moment(r.marked_at)), width=140, hide_below=960),
)


def _facts(row: PriorityRow) -> Facts:
    done = "Con medidas de urgencia" if row.has_measures else "Sin medidas de urgencia"
    return Facts(
        number_words(row.label),
        f"{row.activity} · {done}",
        (
            ("Causal", ground_words(row.ground)),
            ("La marcó", f"{row.marked_by}, {formats.moment(row.marked_at)}"),
            ("Lo tramita", row.assignee or "Sin asignar"),
        ),
    )


def _acts(page: LawPage, row: PriorityRow) -> Sequence[Act]:
    if not page.context.has_role("lawyer"):
        return [
            Act("Retirar la prioridad…", "x-circle", lambda: None, "La retira un abogado distinto de quien la puso.")
        ]
    why = "La puso usted: la retira otro abogado." if row.is_mine else ""
    return [Act("Ver el motivo y retirarla…", "x-circle", lambda: _ask(page, row), why)]


def _ask(page: LawPage, row: PriorityRow) -> None:
    database = page.context.database
    page.context.background.run(
        lambda: priority.read(database, row.case_id),
        show=lambda mark: _open(page, row, mark),
        fail=page.shell.report,
        owner=page,
    )


def _open(page: LawPage, row: PriorityRow, mark: PriorityReason | None) -> None:
    if mark is None:
        return
    database = page.context.database

    def act(reason: str, _sure: bool) -> None:
        page.carry(
            card,
            lambda: priority.remove(database, row.case_id, row.version, reason),
            lambda _none: f"{number_words(row.label)} ya no tiene prioridad.",
        )

    words = f"{number_words(row.label)}: la marcó {mark.marked_by} por «{ground_words(mark.ground).lower()}»."
    card = ReasonCard(page.window(), "Retirar la prioridad", words, "Retirar la prioridad", act, label="&Por qué")
    said = f"Motivo: {mark.reason}" + (f"\nMedidas: {mark.measures}" if mark.measures else "")
    card.body.insertWidget(0, text(said, wrap=True))
    card.ask()


def _nothing() -> EmptyState:
    return EmptyState("flag", "Ninguna prioritaria", "Se marcan en Análisis, en «Otros trámites de ley» (art. 20).")


TAB = LawTab("priority", "Prioritarias", COLUMNS, priority.listed, lambda row: row.case_id, _facts, _acts, _nothing)
