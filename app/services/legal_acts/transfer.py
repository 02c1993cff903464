"""Transfer to the entity whose business it is (Ley 1755 de 2015, art. 21): letter, copy, and the proof of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents import transfer_letters
from app.services.documents.transfer_letters import TransferLetter
from app.services.stored_documents import store

_LEAST = 20


@dataclass(frozen=True)
class Entity:
    """One of the catalogue: what it decides and where it receives, as far as that is known."""

    key: str
    name: str
    decides: str
    address: str
    email: str


@dataclass(frozen=True)
class TransferRow:
    """A transfer in the list: nothing of who asks."""

    transfer_id: UUID
    case_id: UUID
    label: str
    entity: str | None
    is_whole: bool
    claims: int
    due_on: dt.date
    decided_by: str
    decided_at: dt.datetime
    sent_on: dt.date | None
    told_on: dt.date | None
    confirmed_at: dt.datetime | None
    is_late: bool


@dataclass(frozen=True)
class Asked:
    """What the person wrote: no entity means that none is competent."""

    entity: Entity | None
    destination: str
    claims: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Proofs:
    """When each got its letter, and the files (bytes, kind) that prove it."""

    sent_on: dt.date | None
    sent: tuple[bytes, str]
    told_on: dt.date | None
    told: tuple[bytes, str]


def entities(database: Database) -> list[Entity]:
    """The catalogue, by name. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT key, name, decides, address, email FROM pqr.competent_entity WHERE is_active ORDER BY name"
    )
    return [Entity(**row._asdict()) for row in rows]


def no_entity() -> InvalidInput:
    """Nothing was chosen in the list of entities."""
    return InvalidInput("entity", sentence="Falta la entidad. Elíjala, o diga que ninguna es competente.")


def check(asked: Asked, open_claims: int, *, is_whole: bool) -> None:
    """What must hold before there are letters. Raises InvalidInput."""
    if not asked.claims:
        raise InvalidInput("claims", sentence="Falta elegir qué pretensiones se trasladan.")
    if not is_whole and len(asked.claims) >= open_claims:
        raise InvalidInput(
            "claims",
            sentence="Si ninguna pretensión queda en la Unidad, pida primero el aval para reasignar"
            " (F7, «Compete a otra entidad»).",
        )
    if asked.entity is not None and len(asked.destination.strip()) < 5:
        raise InvalidInput("destination", sentence="Falta la dirección o el correo de la entidad. Escríbalo.")
    if len(asked.reason.strip()) < _LEAST:
        raise InvalidInput("reason", sentence="Falta por qué no le compete a la Unidad. La carta lo dice: escríbalo.")


def start(database: Database, case_id: UUID, version: int, asked: Asked, letter: TransferLetter) -> None:
    """Make both letters and keep the transfer; nothing is transferred until both got theirs.

    Raises a refusal, Offline, Busy, ProgramTooOld.
    """
    database.require_current()
    official, copy = uuid4(), uuid4()
    if asked.entity is not None:
        data = transfer_letters.official(letter)
        store(database, official, data, case_id=case_id, kind="transfer_letter", label="oficio de traslado")
    told = transfer_letters.to_petitioner(letter)
    store(database, copy, told, case_id=case_id, kind="transfer_copy", label="aviso de traslado")
    database.call(
        "start_transfer",
        p_transfer=uuid4(),
        p_case=case_id,
        p_version=version,
        p_entity=asked.entity.key if asked.entity is not None else None,
        p_destination=asked.destination,
        p_claims=list(asked.claims),
        p_reason=asked.reason,
        p_letter=official if asked.entity is not None else None,
        p_copy=copy,
    )


def withdraw(database: Database, transfer_id: UUID, version: int) -> None:
    """Its letters did not leave: take it back. Raises a refusal, Offline, Busy."""
    database.call("withdraw_transfer", p_transfer=transfer_id, p_version=version)


def confirm(
    database: Database, case_id: UUID, transfer_id: UUID, version: int, proofs: Proofs, *, has_entity: bool
) -> bool:
    """Both got their letters; whether it was after the fifth day. Raises InvalidInput and what `start` raises."""
    _check_proofs(proofs, has_entity)
    database.require_current()
    sent, told = uuid4(), uuid4()
    if has_entity:
        data, mime = proofs.sent
        store(database, sent, data, case_id=case_id, kind="transfer_proof", label="recibido del traslado", mime=mime)
    data, mime = proofs.told
    store(database, told, data, case_id=case_id, kind="transfer_notice", label="recibido del aviso", mime=mime)
    answer = database.call(
        "confirm_transfer",
        p_transfer=transfer_id,
        p_version=version,
        p_sent_on=proofs.sent_on if has_entity else None,
        p_sent_proof=sent if has_entity else None,
        p_told_on=proofs.told_on,
        p_told_proof=told,
    )
    return bool(answer.get("late"))


def listed(database: Database) -> list[TransferRow]:
    """Those without their proofs first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("transfer_list")]
    return [TransferRow(**(row | {"decided_at": row["decided_at"].astimezone(BOGOTA)})) for row in rows]


def claims_words(claims: Sequence[int]) -> str:
    """«la pretensión 2», «las pretensiones 1 y 3»."""
    if len(claims) == 1:
        return f"la pretensión {claims[0]}"
    return f"las pretensiones {', '.join(map(str, claims[:-1]))} y {claims[-1]}"


def _check_proofs(proofs: Proofs, has_entity: bool) -> None:
    if has_entity and proofs.sent_on is None:
        raise InvalidInput("sent_on", sentence="Falta el día en que lo recibió la entidad. Escríbalo como dd/mm/aaaa.")
    if has_entity and not proofs.sent[0]:
        raise InvalidInput("sent", sentence="Falta la prueba de que la entidad lo recibió. Escoja el archivo.")
    if proofs.told_on is None:
        raise InvalidInput("told_on", sentence="Falta el día en que se avisó al peticionario. Escríbalo.")
    if not proofs.told[0]:
        raise InvalidInput("told", sentence="Falta la prueba de que se avisó al peticionario. Escoja el archivo.")
