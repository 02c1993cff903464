"""The one extension of a petition's term: asked with reasons and its letter, counted with the proof of its notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.legal_acts import letters
from app.services.legal_acts.law_acts import ProofState
from app.services.legal_acts.letters import CasePlace, Render, Told
from app.services.reads.from_json import made
from app.services.reads.law_marks import MadeLetter
from app.services.refusals import refusal

#: Letters that a reason takes at least; the server asks for as many.
LEAST = 40


@dataclass(frozen=True)
class Extension:
    """How it stands. `latest_on` is None where the law gives none (typed terms); `letter`, until it is asked.

    `old_due_on`: the date before it, which its letter says.
    """

    due_on: dt.date | None
    latest_on: dt.date | None
    is_open: bool
    old_due_on: dt.date | None
    new_due_on: dt.date | None
    reason: str | None
    asked_at: dt.datetime | None
    notified_on: dt.date | None
    confirmed_at: dt.datetime | None
    letter: MadeLetter | None
    proof: ProofState | None


def read_extension(database: Database, case_id: UUID) -> Extension | None:
    """None where the case is not to be seen. Raises Offline, Busy."""
    rows = database.table("extension_of", p_case=case_id)
    if not rows:
        return None
    values = rows[0]._asdict()
    for key in ("asked_at", "confirmed_at"):
        values[key] = values[key].astimezone(BOGOTA) if values[key] else None
    values["letter"] = made(MadeLetter, values["letter"]) if values["letter"] else None
    values["proof"] = made(ProofState, values["proof"]) if values["proof"] else None
    return Extension(**values)


def check(stands: Extension, reason: str, new_due_on: dt.date | None) -> None:
    """What must hold before there is a letter: one that the server refuses would stay in the case's documents.

    Raises InvalidInput, and the server's own refusals.
    """
    if new_due_on is None:
        raise InvalidInput("new_due_on", sentence="Falta la nueva fecha, o no es una fecha. Escríbala como dd/mm/aaaa.")
    if len(reason.strip()) < LEAST:
        raise InvalidInput(
            "reason", sentence=f"Faltan los motivos de la demora: escriba al menos {LEAST} letras. La carta los dice."
        )
    if stands.due_on is not None and new_due_on <= stands.due_on:
        raise refusal("extension_date")
    if stands.latest_on is not None and new_due_on > stands.latest_on:
        raise refusal("extension_too_long")


def ask(database: Database, case: CasePlace, new_due_on: dt.date, reason: str, render: Render) -> str:
    """Number and letter; the number. The term does not move yet. Raises a refusal, Offline, Busy, ProgramTooOld."""
    database.require_current()
    letter = uuid4()
    answer = database.call(
        "ask_extension",
        p_letter=letter,
        p_case=case.case_id,
        p_version=case.version,
        p_new_due=new_due_on,
        p_reason=reason,
    )
    return letters.give_file(database, case.case_id, letter, answer["filing_number"], render)


def confirm(database: Database, case: CasePlace, told: Told) -> None:
    """The citizen was told, with proof: the term moves once a lawyer has looked at it. Raises InvalidInput and what
    `ask` raises.
    """
    proof = letters.keep_proof(database, case.case_id, told)
    database.call(
        "confirm_extension",
        p_case=case.case_id,
        p_version=case.version,
        p_sent=told.sent_on,
        p_told=told.told_on,
        p_means=told.means,
        p_proof=proof,
    )
