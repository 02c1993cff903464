"""Trasladar por competencia (art. 21): opens the card that it stands at, makes its letters, and carries it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.filing_number import shown
from app.services.database import Database
from app.services.documents.transfer_letters import TransferLetter
from app.services.legal_acts import letters, transfer
from app.services.legal_acts.letters import Settled
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.legal_acts.transfer import Asked, Entity
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.law_marks import MadeLetter, TransferMark
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.letter_desk import CaseLetters, made_words, unfinished
from app.ui.trays.analysis.legal.transfer_card import TransferCard, fifth_day_words
from app.ui.widgets import Question

TRANSFER = LegalAct(
    "transfer",
    "Art. 21",
    "Trasladar por competencia",
    "Toda o por pretensión: oficio a la entidad, copia al peticionario y prueba de ambos.",
    "arrow-square-out",
)
#: Where all of it goes: the lawyer's aval sends the case there.
_WHOLE = 10
_PARTLY = frozenset({8, 9, 13, 14, 15, 16, 17})
_TAKEN = "El traslado se retiró: sus números quedan anulados y sus pretensiones vuelven a ser del caso."


def _read(_database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    due, pending = sheet.law.transfer_by, sheet.law.pending_transfer
    if due is None or not sheet.is_mine:
        return {}
    if pending is not None:
        return {TRANSFER.key: _pending(pending)}
    if why := _closed(sheet):
        return {TRANSFER.key: Standing(False, why)}
    return {TRANSFER.key: Standing(True, f"Quinto día hábil: {due:%d/%m/%Y}.")}


def _pending(mark: TransferMark) -> Standing:
    if not mark.is_approved:
        return Standing(True, "Espera que un abogado apruebe que nadie es competente. Puede retirarlo.")
    made = mark.next_letter
    if made is None:
        return Standing(True, "Aprobado que nadie es competente: haga la carta al peticionario.")
    if made.document_id is None:
        return Standing(True, unfinished(made))
    whom = mark.entity if made.kind == "transfer" else "el peticionario"
    return Standing(True, f"Falta la prueba de que {whom} recibió la carta {shown(made.filing_number)}.")


def _closed(sheet: AnalysisSheet) -> str:
    if sheet.activity == _WHOLE:
        granted = any(
            each.decision == "granted" and each.kind == "reassign" and each.reason_code == "R02"
            for each in sheet.endorsements
        )
        if not granted:
            return "El aval de este caso no es por competencia de otra entidad."
        return "" if _free(sheet) else "Ya se trasladó: falta reportar y finalizar."
    if sheet.activity not in _PARTLY:
        return "Se traslada después de clasificar y antes de revisar la carta."
    if len(_free(sheet)) < 2:
        return "Con una sola pretensión se traslada toda: pida el aval para reasignar (F7, «Compete a otra entidad»)."
    return ""


def _free(sheet: AnalysisSheet) -> list[int]:
    """Claims that no transfer has."""
    taken = {claim for each in sheet.law.transfers for claim in each.claims}
    return [each.ordinal for each in sheet.claims if each.ordinal not in taken]


def _open(desk: LegalDesk, _key: str) -> None:
    sheet, database = desk.sheet, desk.context.database
    if sheet is None:
        return
    pending = sheet.law.pending_transfer
    if pending is not None:
        _go_on(CaseLetters(desk, sheet), pending)
    else:
        desk.read(lambda: transfer.entities(database), lambda found: _ask(CaseLetters(desk, sheet), found))


def _ask(case: CaseLetters, entities: list[Entity]) -> None:
    desk, sheet = case.desk, case.sheet
    free = set(_free(sheet))
    claims = [each for each in sheet.claims if each.ordinal in free]
    due = sheet.law.transfer_by
    assert due is not None

    def act(asked: Asked) -> None:
        letter = _letter(case, asked.entity.name if asked.entity else "", asked.destination, asked.claims, asked.reason)
        case.carry(card, lambda: transfer.start(case.database, case.place, asked, letter), _started)

    card = TransferCard(
        desk.window, desk.number, claims, entities, fifth_day_words(due, desk.today), act,
        is_whole=sheet.activity == _WHOLE,
    )  # fmt: skip
    card.ask()


def _started(numbers: tuple[str, ...]) -> str:
    if not numbers:
        return "Espera que un abogado apruebe, en «Trámites de ley», que ninguna entidad es competente."
    return made_words(*numbers)


def _go_on(case: CaseLetters, mark: TransferMark) -> None:
    """The step that comes next: approval, letter, file of a letter that was cut, proof."""
    made = mark.next_letter
    letter = _letter(case, mark.entity or "", mark.destination, mark.claims, mark.reason)
    if not mark.is_approved:
        _wait(case, mark)
    elif made is None:
        case.make_now(lambda: transfer.notice_of_nobody(case.database, case.place, mark.transfer_id, letter))
    elif made.document_id is None:
        dated = replace(letter, day=made.made_at.date())
        case.finish(made, transfer.renderer(dated, to_entity=made.kind == "transfer"))
    else:
        _prove(case, mark, made)


def _wait(case: CaseLetters, mark: TransferMark) -> None:
    """Nobody agreed yet: it can only be taken back."""
    what = transfer.claims_words(mark.claims)
    question = Question(
        "¿Retirar lo que espera al abogado?",
        "Retirarlo",
        f"Se dijo que ninguna entidad es competente sobre {what}.",
        facts=[("Las pretensiones", "vuelven a ser del caso")],
        keep="Dejarlo en espera",
    )
    database, place, desk = case.database, case.place, case.desk

    def taken(_none: object) -> None:
        desk.shell.say(_TAKEN)
        desk.work.refresh()

    desk.shell.confirm(
        question,
        lambda: desk.context.background.write(
            lambda: transfer.withdraw(database, mark.transfer_id, place.version),
            show=taken,
            fail=desk.shell.report,
            owner=desk,
        ),
    )


def _prove(case: CaseLetters, mark: TransferMark, made: MadeLetter) -> None:
    what, desk = transfer.claims_words(mark.claims), case.desk
    to_entity = made.kind == "transfer"
    whom = mark.entity if to_entity else "el peticionario"
    told_one = any(each is not None and each.told_on is not None for each in (mark.letter, mark.copy))

    def take_back(card: ActCard) -> None:
        case.carry(
            card, lambda: transfer.withdraw(case.database, mark.transfer_id, case.place.version), lambda _none: _TAKEN
        )

    case.prove(
        made,
        "Prueba del oficio de traslado" if to_entity else "Prueba del aviso al peticionario",
        f"{desk.number}: traslado de {what} a {mark.entity or 'ninguna entidad'}. Cuándo recibió {whom} la carta"
        f" {shown(made.filing_number)}. {fifth_day_words(mark.due_on, desk.today)}",
        lambda told: letters.tell(case.database, case.place, made.letter_id, told),
        lambda settled: _done(mark, settled),
        take_back=None if told_one else take_back,
    )


def _done(mark: TransferMark, settled: Settled) -> str:
    if not settled.is_settled:
        return "Quedó la prueba: falta la de la otra carta para que el traslado cuente."
    if mark.entity is None:
        return "Quedó avisado que ninguna entidad es competente."
    after = ", fuera de los cinco días" if settled.is_late else ""
    rest = " Puede reportar y finalizar." if mark.is_whole else " Lo demás sigue con su término."
    return f"Quedó trasladado a {mark.entity}{after}.{rest}"


def _letter(case: CaseLetters, entity: str, destination: str, claims: Sequence[int], reason: str) -> TransferLetter:
    (petitioner, address), sheet = case.addressee, case.sheet
    gone, taken = set(claims), {claim for each in sheet.law.transfers for claim in each.claims}
    return TransferLetter(
        filing_number=case.desk.number,
        received_on=sheet.petition.received_on,
        petitioner=petitioner,
        address=address,
        entity=entity,
        destination=destination.strip(),
        claims=tuple(each.title for each in sheet.claims if each.ordinal in gone),
        stay=tuple(each.title for each in sheet.claims if each.ordinal not in gone | taken),
        reason=reason.strip(),
        signer=case.signer,
        day=case.desk.today,
    )


FAMILY = Family((TRANSFER,), _read, _open)
