"""Trasladar por competencia (art. 21): opens the card that it stands at, makes its letters, and carries it out."""

from __future__ import annotations

from app.services.database import Database
from app.services.documents.transfer_letters import TransferLetter
from app.services.legal_acts import transfer
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.legal_acts.transfer import Asked, Entity, Proofs
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.law_marks import TransferMark
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.transfer_card import ProofsCard, TransferCard, fifth_day_words

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


def _read(_database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    due, pending = sheet.law.transfer_by, sheet.law.pending_transfer
    if due is None or not sheet.is_mine:
        return {}
    if pending is not None:
        whom = pending.entity or "el peticionario"
        return {TRANSFER.key: Standing(True, f"Faltan las pruebas del traslado a {whom}.")}
    if why := _closed(sheet):
        return {TRANSFER.key: Standing(False, why)}
    return {TRANSFER.key: Standing(True, f"Quinto día hábil: {due:%d/%m/%Y}.")}


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
        _prove(desk, sheet, pending)
    else:
        desk.read(lambda: transfer.entities(database), lambda found: _ask(desk, sheet, found))


def _ask(desk: LegalDesk, sheet: AnalysisSheet, entities: list[Entity]) -> None:
    free = set(_free(sheet))
    claims = [each for each in sheet.claims if each.ordinal in free]
    database, version, due = desk.context.database, sheet.version, sheet.law.transfer_by
    assert due is not None

    def act(asked: Asked) -> None:
        letter = _letter(desk, sheet, asked)
        words = "Las cartas quedaron en los documentos del caso: envíelas y registre aquí mismo la prueba de ambas."
        if asked.entity is None:
            words = "La carta quedó en los documentos del caso: envíela y registre aquí mismo la prueba del aviso."
        desk.carry(
            card, sheet, lambda: transfer.start(database, sheet.case_id, version, asked, letter), lambda _none: words
        )

    card = TransferCard(
        desk.window, desk.number, claims, entities, fifth_day_words(due, desk.today), act,
        is_whole=sheet.activity == _WHOLE,
    )  # fmt: skip
    card.ask()


def _prove(desk: LegalDesk, sheet: AnalysisSheet, mark: TransferMark) -> None:
    database, version = desk.context.database, sheet.version

    def act(proofs: Proofs) -> None:
        def job() -> bool:
            return transfer.confirm(
                database, sheet.case_id, mark.transfer_id, version, proofs, has_entity=mark.entity is not None
            )

        desk.carry(card, sheet, job, lambda late: _done(mark, late))

    def take_back() -> None:
        words = "El traslado se retiró: sus pretensiones vuelven a ser del caso."
        desk.carry(card, sheet, lambda: transfer.withdraw(database, mark.transfer_id, version), lambda _none: words)

    card = ProofsCard(desk.window, desk.number, mark, desk.today, act, take_back, desk.choose)
    card.ask()


def _done(mark: TransferMark, late: bool) -> str:
    if mark.entity is None:
        return "Quedó avisado que ninguna entidad es competente."
    after = ", fuera de los cinco días" if late else ""
    rest = " Puede reportar y finalizar." if mark.is_whole else " Lo demás sigue con su término."
    return f"Quedó trasladado a {mark.entity}{after}.{rest}"


def _letter(desk: LegalDesk, sheet: AnalysisSheet, asked: Asked) -> TransferLetter:
    first = sheet.petitioner
    gone, taken = set(asked.claims), {claim for each in sheet.law.transfers for claim in each.claims}
    return TransferLetter(
        filing_number=desk.number,
        received_on=sheet.petition.received_on,
        petitioner=(first.full_name if first is not None else None) or "peticionario anónimo",
        address=(first.address if first is not None else None) or "",
        entity=asked.entity.name if asked.entity is not None else "",
        destination=asked.destination.strip(),
        claims=tuple(each.title for each in sheet.claims if each.ordinal in gone),
        stay=tuple(each.title for each in sheet.claims if each.ordinal not in gone | taken),
        reason=asked.reason.strip(),
        signer=desk.context.access.person.full_name,
        day=desk.today,
    )


FAMILY = Family((TRANSFER,), _read, _open)
