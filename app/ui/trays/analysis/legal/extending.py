"""Ampliar el término: opens the card that it stands at, makes its letter, and carries it out."""

from __future__ import annotations

import datetime as dt

from app.filing_number import shown
from app.services import extension
from app.services.database import Database
from app.services.documents import extension_letter
from app.services.documents.extension_letter import ExtensionLetter
from app.services.extension import Extension
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.refusals import refusal
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.extension_card import AskCard, ConfirmCard
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.law_desk import TO_CHECK, told_back, waiting_words

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
    if stands.new_due_on is None:
        return {EXTEND.key: Standing(True)}
    assert stands.due_on is not None
    if returned := told_back(stands.proof):
        return {EXTEND.key: Standing(True, returned)}
    return {EXTEND.key: Standing(True, f"Falta la prueba del aviso, antes del {formats.date(stands.due_on)}.")}


def _open(desk: LegalDesk, sheet: AnalysisSheet, stands: Extension | None) -> None:
    if stands is None:
        return
    number, window = desk.number, desk.window
    if why := _closed(stands, sheet):
        desk.shell.say(why)
    elif stands.new_due_on is None:
        asking = AskCard(window, number, stands, desk.today, lambda d, r: _ask(desk, asking, sheet, stands, d, r))
        asking.ask()
    else:
        made = [each.document_id for each in sheet.documents if each.kind == "extension_letter"]
        save = (lambda: desk.save(made[-1], f"ampliacion-{number}")) if made else None
        telling = ConfirmCard(
            window, number, stands, desk.today, lambda *told: _confirm(desk, telling, sheet, *told), desk.choose, save
        )
        telling.ask()


def _ask(desk: LegalDesk, card: ActCard, sheet: AnalysisSheet, stands: Extension, until: dt.date, reason: str) -> None:
    database, version = desk.context.database, sheet.version
    told = _letter(desk, sheet, stands, until, reason)

    def work() -> None:
        extension.ask(database, sheet.case_id, version, until, reason, extension_letter.render(told))

    words = "La carta quedó en los documentos del caso: envíela y registre aquí mismo la prueba del aviso."
    desk.carry(card, sheet, work, lambda _none: words)


def _confirm(
    desk: LegalDesk, card: ActCard, sheet: AnalysisSheet, told_on: dt.date | None, proof: bytes, mime: str
) -> None:
    database = desk.context.database
    version = desk.sheet.version if desk.sheet is not None else sheet.version

    def work() -> None:
        extension.confirm(database, sheet.case_id, version, told_on, proof, mime)

    desk.carry(card, sheet, work, lambda _none: TO_CHECK)


def _letter(desk: LegalDesk, sheet: AnalysisSheet, stands: Extension, until: dt.date, reason: str) -> ExtensionLetter:
    assert stands.due_on is not None
    first = sheet.people[0] if sheet.people else None
    return ExtensionLetter(
        filing_number=shown(sheet.petition.filing_number),
        received_on=sheet.petition.received_on,
        petitioner=(first.full_name if first is not None else None) or "peticionario anónimo",
        address=(first.address if first is not None else None) or "",
        reason=reason.strip(),
        old_due_on=stands.due_on,
        new_due_on=until,
        signer=desk.context.access.person.full_name,
        day=desk.today,
        about_data=sheet.petition.class_key in ("data_claim", "data_query"),
    )


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
