"""Impresión: signed letters in postal order, as batches for the printer, read back from the pile and marked (26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app import filing_number
from app.services.command import CaseRef, decide
from app.services.database import Database
from app.services.documents.print_batch import BatchLetter, Separator, merge
from app.services.output.outgoing_row import OutgoingRow
from app.services.perform import Outcome, Performer
from app.services.stored_documents import fetch
from app.services.verbs.hand_to_courier import ReprintOrdered
from app.services.verbs.print_response import ResponsePrinted

_ADDRESSES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRow(OutgoingRow):
    """A letter that waits to be printed or is in an open batch; `reprint_reason` says why again."""

    reprint_reason: str | None
    document_id: UUID | None
    sha256: str | None
    batch_id: UUID | None = None
    place: int | None = None
    read_at: dt.datetime | None = None
    out_of_order: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Who a letter goes to and where; `last_sent_to` is where its last sending went."""

    addressee: str
    address: str
    last_sent_to: str


@dataclass(frozen=True, slots=True)
class PrintBatch:
    """The letters of one municipality, in the order of the pile; those without full address stay out of the print."""

    code: str
    title: str
    rows: tuple[PrintRow, ...]

    @property
    def ready(self) -> tuple[PrintRow, ...]:
        """The letters that can be printed."""
        return tuple(row for row in self.rows if row.address_ok and row.document_id is not None)

    @property
    def first_due(self) -> dt.date | None:
        """The nearest due date of its letters."""
        return min((row.due_on for row in self.rows if row.due_on is not None), default=None)


def print_queue(database: Database, limit: int = 5000) -> list[PrintRow]:
    """Letters to print: first by law, municipality's code, address, number. Raises Offline, Busy, Refused."""
    return [PrintRow(**row._mapping) for row in database.table("print_queue", p_limit=limit)]


def addresses(database: Database, cases: Sequence[UUID]) -> dict[UUID, Address]:
    """Addressees of letters being printed or sent, counted by the server; ask only for those not known yet."""
    found: dict[UUID, Address] = {}
    for start in range(0, len(cases), _ADDRESSES):
        for row in database.table("reply_addresses", p_cases=list(cases[start : start + _ADDRESSES])):
            found[row.case_id] = Address(row.addressee or "", row.address or "", row.last_sent_to or "")
    return found


def batches(rows: Iterable[PrintRow]) -> list[PrintBatch]:
    """Letters in no open batch, by municipality in postal order; first where one goes first, or none is known."""
    groups: dict[str, list[PrintRow]] = {}
    for row in rows:
        if row.batch_id is None:
            groups.setdefault(row.municipality_code or "", []).append(row)
    return [PrintBatch(code, _title(group[0]), tuple(group)) for code, group in groups.items()]


def batch_pdf(
    database: Database,
    title: str,
    code: str,
    rows: Sequence[PrintRow],
    *,
    duplex: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """One PDF for the printer: a separator with the batch's name and code, and its signed letters, hashes checked.

    A letter printed again says so on the separator, never on itself. Raises BatchBroken, BatchCancelled,
    DocumentDamaged, Offline, Busy.
    """
    items: list[Separator | BatchLetter] = [Separator(title, _lines(code, rows), code)]
    for done, row in enumerate(rows):
        assert row.document_id is not None
        if cancelled is not None and cancelled():
            break  # merge says so before anything is sent
        items.append(BatchLetter(filing_number.shown(row.outgoing), fetch(database, row.document_id, row.sha256)))
        if progress is not None:
            progress(done + 1, 2 * len(rows))
    half = len(rows)
    return merge(
        items,
        duplex=duplex,
        progress=(lambda done, total: progress(half + done * half // total, 2 * half)) if progress else None,
        cancelled=cancelled,
    )


def mark_printed(performer: Performer, rows: Sequence[PrintRow], batch_id: UUID) -> list[Outcome]:
    """Record that the letters came out of the printer, each by itself; the server wants each code read back."""
    verb = ResponsePrinted(batch_id=batch_id)
    return performer.perform_many([decide(row, verb.activity, verb.outcome, verb.payload()) for row in rows])


def order_reprint(performer: Performer, rows: Sequence[CaseRef], reason: str) -> list[Outcome]:
    """Send printed letters that didn't leave back to be printed, with the reason. Raises InvalidInput."""
    verb = ReprintOrdered(reason=reason)
    return performer.perform_many([decide(row, verb.activity, verb.outcome, verb.payload()) for row in rows])


def _lines(code: str, rows: Sequence[PrintRow]) -> tuple[str, ...]:
    words = "1 carta" if len(rows) == 1 else f"{len(rows)} cartas"
    lines = [f"Lote {code}", f"{words} en orden postal", "Código DANE, dirección y radicado"]
    again = [row for row in rows if row.copies]
    lines += [f"REIMPRESIÓN {row.copies} · {filing_number.shown(row.outgoing)}" for row in again[:14]]
    if len(again) > 14:
        lines.append(f"y {len(again) - 14} reimpresiones más")
    return tuple(lines)


def _title(row: PrintRow) -> str:
    if not row.municipality_code:
        return "Sin municipio"
    return f"{row.municipality} · {row.department}"
