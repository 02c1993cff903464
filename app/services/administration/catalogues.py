"""Catalogues that two people change: denials, entities, days of stages, validity of inputs, acts' signers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database

#: Book -> how it is called in the window.
BOOKS: Mapping[str, str] = {
    "denial_reason": "Razones para negar",
    "entity": "Entidades",
    "stage": "Días de las etapas",
    "input_validity": "Vigencia de insumos",
    "act_signer": "Firman actos de avales",
}
#: Books whose rows the program knows by their code: only their days change.
FIXED = frozenset({"stage", "input_validity"})
KINDS: Mapping[str, str] = {"add": "Agregar", "change": "Cambiar", "retire": "Retirar"}
_LEAST_ACT = 5
#: Digits of a NIT weigh this in its check digit (Orden Administrativa 4 de 1989, DIAN).
_NIT_WEIGHTS = (41, 37, 29, 23, 19, 17, 13, 7, 3)


@dataclass(frozen=True)
class CatalogueRow:
    """A row as it is today; `source` is the act behind it, `change_id` a change under way."""

    book: str
    code: str
    label: str
    detail: str | None
    nit: str | None
    address: str | None
    email: str | None
    days: Decimal | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    is_active: bool
    source: str | None
    change_id: UUID | None

    @property
    def is_fixed(self) -> bool:
        """Whether nobody changes it in the window: the reason that the note says."""
        return self.code == "N99"


@dataclass(frozen=True)
class CatalogueChange:
    """A change with how the row was; `decision` is None while it waits for another person."""

    change_id: UUID
    book: str
    code: str
    kind: str
    label: str | None
    detail: str | None
    nit: str | None
    address: str | None
    email: str | None
    days: Decimal | None
    old_label: str | None
    old_detail: str | None
    old_nit: str | None
    old_address: str | None
    old_email: str | None
    old_days: Decimal | None
    legal_act: str
    valid_from: dt.date
    valid_to: dt.date | None
    proposer: str
    is_mine: bool
    proposed_at: dt.datetime
    decision: str | None
    decider: str | None
    decided_at: dt.datetime | None
    note: str | None
    applied_at: dt.datetime | None

    @property
    def state(self) -> str:
        """waiting, approved (until its day), in_force or rejected."""
        if self.decision is None:
            return "waiting"
        if self.decision == "rejected":
            return "rejected"
        return "in_force" if self.applied_at is not None else "approved"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the person wrote."""

    book: str
    kind: str
    code: str
    legal_act: str
    valid_from: dt.date | None
    valid_to: dt.date | None = None
    label: str = ""
    detail: str = ""
    nit: str = ""
    address: str = ""
    email: str = ""
    days: Decimal | None = None


def read_rows(database: Database, book: str) -> list[CatalogueRow]:
    """A catalogue as it is, retired rows last. Raises a refusal, Offline, Busy."""
    return [CatalogueRow(book=book, **row._asdict()) for row in database.table("catalogue_rows", p_book=book)]


def read_changes(database: Database) -> list[CatalogueChange]:
    """Those that wait first, then the history. Raises a refusal, Offline, Busy."""
    changes = []
    for row in database.table("catalogue_changes"):
        values = row._asdict()
        for key in ("proposed_at", "decided_at", "applied_at"):
            values[key] = values[key].astimezone(BOGOTA) if values[key] else None
        changes.append(CatalogueChange(**values))
    return changes


def lawyers(database: Database) -> list[tuple[str, str]]:
    """Who may sign acts: login and name. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT p.login, p.full_name FROM pqr.person p JOIN pqr.person_role r USING (person_id)"
        " WHERE p.active AND r.role = 'lawyer' ORDER BY p.full_name"
    )
    return [(row.login, row.full_name) for row in rows]


def next_code(rows: Iterable[CatalogueRow]) -> str:
    """The next code of a reason: never one that was used, for old avals name it."""
    used = [int(row.code[1:]) for row in rows if row.code != "N99"]
    return f"N{max(used, default=0) + 1:02d}"


def entity_code(name: str) -> str:
    """A key made of a name: «Ministerio de Salud» is ministerio_de_salud."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:40].strip("_")


def is_nit(nit: str) -> bool:
    """Whether its last digit is the one that the first nine give; the server asks the same."""
    if not re.fullmatch(r"[0-9]{9}-[0-9]", nit):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(nit[:9], _NIT_WEIGHTS, strict=True)) % 11
    return int(nit[-1]) == (rest if rest < 2 else 11 - rest)


def check(asked: Proposal) -> None:
    """Raise InvalidInput with one sentence that names the datum; the server refuses the same and more."""
    if asked.kind != "retire":
        _check_values(asked)
    if len(asked.legal_act.strip()) < _LEAST_ACT:
        raise InvalidInput("legal_act", sentence="Falta el acto o motivo que lo ordena. Escriba cuál y de qué fecha.")
    if asked.valid_from is None:
        raise InvalidInput("valid_from", sentence="Falta desde qué día rige. Escríbalo como dd/mm/aaaa.")


def _check_values(asked: Proposal) -> None:
    if asked.book in FIXED:
        if asked.days is None:
            raise InvalidInput("days", sentence="Faltan los días. Escriba un número, como 3 o 0,5.")
    elif asked.book == "act_signer":
        if not asked.code:
            raise InvalidInput("code", sentence="Falta quién firma los actos. Elija la persona.")
    elif len(asked.label.strip()) < _LEAST_ACT:
        raise InvalidInput("label", sentence="Falta el nombre: escriba al menos cinco letras.")
    elif asked.book == "entity" and not is_nit(asked.nit.strip()):
        raise InvalidInput("nit", sentence="El NIT no es válido: nueve cifras, guion y dígito, como 899999090-2.")


def propose(database: Database, asked: Proposal, key: UUID | None = None) -> None:
    """Ask for a change; nothing changes before another person approves it. Raises InvalidInput, a refusal, Offline."""
    check(asked)
    values: dict[str, Any] = {
        "p_change": key or uuid4(),
        "p_book": asked.book,
        "p_kind": asked.kind,
        "p_code": asked.code,
        "p_act": asked.legal_act,
        "p_from": asked.valid_from,
        "p_to": asked.valid_to,
        "p_label": asked.label,
        "p_detail": asked.detail,
        "p_nit": asked.nit,
        "p_address": asked.address,
        "p_email": asked.email,
        "p_days": asked.days,
    }
    database.call("propose_catalogue", **values)


def decide(database: Database, change_id: UUID, *, approve: bool, note: str = "") -> bool:
    """Approve or reject somebody else's change, or take back one's own; whether it rules already."""
    answer = database.call("decide_catalogue", p_change=change_id, p_approve=approve, p_note=note)
    return bool(answer["in_force"])
