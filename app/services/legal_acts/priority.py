"""Attention before others (Ley 1755 de 2015, art. 20): marked with ground and proof, taken back by a lawyer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.stored_documents import store

GROUNDS = {
    "irreparable_harm": "Perjuicio irremediable de un derecho fundamental",
    "life_health": "Riesgo para la vida o la integridad",
    "child": "La presenta o la afecta un niño, niña o adolescente",
    "journalist": "La presenta un periodista en ejercicio de su labor",
}
#: What a list shows to who only learns that the case goes first: the server does not say more.
RESERVED = "Dato reservado"
#: Grounds for which the law asks for measures at once, not for a place in a queue.
URGENT = frozenset({"irreparable_harm", "life_health"})
#: Priority of a case that somebody marked, above every class.
FIRST = 9
_LEAST = 20


@dataclass(frozen=True)
class PriorityRow:
    """A marked petition in the list: nothing of who asks."""

    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    activity: str
    assignee: str | None
    ground: str
    marked_by: str
    is_mine: bool
    marked_at: dt.datetime
    has_measures: bool
    days_left: int | None = None


@dataclass(frozen=True)
class PriorityReason:
    """The mark as it was written; its reason is about a person."""

    ground: str
    reason: str
    measures: str
    proof_document_id: UUID
    marked_by: str
    is_mine: bool
    marked_at: dt.datetime
    removed_by: str | None
    removed_at: dt.datetime | None
    removal_reason: str | None


def ground_words(ground: str) -> str:
    """The ground of a row of the list."""
    return GROUNDS.get(ground, RESERVED)


def check(ground: str, reason: str, measures: str) -> None:
    """What must be written before a file is sent. Raises InvalidInput."""
    if ground not in GROUNDS:
        raise InvalidInput("ground", sentence="Falta la causal de la prioridad. Elíjala.")
    if len(reason.strip()) < _LEAST:
        raise InvalidInput("reason", sentence="Falta el hecho que prueba la causal: escríbalo en una frase.")
    if ground in URGENT and len(measures.strip()) < _LEAST:
        raise InvalidInput("measures", sentence="Faltan las medidas de urgencia que se tomaron. Escríbalas.")


def mark(
    database: Database,
    case_id: UUID,
    version: int,
    ground: str,
    reason: str,
    measures: str,
    proof: tuple[bytes, str] | UUID,
) -> None:
    """Mark it. `proof`: a file and its kind, or the document of the petition itself.

    Raises InvalidInput, a refusal, Offline, Busy, ProgramTooOld.
    """
    check(ground, reason, measures)
    document = proof if isinstance(proof, UUID) else uuid4()
    database.require_current()
    if not isinstance(proof, UUID):
        data, mime = proof
        if not data:
            raise InvalidInput("proof", sentence="Falta la prueba. Escoja el archivo, o diga que está en la petición.")
        store(database, document, data, case_id=case_id, kind="priority_proof", label="prueba de prioridad", mime=mime)
    database.call(
        "mark_priority",
        p_case=case_id,
        p_version=version,
        p_ground=ground,
        p_reason=reason,
        p_measures=measures,
        p_proof=document,
    )


def remove(database: Database, case_id: UUID, version: int, reason: str) -> None:
    """A lawyer takes it back. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(reason.strip()) < _LEAST:
        raise InvalidInput("reason", sentence="Falta por qué se retira la prioridad. Escríbalo en una frase.")
    database.call("remove_priority", p_case=case_id, p_version=version, p_reason=reason)


def listed(database: Database, calendar: LegalCalendar) -> list[PriorityRow]:
    """Those that go first, oldest mark first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("priority_list")]
    return [
        PriorityRow(
            **(row | {"marked_at": row["marked_at"].astimezone(BOGOTA)}), days_left=calendar.days_left(row["due_on"])
        )
        for row in rows
    ]


def read(database: Database, case_id: UUID) -> PriorityReason | None:
    """The last mark of a case, with its reason; counted. Raises QuotaReached, a refusal, Offline, Busy."""
    rows = database.table("read_priority", p_case=case_id)
    return PriorityReason(**rows[0]._asdict()) if rows else None
