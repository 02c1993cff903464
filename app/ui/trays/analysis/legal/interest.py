"""Marcar de interés general (art. 22): what one answer may answer together with more than ten others."""

from __future__ import annotations

from app.services.database import Database
from app.services.legal_acts import collective
from app.services.legal_acts.letters import CasePlace
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.widgets import Question

INTEREST = LegalAct(
    "general_interest",
    "Art. 22",
    "Marcar de interés general",
    "No pide nada para sí: puede responderse con otras diez iguales, publicado.",
    "megaphone",
)
_STAGES = frozenset({7, 8, 9, 13, 14, 15, 16})
_OFF = "Ya no es de interés general: tendrá su propia carta."


def _read(_database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    if not sheet.is_mine:
        return {}
    if sheet.petition.class_key != "petition":
        return {INTEREST.key: Standing(False, collective.NO_MARK)}
    if sheet.activity not in _STAGES:
        return {INTEREST.key: Standing(False, "Se marca antes de proyectar la respuesta.")}
    if sheet.law.general_interest is not None:
        return {INTEREST.key: Standing(True, "Está marcada. Puede retirar la marca.")}
    return {INTEREST.key: Standing(True, "Con más de diez iguales, una sola respuesta publicada.")}


def _open(desk: LegalDesk, _key: str) -> None:
    sheet = desk.sheet
    if sheet is None:
        return
    if sheet.law.general_interest is not None:
        _remove(desk, sheet)
        return
    database, place = desk.context.database, CasePlace(sheet.case_id, sheet.version)

    def act(reason: str, sure: bool) -> None:
        collective.check_interest(reason, sure)
        desk.carry(
            card,
            sheet,
            lambda: collective.mark_interest(database, place, reason),
            lambda _none: "Quedó de interés general: se ofrece en «Trámites de ley», Respuestas únicas.",
        )

    words = f"{desk.number}: diga por qué la respuesta es la misma para cualquiera."
    card = ReasonCard(
        desk.window, INTEREST.title, words, "Marcarla", act,
        hint="Qué pregunta sobre la política o el programa, y no sobre su propio caso.",
        confirm="Revisé: no pide nada para sí ni para su hogar",
        help_text="Lo que una víctima pide para sí tiene siempre su propia carta. Puede retirar la marca.",
    )  # fmt: skip
    card.ask()


def _remove(desk: LegalDesk, sheet: AnalysisSheet) -> None:
    database, place = desk.context.database, CasePlace(sheet.case_id, sheet.version)
    question = Question(
        "¿Retirar la marca de interés general?", "Retirarla", desk.number,
        facts=[("La respuesta", "será una carta propia")], keep="Conservarla",
    )  # fmt: skip

    def done(_none: object) -> None:
        desk.shell.say(_OFF)
        desk.work.refresh()

    desk.shell.confirm(
        question,
        lambda: desk.context.background.write(
            lambda: collective.mark_interest(database, place, ""), show=done, fail=desk.shell.report, owner=desk
        ),
    )


FAMILY = Family((INTEREST,), _read, _open)
