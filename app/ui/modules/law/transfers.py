"""Tab «Traslados»: what was sent to other entities (art. 21), what lacks its proof, and what was late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.filing_number import shown
from app.services.database import Database
from app.services.legal_acts import transfer
from app.services.legal_acts.transfer import TransferRow
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState, Question

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


def _read(database: Database, _calendar: LegalCalendar) -> list[TransferRow]:
    return transfer.listed(database)


def _state(row: TransferRow) -> Cell:
    if row.waits_for_lawyer:
        return Cell("Por aprobar", tone="danger" if row.is_late else "warn")
    if row.confirmed_at is None:
        return Cell("Falta la prueba", tone="danger" if row.is_late else "warn")
    return Cell("Trasladado tarde", tone="danger") if row.is_late else Cell("En término", tone="good")


def _scope(row: TransferRow) -> str:
    return "Toda la petición" if row.is_whole else formats.plural(row.claims, "pretensión", "pretensiones")


def _entity(row: TransferRow) -> str:
    return row.entity or "Ninguna entidad es competente"


COLUMNS = (
    Column("state", "Estado", "pill", _state, width=140),
    Column("case", "Caso", "two_lines", lambda r: Cell(number_words(r.label), _scope(r), strong=True), width=230),
    Column("entity", "Entidad", "text", lambda r: Cell(_entity(r), tip=_entity(r))),
    Column("due", "Quinto día", "text", lambda r: Cell(formats.date(r.due_on)), width=100),
    Column("sent", "Lo recibió", "text", lambda r: Cell(formats.date(r.sent_on) if r.sent_on else "—"), width=100),
)


def _facts(row: TransferRow) -> Facts:
    return Facts(
        number_words(row.label),
        _entity(row),
        (
            ("Qué se traslada", _scope(row)),
            ("Hizo las cartas", f"{row.decided_by}, {formats.moment(row.decided_at)}"),
            ("Radicados de salida", ", ".join(shown(each) for each in row.numbers) or "Aún no hay cartas"),
            *([("Aprobó que nadie es competente", row.approved_by)] if row.approved_by else ()),
            ("Quinto día hábil", formats.long_date(row.due_on)),
            ("La entidad lo recibió", formats.long_date(row.sent_on) if row.sent_on else "Sin prueba todavía"),
            ("Se avisó al peticionario", formats.long_date(row.told_on) if row.told_on else "Sin prueba todavía"),
        ),
    )


def _acts(page: LawPage, row: TransferRow) -> Sequence[Act]:
    if row.confirmed_at is not None:
        return []
    if row.waits_for_lawyer:
        return [Act("Aprobar que nadie es competente…", "seal-check", lambda: _approve(page, row), _cannot(page, row))]
    why = "Quien tramita el caso las registra en Análisis, «Otros trámites de ley»."
    return [Act("Registrar las pruebas", "paperclip", lambda: None, why)]


def _cannot(page: LawPage, row: TransferRow) -> str:
    if not page.context.has_role("lawyer"):
        return "Lo aprueba un abogado distinto de quien lo dijo."
    return "Lo dijo usted: lo aprueba otro abogado." if row.is_mine else ""


def _approve(page: LawPage, row: TransferRow) -> None:
    """First what it rests on: nobody agrees unread."""
    database = page.context.database
    page.context.background.run(
        lambda: transfer.nobody_reason(database, row.transfer_id),
        show=lambda reason: _ask(page, row, reason),
        fail=page.shell.report,
        owner=page,
    )


def _ask(page: LawPage, row: TransferRow, reason: str) -> None:
    database, shell = page.context.database, page.shell
    facts = [
        ("Lo dijo", row.decided_by),
        ("Sobre", _scope(row)),
        ("Porque", reason),
        ("Después", "se avisa al peticionario con su carta"),
    ]
    question = Question(
        "¿Aprobar que ninguna entidad es competente?", "Aprobarlo", number_words(row.label), facts=facts, keep="Volver"
    )

    def done(_none: object) -> None:
        shell.say("Quedó aprobado: quien tramita el caso hace la carta al peticionario.")
        page.reload()

    shell.confirm(
        question,
        lambda: page.context.background.write(
            lambda: transfer.approve_nobody(database, row.transfer_id, row.version),
            show=done,
            fail=shell.report,
            owner=page,
        ),
    )


def _nothing() -> EmptyState:
    return EmptyState(
        "arrow-square-out", "Ningún traslado", "Se hacen en Análisis, en «Otros trámites de ley» (art. 21)."
    )


TAB = LawTab(
    "transfer",
    "Traslados",
    COLUMNS,
    _read,
    lambda row: row.transfer_id,
    _facts,
    _acts,
    _nothing,
    ("traslado", "traslados"),
)
