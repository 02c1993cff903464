"""Despacho: sheets for the operator, hand-over, and what became of each sending (activity 27)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.command import CaseRef, Command, decide
from app.services.database import Database, Json
from app.services.documents import dispatch_pdf, dispatch_xlsx
from app.services.documents.dispatch_sheet import Person, Piece, Sheet, Skip, require_ready
from app.services.documents.print_batch import page_count
from app.services.output.letter_row import LetterRow
from app.services.perform import Outcome, Performer, Result
from app.services.stored_documents import store
from app.services.verbs.hand_to_courier import Delivered, HandedOver, Returned, SentAgain

#: Grams of one letter: the envelope and each sheet of paper.
_ENVELOPE, _PAGE = 10, 5
_GUIDE = re.compile(r"([A-Z]{0,4})(\d{6,13})([A-Z]{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow(LetterRow):
    """A printed letter: `state` is to_hand, in_transit or returned; `next_action` comes with the return's cause."""

    printed_at: dt.datetime | None
    state: str
    attempt: int
    guide: str | None
    sheet_id: UUID | None
    sheet_number: int | None
    handed_on: dt.date | None
    cause_code: str | None
    cause: str | None
    next_action: str | None
    returned_on: dt.date | None

    @property
    def weight_grams(self) -> int:
        """Estimated from its pages, printed on both sides."""
        return _ENVELOPE + _PAGE * -(-(self.pages or 1) // 2)


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet already opened and what became of its pieces."""

    sheet_id: UUID
    sheet_number: int
    contract: str
    guide_from: str
    guide_to: str
    service_order: str | None
    document_id: UUID | None
    created_at: dt.datetime
    pieces: int
    delivered: int
    returned: int
    skips: Sequence[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What the person types to hand over a pile. Spoiled guides are given one by one or as ranges «A-B»."""

    contract: str
    guide_from: str
    guide_to: str
    skips: tuple[Skip, ...] = ()
    price_cop: int = 0


@dataclass(frozen=True, slots=True)
class HandOver:
    """What became of handing over: the sheet, its outcomes by letter, and its two files."""

    sheet_id: UUID
    sheet_number: int
    outcomes: tuple[Outcome, ...]
    pdf: bytes
    xlsx: bytes


def dispatch_queue(database: Database, limit: int = 5000) -> list[DispatchRow]:
    """Letters in the hands of dispatch, in postal order. Raises Offline, Busy, Refused."""
    return [DispatchRow(**row._mapping) for row in database.table("dispatch_queue", p_limit=limit)]


def sheets(database: Database, limit: int = 50) -> list[SheetSummary]:
    """The last sheets, newest first."""
    return [SheetSummary(**row._mapping) for row in database.table("dispatch_sheets", p_limit=limit)]


def guides_for(count: int, order: SheetOrder) -> list[str]:
    """The next `count` guides of the range, leaving out the spoiled ones. Raises InvalidInput naming the field."""
    first, last = _parts(order.guide_from, "desde"), _parts(order.guide_to, "hasta")
    if (first[0], first[2], len(first[1])) != (last[0], last[2], len(last[1])) or int(last[1]) < int(first[1]):
        raise InvalidInput(sentence="El rango de guías no sirve: «desde» y «hasta» van en la misma serie y en orden.")
    spoiled = {n for skip in order.skips for n in _spoiled(skip, first)}
    found = []
    for value in range(int(first[1]), int(last[1]) + 1):
        if value not in spoiled:
            found.append(f"{first[0]}{value:0{len(first[1])}d}{first[2]}")
        if len(found) == count:
            return found
    raise InvalidInput(
        sentence=f"El rango alcanza para {len(found)} cartas y hay {count}. Amplíelo o marque menos cartas."
    )


def hand_over(
    database: Database, performer: Performer, rows: Sequence[DispatchRow], order: SheetOrder, imposer: str
) -> HandOver:
    """Open a sheet, hand over the letters in their order and keep the sheet's file. Raises InvalidInput, a refusal.

    A letter that the server refuses leaves its row empty: the printed sheet lists only what was handed over.
    """
    guides = guides_for(len(rows), order)
    sheet_id = uuid4()
    number = int(
        database.call(
            "open_dispatch_sheet",
            p_sheet=sheet_id,
            p_contract=order.contract.strip(),
            p_guide_from=order.guide_from.strip().upper(),
            p_guide_to=order.guide_to.strip().upper(),
            p_skips=Json([{"from": s.first, "to": s.last, "reason": s.reason} for s in order.skips]),
        )
    )
    commands = [
        _handed(row, sheet_id, place, guide, order.price_cop)
        for place, (row, guide) in enumerate(zip(rows, guides, strict=True), 1)
    ]
    outcomes = tuple(performer.perform_many(commands))
    if not any(outcome.result for outcome in outcomes):
        return HandOver(sheet_id, number, outcomes, b"", b"")
    pdf, xlsx = sheet_files(database, sheet_id, number, order, imposer)
    return HandOver(sheet_id, number, outcomes, pdf, xlsx)


def sheet_files(
    database: Database, sheet_id: UUID, number: int, order: SheetOrder, imposer: str
) -> tuple[bytes, bytes]:
    """PDF and XLSX of a sheet as it was handed over; the PDF is kept on the server. Raises SheetNotReady."""
    sheet = read_sheet(database, sheet_id, number, order, imposer)
    pdf, xlsx = dispatch_pdf.render(sheet), dispatch_xlsx.render(sheet)
    stored = store(
        database, uuid4(), pdf, case_id=None, kind="dispatch_sheet", label=f"planilla-{number:04d}.pdf",
        pages=page_count(pdf),
    )  # fmt: skip
    database.call("close_dispatch_sheet", p_sheet=sheet_id, p_document=stored.document_id)
    return pdf, xlsx


def read_sheet(database: Database, sheet_id: UUID, number: int, order: SheetOrder, imposer: str) -> Sheet:
    """The sheet from the rows of the server, not from what the window believed. Raises SheetNotReady."""
    rows = database.table("sheet_rows", p_sheet=sheet_id)
    today = database.rows("SELECT today FROM pqr_api.legal_calendar()")[0].today
    pieces = tuple(_piece(row) for row in rows)
    used = {row.guide for row in rows}
    sheet = Sheet(
        number=f"{number:04d}",
        imposed_on=today,
        pieces=pieces,
        skips=(*order.skips, *_refused(order, len(rows), used)),
        contract=order.contract.strip(),
        imposer=Person(imposer),
    )
    require_ready(sheet)
    return sheet


def record_delivered(
    database: Database, performer: Performer, row: CaseRef, received_by: str, happened_on: dt.date, image: bytes,
    mime: str,
) -> Result:  # fmt: skip
    """Store the proof and close the case with it. Raises InvalidInput, a refusal, Offline, Busy."""
    # Said before anything is stored: the field, not the file, may be what is missing.
    Delivered(received_by=received_by, happened_on=happened_on, document_id=row.case_id)
    proof = _proof(database, row, image, mime)
    verb = Delivered(received_by=received_by, happened_on=happened_on, document_id=proof)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def record_returned(
    database: Database, performer: Performer, row: CaseRef, cause_code: str, happened_on: dt.date, image: bytes = b"",
    mime: str = "application/pdf",
) -> Result:  # fmt: skip
    """Record that the mail came back, with its image if there is one."""
    Returned(cause_code=cause_code, happened_on=happened_on)
    proof = _proof(database, row, image, mime) if image else None
    verb = Returned(cause_code=cause_code, happened_on=happened_on, document_id=proof)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def send_again(performer: Performer, row: CaseRef, address: str = "", municipality_code: str = "") -> Result:
    """Send a returned letter back to be printed and sent, to another address if one is given."""
    verb = SentAgain(address=address, municipality_code=municipality_code)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def send_without_sheet(performer: Performer, row: CaseRef, kind: str, number: str) -> Result:
    """Send by certified e-mail («email»: the receipt's number) or notify by publication («notice»: the notice's).

    A notice stays published five business days (CPACA art. 69) before its proof can be recorded.
    """
    verb = HandedOver(guide=number, kind=kind)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def _handed(row: DispatchRow, sheet_id: UUID, place: int, guide: str, price: int) -> Command:
    verb = HandedOver(guide=guide, sheet_id=sheet_id, sheet_row=place, weight_grams=row.weight_grams, value_pesos=price)
    return decide(row, verb.activity, verb.outcome, verb.payload())


def _proof(database: Database, row: CaseRef, image: bytes, mime: str) -> UUID:
    if not image:
        raise InvalidInput(sentence="Falta la imagen de la prueba de entrega. Escójala antes de registrar.")
    return store(
        database, uuid4(), image, case_id=row.case_id, kind="delivery_proof", label="prueba-de-entrega", mime=mime
    ).document_id


def _piece(row: Any) -> Piece:
    return Piece(
        addressee=row.addressee, address=row.address, municipality=row.municipality, department=row.department,
        guide=row.guide, filing_number=row.outgoing, weight_g=row.weight_grams or 1, price_cop=int(row.value_pesos),
    )  # fmt: skip


def _refused(order: SheetOrder, count: int, used: set[str]) -> list[Skip]:
    """Guides of letters that the server refused: the printed sheet has to say why they are missing."""
    if not used:
        return []
    given = guides_for(1, order)[0]
    first, last = _parts(given, "desde"), _parts(max(used), "hasta")
    names = [f"{first[0]}{n:0{len(first[1])}d}{first[2]}" for n in range(int(first[1]), int(last[1]))]
    spoiled = {n for skip in order.skips for n in _spoiled(skip, first)}
    free = [name for name in names if name not in used and int(_parts(name, "guía")[1]) not in spoiled]
    return [Skip(name, name, "No entregada: la carta no salió en esta planilla") for name in free]


def _spoiled(skip: Skip, series: tuple[str, str, str]) -> range:
    first, last = _parts(skip.first, "dañada"), _parts(skip.last or skip.first, "dañada")
    if (first[0], first[2]) != (series[0], series[2]):
        raise InvalidInput(sentence=f"La guía dañada {skip.first} no es de la serie de la planilla. Corríjala.")
    return range(int(first[1]), int(last[1]) + 1)


def _parts(guide: str, field: str) -> tuple[str, str, str]:
    match = _GUIDE.fullmatch(guide.strip().upper())
    if match is None:
        raise InvalidInput(
            sentence=f"La guía «{field}» no tiene la forma de las de 4-72, como RA412751108CO. Corríjala."
        )
    return match[1], match[2], match[3]
