"""Transfer to the entity whose business it is (Ley 1755 de 2015, art. 21): letter and notice, each with its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents import transfer_letters
from app.services.documents.transfer_letters import TransferLetter
from app.services.legal_acts import letters
from app.services.legal_acts.letters import CasePlace, Render

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
    version: int
    label: str
    entity: str | None
    is_whole: bool
    claims: int
    due_on: dt.date
    decided_by: str
    is_mine: bool
    decided_at: dt.datetime
    #: Who agreed that nobody is competent; only of a claim.
    approved_by: str | None
    #: Outgoing numbers of its letters.
    numbers: tuple[str, ...]
    sent_on: dt.date | None
    told_on: dt.date | None
    confirmed_at: dt.datetime | None
    is_late: bool

    @property
    def waits_for_lawyer(self) -> bool:
        """Whether one person said that nobody is competent, and no lawyer has agreed yet."""
        return self.entity is None and not self.is_whole and self.approved_by is None


@dataclass(frozen=True)
class Asked:
    """What the person wrote: no entity means that none is competent."""

    entity: Entity | None
    destination: str
    claims: tuple[int, ...]
    reason: str


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


def start(database: Database, case: CasePlace, asked: Asked, letter: TransferLetter) -> tuple[str, ...]:
    """Keep the transfer and make its letters; their numbers. Nothing is transferred until both got theirs.

    Without an entity and of some claims there is no letter until a lawyer agrees. Raises a refusal, Offline, Busy,
    ProgramTooOld.
    """
    database.require_current()
    official, notice = uuid4(), uuid4()
    answer = database.call(
        "start_transfer",
        p_transfer=uuid4(),
        p_case=case.case_id,
        p_version=case.version,
        p_entity=asked.entity.key if asked.entity is not None else None,
        p_destination=asked.destination,
        p_claims=list(asked.claims),
        p_reason=asked.reason,
        p_letter=official,
        p_copy=notice,
    )
    numbers: list[str] = []
    if number := answer["filing_number"]:
        numbers.append(letters.give_file(database, case.case_id, official, number, renderer(letter, to_entity=True)))
    if number := answer["copy_number"]:
        numbers.append(letters.give_file(database, case.case_id, notice, number, renderer(letter, to_entity=False)))
    return tuple(numbers)


def renderer(letter: TransferLetter, *, to_entity: bool) -> Render:
    """What makes one of its two letters once it has its number."""
    make = transfer_letters.official if to_entity else transfer_letters.to_petitioner
    return lambda number: make(replace(letter, number=number))


def notice_of_nobody(database: Database, case: CasePlace, transfer_id: UUID, letter: TransferLetter) -> str:
    """A lawyer agreed that nobody is competent: the petitioner's letter; its number. Raises what `start` raises."""
    database.require_current()
    notice = uuid4()
    answer = database.call("start_nobody_notice", p_letter=notice, p_transfer=transfer_id, p_version=case.version)
    render = renderer(letter, to_entity=False)
    return letters.give_file(database, case.case_id, notice, answer["filing_number"], render)


def nobody_reason(database: Database, transfer_id: UUID) -> str:
    """Why somebody says that nobody is competent, for a lawyer; counted. Raises a refusal, Offline, Busy."""
    return str(database.call("read_nobody", p_transfer=transfer_id))


def approve_nobody(database: Database, transfer_id: UUID, version: int) -> None:
    """A lawyer who did not write it agrees that nobody is competent. Raises a refusal, Offline, Busy."""
    database.call("approve_nobody", p_transfer=transfer_id, p_version=version)


def withdraw(database: Database, transfer_id: UUID, version: int) -> None:
    """Its letters did not leave: take it back. Raises a refusal, Offline, Busy."""
    database.call("withdraw_transfer", p_transfer=transfer_id, p_version=version)


def listed(database: Database) -> list[TransferRow]:
    """Those without their proofs first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("transfer_list")]
    return [
        TransferRow(**(row | {"decided_at": row["decided_at"].astimezone(BOGOTA), "numbers": tuple(row["numbers"])}))
        for row in rows
    ]


def claims_words(claims: Sequence[int]) -> str:
    """«la pretensión 2», «las pretensiones 1 y 3»."""
    if len(claims) == 1:
        return f"la pretensión {claims[0]}"
    return f"las pretensiones {', '.join(map(str, claims[:-1]))} y {claims[-1]}"
