"""Tab «Pruebas»: notices that suspend or extend a term wait here until a lawyer has looked at their proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.database import Database
from app.services.legal_acts import proofs
from app.services.legal_acts.letters import MEANS
from app.services.legal_acts.proofs import KINDS, ProofRow
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.modules.law.proof_card import ProofCard
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


def _read(database: Database, _calendar: LegalCalendar) -> list[ProofRow]:
    return proofs.listed(database)


def _due(row: ProofRow) -> str:
    return formats.date(row.due_on) if row.due_on is not None else "—"


COLUMNS = (
    Column("state", "Estado", "pill", lambda _r: Cell("Por confirmar", tone="warn"), width=130),
    Column(
        "case",
        "Caso",
        "two_lines",
        lambda r: Cell(number_words(r.label), KINDS[r.kind], strong=True, tip=KINDS[r.kind]),
    ),
    Column("due", "Vence", "text", lambda r: Cell(_due(r)), width=100),
    Column("told", "Avisado", "text", lambda r: Cell(formats.date(r.told_on)), width=100),
    Column("who", "La registró", "text", lambda r: Cell(r.recorded_by), 170, 900),
)


def _facts(row: ProofRow) -> Facts:
    return Facts(
        number_words(row.label),
        KINDS[row.kind],
        (
            ("La carta se hizo", formats.long_date(row.letter_on)),
            ("Se envió", formats.long_date(row.sent_on)),
            ("El ciudadano la recibió", formats.long_date(row.told_on)),
            ("Cómo", MEANS[row.means]),
            ("La registró", f"{row.recorded_by}, {formats.moment(row.recorded_at)}"),
            ("Vence", f"{_due(row)}: no cambia hasta que se confirme"),
        ),
    )


def _acts(page: LawPage, row: ProofRow) -> Sequence[Act]:
    if not page.context.has_role("lawyer"):
        return [Act("Revisar la prueba…", "eye", lambda: None, "La confirma un abogado distinto de quien la registró.")]
    why = "La registró usted: la confirma otro abogado." if row.is_mine else ""
    return [Act("Revisar la prueba…", "eye", lambda: _open(page, row), why)]


def _open(page: LawPage, row: ProofRow) -> None:
    database = page.context.database

    def confirm() -> None:
        words = f"{number_words(row.label)}: prueba confirmada; el término ya cambió."
        page.carry(card, lambda: proofs.confirm(database, row), lambda _none: words)

    def give_back(note: str) -> None:
        words = f"{number_words(row.label)}: prueba devuelta a {row.recorded_by}; el término no cambió."
        page.carry(card, lambda: proofs.give_back(database, row, note), lambda _none: words)

    card = ProofCard(page.window(), page.context, row, confirm, give_back)
    card.ask()


def _nothing() -> EmptyState:
    return EmptyState(
        "seal-check",
        "Ninguna prueba por confirmar",
        "Las registra quien tramita el caso, en Análisis, «Otros trámites de ley».",
    )


TAB = LawTab(
    "proofs",
    "Pruebas",
    COLUMNS,
    _read,
    lambda row: row.proof_document_id,
    _facts,
    _acts,
    _nothing,
    ("prueba", "pruebas"),
)
