"""Ampliar el término: opens the card that it stands at, makes its letter, and carries it out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.filing_number import shown
from app.services import extension
from app.services.database import Database
from app.services.documents import extension_letter
from app.services.documents.extension_letter import ExtensionLetter
from app.services.extension import Extension
from app.services.legal_acts.letters import Render
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.law_marks import MadeLetter
from app.services.refusals import refusal
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.extension_card import AskCard
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.law_desk import TO_CHECK, told_back, waiting_words
from app.ui.trays.analysis.legal.letter_desk import CaseLetters, unfinished

EXTEND = LegalAct(
    "extend",
    "Art. 14",
    "Ampliar el término",
    "Una sola vez, antes de que venza: motivos, carta y prueba del aviso.",
    "clock-countdown",
)


def open_extension(desk: LegalDesk, _key: str = EXTEND.key) -> None:
    """Read how it stands and open its card."""
    sheet, database = desk.sheet, desk.context.database
    if sheet is not None:
        desk.read(lambda: extension.read_extension(database, sheet.case_id), lambda stands: _open(desk, sheet, stands))


def _read(database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    stands = extension.read_extension(database, sheet.case_id)
    if stands is None:
        return {}
    if why := _closed(stands, sheet):
        return {EXTEND.key: Standing(False, why)}
    if stands.letter is None:
        return {EXTEND.key: Standing(True)}
    assert stands.due_on is not None
    if stands.letter.document_id is None:
        return {EXTEND.key: Standing(True, unfinished(stands.letter))}
    if returned := told_back(stands.proof):
        return {EXTEND.key: Standing(True, returned)}
    return {EXTEND.key: Standing(True, f"Falta la prueba del aviso, antes del {formats.date(stands.due_on)}.")}


def _open(desk: LegalDesk, sheet: AnalysisSheet, stands: Extension | None) -> None:
    if stands is None:
        return
    case, made = CaseLetters(desk, sheet), stands.letter
    if why := _closed(stands, sheet):
        desk.shell.say(why)
    elif made is None:
        asking = AskCard(desk.window, desk.number, stands, desk.today, lambda d, r: _ask(case, asking, stands, d, r))
        asking.ask()
    elif made.document_id is None:
        assert stands.new_due_on is not None
        case.finish(made, _letter(case, stands.old_due_on, stands.new_due_on, stands.reason or "", made.made_at.date()))
    else:
        _prove(case, stands, made)


def _ask(case: CaseLetters, card: ActCard, stands: Extension, until: dt.date, reason: str) -> None:
    render = _letter(case, stands.due_on, until, reason, case.desk.today)
    case.make(card, lambda: extension.ask(case.database, case.place, until, reason, render))


def _prove(case: CaseLetters, stands: Extension, made: MadeLetter) -> None:
    assert stands.due_on is not None and stands.new_due_on is not None
    until, due = formats.long_date(stands.new_due_on), formats.date(stands.due_on)
    case.prove(
        made,
        "Aviso de la ampliación",
        f"{case.desk.number}: la carta {shown(made.filing_number)} dice que se responde a más tardar el {until}."
        f" Registre el aviso antes de que venza, el {due}: el término cambia cuando un abogado lo confirme.",
        lambda told: extension.confirm(case.database, case.place, told),
        lambda _none: TO_CHECK,
    )


def _letter(case: CaseLetters, due: dt.date | None, until: dt.date, reason: str, day: dt.date) -> Render:
    assert due is not None
    (petitioner, address), petition = case.addressee, case.sheet.petition
    told = ExtensionLetter(
        filing_number=shown(petition.filing_number),
        received_on=petition.received_on,
        petitioner=petitioner,
        address=address,
        reason=reason.strip(),
        old_due_on=due,
        new_due_on=until,
        signer=case.signer,
        day=day,
        about_data=petition.class_key in ("data_claim", "data_query"),
    )
    return lambda number: extension_letter.render(replace(told, number=number))


def _closed(stands: Extension, sheet: AnalysisSheet) -> str:
    """Why it can't be extended; empty where it can."""
    awaited = sheet.law.awaiting
    if awaited is not None and awaited.state not in ("unsent", "unconfirmed"):
        return refusal("extension_paused").user_message
    if stands.proof is not None and stands.proof.waits:
        return waiting_words(stands.proof)
    if stands.confirmed_at is not None and stands.due_on is not None:
        return f"Este caso ya se amplió: vence el {formats.long_date(stands.due_on)}."
    if stands.is_open:
        return ""
    if stands.latest_on is None:
        return "El término de este caso lo fija su documento: no se amplía desde aquí."
    return "El término ya venció: la ampliación sólo se informa antes del vencimiento."


FAMILY = Family((EXTEND,), _read, open_extension)
