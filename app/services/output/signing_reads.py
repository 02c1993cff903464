"""What the tray Firma shows: lanes of directors, letters to sign, and letters that wait for their director."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.services.database import Database
from app.services.legal_acts.priority import FIRST

#: Names are asked for in pieces of this many cases.
_LABELS = 200
_TEXTS = frozenset(
    {"obstacle", "authority_act", "director_act", "lex_code", "claim_title", "kind", "municipality", "area_name",
     "director_name", "director_position", "outgoing", "returned_reason", "position", "label", "certificate_serial"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lane:
    """A director with letters to sign; `obstacle` is the reason code why none can be signed today, or empty."""

    director_id: int
    area_name: str
    name: str
    position: str
    is_acting: bool
    letters: int
    control_bodies: int
    sampled: int
    bulk: int
    first_due: dt.date | None
    overdue: int
    obstacle: str
    authority_act: str
    published_on: dt.date | None
    authority_from: dt.date | None
    authority_to: dt.date | None
    director_act: str
    director_to: dt.date | None
    #: «mechanical» or «certificate», as two administrators registered it.
    signing_method: str = "mechanical"
    #: SHA-256 in hexadecimal of the director's certificates that are valid today; no other one signs.
    certificates: Sequence[str] = ()
    certificate_serial: str = ""
    certificate_to: dt.date | None = None
    #: Letters marked by law to go before every other.
    goes_first: int = 0

    @property
    def by_certificate(self) -> bool:
        """Whether letters of this director are signed with a certificate."""
        return self.signing_method == "certificate"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of the tray. `activity` is 20 or 21 (agent), 24, 23, 22 or 25 (signer); no name of a citizen."""

    case_id: UUID
    version: int
    procedure: str
    activity: int
    due_on: dt.date | None
    label: str
    lex_code: str
    priority: int
    incoming: str
    received_on: dt.date
    class_key: str
    is_bulk: bool
    is_sampled: bool
    claims: int
    claim_title: str
    kind: str
    municipality: str
    address_ok: bool
    area_name: str
    director_id: int | None
    director_name: str
    director_position: str
    #: Outgoing number already taken for it, bare; empty while none is.
    outgoing: str
    #: Why a signer sent an earlier letter of this case back; empty if none did.
    returned_reason: str
    #: What is missing of its addressee, as refusals: addressee_name, addressee_address, addressee_town.
    gaps: Sequence[str] = ()
    #: Its lot was rejected by Calidad and nobody reviewed this letter.
    is_stopped: bool = False

    @property
    def goes_first(self) -> bool:
        """Marked by law: before every other, whatever its date (CPACA, art. 20)."""
        return self.priority >= FIRST

    @property
    def held(self) -> str:
        """The reason code for which it takes no number, so nobody can mark it; empty when it may be signed."""
        if self.activity in (22, 25):
            return ""
        return next(iter(self.gaps), "lot_rejected" if self.is_stopped and self.activity != 23 else "")

    @property
    def is_control_body(self) -> bool:
        """A requirement of a control body, Congress or a judge: opened one by one before it is signed."""
        return self.class_key in ("oversight", "congress", "judicial")

    @property
    def is_started(self) -> bool:
        """Its number is taken and its signing was cut: signing goes on from there."""
        return self.activity in (22, 23, 25) or bool(self.outgoing)


def signing_lanes(database: Database) -> list[Lane]:
    """Lanes of every director with letters to sign, the most urgent first. Raises Offline, Busy, Refused."""
    return [Lane(**_filled(row)) for row in database.table("signing_lanes")]


def signing_queue(database: Database, director_id: int, limit: int = 1000) -> list[LetterRow]:
    """Letters of one director: those that go first by law, then the most urgent."""
    return _letters(database.table("signing_queue", p_director=director_id, p_limit=limit))


def director_queue(database: Database, limit: int = 1000) -> list[LetterRow]:
    """My letters at 20 and 21, with the director they would get today."""
    return _letters(database.table("director_queue", p_limit=limit))


def case_names(database: Database, cases: Sequence[UUID]) -> dict[UUID, str]:
    """Petitioners' names, counted by the server; ask only for those not known yet."""
    names: dict[UUID, str] = {}
    for start in range(0, len(cases), _LABELS):
        rows = database.table("read_labels", p_cases=list(cases[start : start + _LABELS]))
        names |= {row.case_id: row.name or "" for row in rows}
    return names


def _letters(rows: Iterable[object]) -> list[LetterRow]:
    return [LetterRow(**_filled(row)) for row in rows]


def _filled(row: object) -> dict[str, Any]:
    """The columns with empty text in place of a missing one; dates and identifiers stay None."""
    values: dict[str, Any] = dict(row._mapping)  # type: ignore[attr-defined]
    return {key: "" if value is None and key in _TEXTS else value for key, value in values.items()}
