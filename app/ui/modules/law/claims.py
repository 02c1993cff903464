"""Tab «Reclamos de datos»: open data claims (Ley 1581 de 2012, art. 15), their legend and their clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.legal_acts import data_claim
from app.services.legal_acts.data_claim import DataClaimRow
from app.ui import formats
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.analysis.columns import slack_cell
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


def _legend(row: DataClaimRow) -> Cell:
    if row.marked_on is None:
        return Cell("Falta la leyenda", tone="danger")
    late = row.marked_on > row.mark_by
    return Cell("Puesta tarde" if late else "Reclamo en trámite", tone="warn" if late else "info")


COLUMNS = (
    Column("slack", "Plazo", "slack", lambda r: slack_cell(r.days_left), width=140),
    Column("legend", "Leyenda", "pill", _legend, width=160),
    Column("case", "Caso", "two_lines", lambda r: Cell(number_words(r.label), ", ".join(r.systems), strong=True)),
    Column("by", "Leyenda hasta", "text", lambda r: Cell(formats.date(r.mark_by)), width=110),
    Column("on", "Puesta el", "text", lambda r: Cell(formats.date(r.marked_on) if r.marked_on else "—"), width=100),
    Column("who", "Lo tramita", "text", lambda r: Cell(r.assignee or "Sin asignar", faint=not r.assignee), width=150),
)


def _facts(row: DataClaimRow) -> Facts:
    told = "Ampliado ocho días con aviso" if row.extended else "Puede ampliarse ocho días hábiles, con aviso"
    return Facts(
        number_words(row.label),
        f"Se decide a más tardar el {formats.long_date(row.due_on)}" if row.due_on else "Sin plazo",
        (
            ("Leyenda", f"A más tardar el {formats.long_date(row.mark_by)}, segundo día hábil"),
            ("Puesta", f"{formats.long_date(row.marked_on)} por {row.marked_by}" if row.marked_on else "Todavía no"),
            ("En", ", ".join(row.systems) or "—"),
            ("Ampliación", told),
            ("Lo tramita", row.assignee or "Sin asignar"),
        ),
    )


def _acts(page: LawPage, row: DataClaimRow) -> Sequence[Act]:
    if row.marked_on is None:
        why = "La pone quien tramita el caso, en Análisis, «Otros trámites de ley»."
        return [Act("Registrar la leyenda", "fingerprint", lambda: None, why)]
    if not page.context.has_role("lawyer"):
        return [Act("Retirar la marca…", "x-circle", lambda: None, "La retira un abogado distinto de quien la puso.")]
    return [
        Act(
            "Retirar la marca…", "x-circle", lambda: _ask(page, row),
            "La puso usted: la retira otro abogado." if row.is_mine else "",
        )
    ]  # fmt: skip


def _ask(page: LawPage, row: DataClaimRow) -> None:
    database = page.context.database

    def act(reason: str, _sure: bool) -> None:
        page.carry(
            card,
            lambda: data_claim.lift(database, row.case_id, row.version, reason),
            lambda _none: f"{number_words(row.label)} ya no tiene la marca.",
        )

    words = f"{number_words(row.label)}: la marca se puso por error."
    card = ReasonCard(
        page.window(),
        "Retirar la marca",
        words,
        "Retirar la marca",
        act,
        label="&Por qué",
        help_text="El término del caso no cambia.",
    )
    card.ask()


def _nothing() -> EmptyState:
    return EmptyState(
        "fingerprint", "Ningún reclamo de datos", "Llegan con su clase al radicar, o se marcan en Análisis."
    )


TAB = LawTab(
    "claims", "Reclamos de datos", COLUMNS, data_claim.listed, lambda row: row.case_id, _facts, _acts, _nothing
)
