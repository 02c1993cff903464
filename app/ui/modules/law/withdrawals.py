"""Tab «Desistimientos» (art. 18): what waits for a lawyer, and own letters in preparation that one may still stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.filing_number import shown
from app.services.database import Database
from app.services.legal_acts import requests, withdrawals
from app.services.legal_acts.letters import CasePlace
from app.services.legal_acts.withdrawals import WithdrawalRow
from app.services.legal_calendar import LegalCalendar
from app.services.refusals import refusal
from app.ui import formats
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.analysis.legal.law_cards import PaperCard
from app.ui.trays.analysis.legal.proof_file import ChosenFile
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


def _read(database: Database, _calendar: LegalCalendar) -> list[WithdrawalRow]:
    return withdrawals.listed(database)


def _state(row: WithdrawalRow) -> Cell:
    if row.withdrawn_on is None:
        return Cell("En preparación", tone="neutral") if row.obstacle is None else Cell("Ya no procede", tone="neutral")
    if row.decision is None:
        return Cell("Por decidir", tone="warn")
    return Cell("Aceptado", tone="good") if row.decision == "accepted" else Cell("Sigue de oficio", tone="info")


def _came(row: WithdrawalRow) -> str:
    return formats.date(row.withdrawn_on) if row.withdrawn_on else "—"


def _case(row: WithdrawalRow) -> Cell:
    return Cell(number_words(row.label), row.activity_label, strong=True)


COLUMNS = (
    Column("state", "Estado", "pill", _state, width=130),
    Column("case", "Caso", "two_lines", _case, width=300),
    Column("came", "Desistió", "text", lambda r: Cell(_came(r)), width=100),
    Column("due", "Vence", "text", lambda r: Cell(formats.date(r.due_on) if r.due_on else "—"), width=100),
    Column("who", "Responsable", "text", lambda r: Cell(r.assignee or "—")),
)


def _facts(row: WithdrawalRow) -> Facts:
    lines = [("Está en", row.activity_label), ("Responsable", row.assignee or "Nadie")]
    if row.filing_number:
        lines.append(("Radicado de la carta", shown(row.filing_number)))
    if row.withdrawn_on is None:
        lines.append(("Si el peticionario desiste", _then(row)))
    else:
        lines += [("Desistió por escrito del", formats.long_date(row.withdrawn_on)), ("Decisión", _decided(row))]
    return Facts(number_words(row.label), f"Vence el {formats.date(row.due_on)}" if row.due_on else "", lines)


def _then(row: WithdrawalRow) -> str:
    if row.obstacle is not None:
        return _why(row)
    return "La carta se detiene y el caso vuelve al aval: un abogado archiva o continúa de oficio."


def _why(row: WithdrawalRow) -> str:
    return refusal(row.obstacle).user_message if row.obstacle else ""


def _decided(row: WithdrawalRow) -> str:
    if row.decision is None:
        return "Pida el archivo en Análisis, «Otros trámites de ley»; un abogado decide."
    act = f" (acto {row.act_number})" if row.act_number else ""
    return f"Aceptado{act}." if row.decision == "accepted" else f"La Unidad continúa de oficio{act}."


def _acts(page: LawPage, row: WithdrawalRow) -> Sequence[Act]:
    if row.withdrawn_on is not None:
        return []
    why = _why(row) if row.is_mine else "Lo registra quien tiene asignado el caso."
    return [Act("Registrar el desistimiento…", "prohibit", lambda: _record(page, row), why)]


def _record(page: LawPage, row: WithdrawalRow) -> None:
    database, place = page.context.database, CasePlace(row.case_id, row.version)

    def act(day: dt.date | None, file: ChosenFile) -> None:
        page.carry(
            card,
            lambda: requests.withdraw(database, place, day, file.data, file.mime),
            lambda _none: "La carta se detuvo. Pida el archivo en Análisis: el abogado decide.",
        )

    words = (
        f"{number_words(row.label)}: guarde el escrito. La carta en preparación se detiene y el término sigue corriendo"
        " hasta que un abogado decida."
    )
    card = PaperCard(
        page.window(), "Registrar el desistimiento", words, "Registrar", page.context.calendar.today, act, page.choose
    )
    card.ask()


def _nothing() -> EmptyState:
    return EmptyState(
        "prohibit", "Ningún desistimiento", "Aquí salen los que llegan y sus cartas en preparación (art. 18)."
    )


TAB = LawTab(
    "withdrawals",
    "Desistimientos",
    COLUMNS,
    _read,
    lambda row: row.case_id,
    _facts,
    _acts,
    _nothing,
    # A letter on its way is listed so that a withdrawal can stop it; nothing waits there for anybody.
    counts=lambda row: row.withdrawn_on is not None,
)
