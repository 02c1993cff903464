"""Letters of legal acts (arts. 14 and 17 to 22): number, file, copy to send, and the proof of who got them and how.

A letter takes its number first and its file after; whatever is cut in between, asked again it is the same letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.database import Database
from app.services.stored_documents import fetch_from_server, store

#: How a letter left.
MEANS = {
    "post": "Correo certificado",
    "email": "Correo electrónico aceptado",
    "personal": "Personalmente",
    "notice": "Por aviso",
}
#: Makes the letter's file from its number.
Render = Callable[[str], bytes]


@dataclass(frozen=True)
class CasePlace:
    """A case and the version that was on screen."""

    case_id: UUID
    version: int


@dataclass(frozen=True)
class Told:
    """The proof that a letter reached whom it is for."""

    sent_on: dt.date | None
    told_on: dt.date | None
    means: str
    proof: bytes
    mime: str


@dataclass(frozen=True)
class Settled:
    """What came of a proof: whether its transfer is complete with it, and whether that was after its fifth day."""

    is_settled: bool
    is_late: bool


def file_letter(database: Database, case_id: UUID, letter: UUID, number: str, render: Render) -> str:
    """The file of a letter that was cut after its number. Raises a refusal, Offline, Busy, ProgramTooOld."""
    database.require_current()
    return give_file(database, case_id, letter, number, render)


def give_file(database: Database, case_id: UUID | None, letter: UUID, number: str, render: Render) -> str:
    """Give a letter that has its number its file; the number. That of one answer to many belongs to no case."""
    document, kind = uuid4(), "legal_letter" if case_id is not None else "collective_answer"
    store(database, document, render(number), case_id=case_id, kind=kind, label=f"carta de ley {number}")
    database.call("file_legal_letter", p_letter=letter, p_document=document)
    return number


def keep_proof(database: Database, case_id: UUID, told: Told) -> UUID:
    """Store the proof of a delivery; its document. Raises InvalidInput, a refusal, Offline, Busy, ProgramTooOld."""
    if told.sent_on is None:
        raise InvalidInput("sent_on", sentence="Falta el día en que se envió la carta. Escríbalo como dd/mm/aaaa.")
    if told.told_on is None:
        raise InvalidInput("told_on", sentence="Falta el día en que la recibieron. Escríbalo como dd/mm/aaaa.")
    if not told.proof:
        raise InvalidInput("proof", sentence="Falta la prueba de la entrega. Escoja el archivo de la guía o del acuse.")
    database.require_current()
    document = uuid4()
    store(
        database, document, told.proof, case_id=case_id, kind="legal_proof", label="prueba de entrega", mime=told.mime
    )
    return document


def tell(database: Database, case: CasePlace, letter: UUID, told: Told) -> Settled:
    """Somebody got a letter that has no clock of its own. Raises what `keep_proof` raises."""
    proof = keep_proof(database, case.case_id, told)
    answer = database.call(
        "tell_legal_letter",
        p_letter=letter,
        p_case=case.case_id,
        p_version=case.version,
        p_sent=told.sent_on,
        p_told=told.told_on,
        p_means=told.means,
        p_proof=proof,
    )
    return Settled(bool(answer.get("settled")), bool(answer.get("late")))


def export_letter(database: Database, document: UUID) -> bytes:
    """A copy of a letter to be sent; written down as an export. Raises a refusal, QuotaReached, Offline, Busy."""
    said = database.call("export_legal_paper", p_document=document)
    return fetch_from_server(database, document, said["sha256"])
