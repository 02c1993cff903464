"""Proofs that move a term (arts. 14, 17 and 19): the list of those that wait, and what another person found in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.intake.check_scan import normalise
from app.services.stored_documents import fetch_from_server

#: What each proves, and what happens once it is confirmed.
KINDS = {
    "extension": "Ampliación del término (art. 14)",
    "complete": "Requerimiento para completar (art. 17)",
    "clarify": "Devolución para aclarar (art. 19)",
}
#: Letters that a return takes at least; the server asks for as many.
LEAST = 20


@dataclass(frozen=True)
class ProofRow:
    """A proof that waits to be confirmed: nothing of who asks."""

    proof_document_id: UUID
    letter_document_id: UUID
    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    kind: str
    letter_on: dt.date
    sent_on: dt.date
    told_on: dt.date
    means: str
    recorded_by: str
    is_mine: bool
    recorded_at: dt.datetime
    proof_mime: str


def listed(database: Database) -> list[ProofRow]:
    """The nearest date first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("proofs_to_check")]
    return [ProofRow(**(row | {"recorded_at": row["recorded_at"].astimezone(BOGOTA)})) for row in rows]


def paper(database: Database, row: ProofRow, *, letter: bool) -> bytes:
    """The letter or its proof as PDF, rebuilt in the limited child where it came from outside. Counted.

    Raises a refusal, DocumentDamaged, Offline, Busy.
    """
    if letter:
        return fetch_from_server(database, row.letter_document_id)
    scan = normalise(fetch_from_server(database, row.proof_document_id))
    if scan.pdf is None:
        raise InvalidInput("proof", sentence="La prueba no se puede abrir. Devuélvala para que adjunten otra.")
    return scan.pdf


def confirm(database: Database, row: ProofRow) -> None:
    """It is right: the term moves. Raises a refusal, Offline, Busy, ProgramTooOld."""
    _check(database, row, True, "")


def give_back(database: Database, row: ProofRow, note: str) -> None:
    """It does not prove what it says: who recorded it does it again. Raises the same, and InvalidInput."""
    if len(note.strip()) < LEAST:
        raise InvalidInput("note", sentence="Falta decir qué está mal en la prueba. Escríbalo en una frase.")
    _check(database, row, False, note.strip())


def _check(database: Database, row: ProofRow, right: bool, note: str) -> None:
    database.require_current()
    database.call("check_term_proof", p_proof=row.proof_document_id, p_version=row.version, p_right=right, p_note=note)
