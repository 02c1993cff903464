"""The other petitions of who asks, read in one counted call, and what each seems to be beside the one at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.services.database import Database
from app.services.reads.from_json import made

#: Two writings this alike, received within these days, are one that came in twice.
SAME_WRITING, SAME_DAYS = 0.90, 5
#: From here on the wording itself says that the same is asked.
ALIKE = 0.60
Kind = Literal["repeated", "duplicate", "distinct"]
KINDS: dict[str, str] = {"repeated": "Es repetida", "duplicate": "Es duplicada", "distinct": "Es distinta"}


@dataclass(frozen=True)
class EarlierAnswer:
    """The answer that went out, and what is known of its arrival."""

    number: str
    filed_at: dt.datetime
    has_document: bool
    sent_at: dt.datetime | None
    guide: str | None
    result: str | None
    happened_on: dt.date | None
    cause: str | None
    has_proof: bool

    @property
    def is_delivered(self) -> bool:
        """Whether there is proof that it got there: only then may art. 19 refer to it."""
        return self.result == "delivered" and self.has_proof


@dataclass(frozen=True)
class EarlierClaim:
    """What was asked; without code when it is reserved."""

    code: str | None
    title: str
    area: str


@dataclass(frozen=True)
class EarlierEscalation:
    """An input that was asked of an area."""

    area: str
    asked_at: dt.datetime
    answered_at: dt.datetime | None
    promised_on: dt.date
    rejected: bool | None


@dataclass(frozen=True)
class PetitionLink:
    """What was last decided of the pair."""

    kind: Kind
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Births:
    """Two birth dates of who seems one person: as this petition says it, and as the other did."""

    now: dt.date
    then: dt.date


@dataclass(frozen=True)
class EarlierPetition:
    """One of them. While it is only possible that it is the same person's, it has no answer nor escalations."""

    case_id: UUID
    label: str
    lex_code: str | None
    matched_by: str
    is_settled: bool
    name_match: float | None
    received_on: dt.date
    channel: str
    status: str
    closed_at: dt.datetime | None
    due_on: dt.date | None
    is_reserved: bool
    name: str | None
    document_tail: str | None
    assignee: str | None
    claims: tuple[EarlierClaim, ...]
    answer: EarlierAnswer | None
    escalations: tuple[EarlierEscalation, ...]
    likeness: float
    same_scan: bool
    link: PetitionLink | None
    #: Where both are known and differ.
    births: Births | None = None

    def shared(self, codes: Collection[str]) -> tuple[str, ...]:
        """Titles of its claims that are also asked now."""
        return tuple(claim.title for claim in self.claims if claim.code in codes)


@dataclass(frozen=True)
class Call:
    """A call or message of a campaign to this person."""

    campaign: str
    medium: str
    made_at: dt.datetime
    outcome: str | None
    passed: bool | None


@dataclass(frozen=True)
class PersonHistory:
    """At most 40 of `total` petitions, newest first, and calls. `tree_version`: the tree in force when it was read."""

    petitions: tuple[EarlierPetition, ...]
    total: int
    calls: tuple[Call, ...]
    tree_version: int


@dataclass(frozen=True)
class Seems:
    """What an earlier petition seems to be, until an agent says it; the reasons are shown as they are."""

    kind: Kind
    reasons: tuple[str, ...]


def read_history(database: Database, case_id: UUID) -> PersonHistory:
    """Counted and logged under each petition shown. Raises QuotaReached, a refusal, Offline, Busy."""
    return made(PersonHistory, database.call("person_history", p_case=case_id))


def fetch_earlier(database: Database, case_id: UUID, earlier: UUID, what: str, reason: str = "") -> bytes:
    """A paper of it: «answer», «proof» or «petition». Counted. Raises QuotaReached, a refusal, Offline, Busy."""
    data, chunk = bytearray(), 0
    while True:
        rows = database.table(
            "read_earlier", p_case=case_id, p_earlier=earlier, p_what=what, p_reason=reason, p_from_chunk=chunk
        )
        for row in rows:
            data += row.bytes
        if len(rows) < 16:
            return bytes(data)
        chunk += len(rows)


def link(database: Database, command: UUID, case_id: UUID, version: int, earlier: UUID, kind: str, reason: str) -> None:
    """Say what it is, and why; the same `command` again changes nothing. Raises a refusal, Offline, Busy."""
    database.require_current()
    database.call(
        "link_petition", p_command=command, p_case=case_id, p_version=version, p_earlier=earlier, p_kind=kind,
        p_reason=reason,
    )  # fmt: skip


def seems(each: EarlierPetition, received_on: dt.date, codes: Collection[str]) -> Seems | None:
    """Whether it looks like the same writing twice, or like the same thing asked again; None when it does not."""
    days = abs((received_on - each.received_on).days)
    shared = each.shared(codes)
    if each.same_scan:
        return Seems("duplicate", ("La imagen es exactamente la misma",))
    if each.likeness >= SAME_WRITING and days <= SAME_DAYS:
        apart = "el mismo día" if days == 0 else f"con {days} día{'s' if days > 1 else ''} de diferencia"
        return Seems("duplicate", (f"El texto coincide en {round(each.likeness * 100)} % y llegó {apart}",))
    reasons = [f"Pide lo mismo: {', '.join(shared)}"] if shared else []
    if each.likeness >= ALIKE:
        reasons.append(f"El texto coincide en {round(each.likeness * 100)} %")
    if not reasons:
        return None
    if each.answer is not None:
        return Seems("repeated", tuple(reasons))
    return Seems("duplicate", (*reasons, "La otra sigue abierta")) if each.closed_at is None else None
