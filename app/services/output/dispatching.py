"""Despacho: the pile of printed letters, and handing it over with a sheet (activity 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.errors import Busy, Offline
from app.services.command import Command, decide
from app.services.database import Database, Json
from app.services.output.guides import SheetOrder, guides_for
from app.services.output.outgoing_row import OutgoingRow
from app.services.output.sheet_making import SheetSummary, remake, sheet
from app.services.perform import Outcome, Performer
from app.services.verbs.hand_to_courier import HandedOver

#: Grams of one letter: the envelope and each sheet of paper.
_ENVELOPE, _PAGE = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow(OutgoingRow):
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
    #: How the last sending went: postal, email or notice; None before the first one.
    sent_by: str | None = None
    #: The citizen accepted to be answered by e-mail.
    takes_email: bool = False
    #: Days of the notice in force, and which of its proofs are kept.
    fixed_on: dt.date | None = None
    removed_on: dt.date | None = None
    effective_on: dt.date | None = None
    is_published: bool = False
    is_removed: bool = False

    @property
    def weight_grams(self) -> int:
        """Estimated from its pages, printed on both sides."""
        return _ENVELOPE + _PAGE * -(-(self.pages or 1) // 2)

    @property
    def is_notice(self) -> bool:
        """Whether a notice is fixed and waits for its proofs."""
        return self.state == "in_transit" and self.sent_by == "notice"


@dataclass(frozen=True, slots=True)
class HandOver:
    """What became of handing over: the sheet, its outcomes by letter, and its two files (empty while it is open)."""

    sheet: SheetSummary
    outcomes: tuple[Outcome, ...]
    pdf: bytes
    xlsx: bytes


def dispatch_queue(database: Database, limit: int = 5000) -> list[DispatchRow]:
    """Letters in the hands of dispatch, in postal order. Raises Offline, Busy, Refused."""
    return [DispatchRow(**row._mapping) for row in database.table("dispatch_queue", p_limit=limit)]


def hand_over(database: Database, performer: Performer, rows: Sequence[DispatchRow], order: SheetOrder) -> HandOver:
    """Open a sheet, hand over the letters in their order and keep the sheet's file. Raises InvalidInput, a refusal.

    A letter that the server refuses leaves its row empty: the printed sheet lists only what was handed over. Cut in
    the middle, the sheet stays open in the list of sheets and `sheet_making.remake` ends it.
    """
    guides = guides_for(len(rows), order)
    sheet_id = uuid4()
    database.call(
        "open_dispatch_sheet",
        p_sheet=sheet_id,
        p_contract=order.contract.strip(),
        p_guide_from=order.guide_from.strip().upper(),
        p_guide_to=order.guide_to.strip().upper(),
        p_skips=Json([{"from": s.first, "to": s.last, "reason": s.reason} for s in order.skips]),
    )
    commands = [
        _handed(row, sheet_id, place, guide, order.price_cop)
        for place, (row, guide) in enumerate(zip(rows, guides, strict=True), 1)
    ]
    outcomes = tuple(performer.perform_many(commands))
    summary = sheet(database, sheet_id)
    if any(isinstance(outcome.refusal, Offline | Busy) for outcome in outcomes):
        # What was sent last may still arrive: the sheet is ended once it is known.
        return HandOver(summary, outcomes, b"", b"")
    files = remake(database, summary)
    return HandOver(summary, outcomes, files.pdf, files.xlsx)


def _handed(row: DispatchRow, sheet_id: UUID, place: int, guide: str, price: int) -> Command:
    verb = HandedOver(guide=guide, sheet_id=sheet_id, sheet_row=place, weight_grams=row.weight_grams, value_pesos=price)
    return decide(row, verb.activity, verb.outcome, verb.payload())
