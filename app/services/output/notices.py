"""Notices (CPACA art. 69): the page, its five days by the legal calendar, and the proofs of both ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from app.errors import InvalidInput
from app.services.command import CaseRef, decide
from app.services.database import Database
from app.services.documents import dispatch_notice
from app.services.documents.dispatch_notice import NoticeText
from app.services.output.recording import store_proof
from app.services.perform import Performer, Result
from app.services.stored_documents import store
from app.services.verbs.hand_to_courier import HandedOver


@dataclass(frozen=True, slots=True)
class Fixed:
    """A notice that was fixed: its page to publish and its days."""

    result: Result
    text: NoticeText
    pdf: bytes


def fix(database: Database, performer: Performer, row: CaseRef, number: str, fixed_on: dt.date) -> Fixed:
    """Make the page, keep it with the case and start its days. Raises InvalidInput, a refusal, Offline, Busy.

    A day that is not a business day becomes the next one: the server counts.
    """
    number = number.strip().upper()
    if len(number) < 3:
        raise InvalidInput(sentence="Falta el número del aviso. Escríbalo, como AVISO-2026-001.")
    text = read_text(database, row, number, fixed_on)
    pdf = dispatch_notice.render(text)
    stored = store(database, uuid4(), pdf, case_id=row.case_id, kind="notice", label="aviso.pdf", pages=1)
    verb = HandedOver(guide=number, kind="notice", fixed_on=text.fixed_on, document_id=stored.document_id)
    return Fixed(performer.perform(decide(row, verb.activity, verb.outcome, verb.payload())), text, pdf)


def read_text(database: Database, row: CaseRef, number: str, fixed_on: dt.date) -> NoticeText:
    """What the notice of a letter would say, with the server's days."""
    said = dict(database.call("notice_text", p_case=row.case_id, p_fixed=fixed_on))
    days: dict[str, Any] = {key: dt.date.fromisoformat(said.pop(key)) for key in _DAYS}
    return NoticeText(number=number, cause=said.pop("cause") or "", **said, **days)


def prove(database: Database, row: CaseRef, step: str, image: bytes, mime: str) -> None:
    """Keep the proof that the notice was published («published») or removed («removed»). Raises a refusal."""
    proof = store_proof(database, row.case_id, image, mime, "notice_proof")
    database.call("prove_notice", p_case=row.case_id, p_step=step, p_document=proof)


def close(performer: Performer, row: CaseRef) -> Result:
    """End the case with a notice that was served: both proofs kept and its days over, which the server checks."""
    return performer.perform(decide(row, "hand_to_courier", "delivered", {}))


_DAYS = ("filed_on", "today", "fixed_on", "removed_on", "effective_on")
