"""How the acts of arts. 17 to 19 of Ley 1755 de 2015 stand on a petition, in one read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database
from app.services.reads.from_json import made
from app.services.reads.law_marks import MadeLetter


@dataclass(frozen=True)
class ProofState:
    """A proof that nobody else has confirmed: it waits, or `note` says why it was given back."""

    told_on: dt.date
    recorded_at: dt.datetime
    note: str | None

    @property
    def waits(self) -> bool:
        """Whether a lawyer still has to look at it."""
        return self.note is None


@dataclass(frozen=True)
class RequestState:
    """What was asked of the citizen. `obstacle`: the refusal that the server would give to asking now; None: it may."""

    obstacle: str | None
    send_by: dt.date | None
    reason: str | None
    items: tuple[str, ...]
    letter: MadeLetter | None
    old_due_on: dt.date | None
    answer_by: dt.date | None
    prolonged_to: dt.date | None
    prolong_most: dt.date | None
    supplied_on: dt.date | None
    proof: ProofState | None = None

    @property
    def until(self) -> dt.date | None:
        """The last day that the citizen has; None while nobody was told."""
        return self.prolonged_to or self.answer_by

    @property
    def is_awaited(self) -> bool:
        """Whether the citizen was told and has not answered."""
        return self.answer_by is not None and self.supplied_on is None


@dataclass(frozen=True)
class Withdrawal:
    """An express withdrawal; `decision` is accepted, continued, or None while no lawyer has decided."""

    withdrawn_on: dt.date
    decision: str | None
    act_number: str | None
    reason: str | None


@dataclass(frozen=True)
class Earlier:
    """The earlier answer that this petition repeats, with its delivery proved."""

    earlier_case_id: UUID
    filing_number: str
    answer_number: str
    delivered_on: dt.date


@dataclass(frozen=True)
class Referral:
    """That this petition was answered by reference to the earlier one."""

    reason: str
    letter: MadeLetter


@dataclass(frozen=True)
class ArchiveAct:
    """The act that a lawyer granted. `appeal_by`: last day to ask for it to be taken back."""

    number: str | None
    reason_code: str
    decided_at: dt.datetime
    is_told: bool
    has_remedy: bool
    note: str
    letter: MadeLetter | None
    appeal_by: dt.date | None


@dataclass(frozen=True)
class LawActs:
    """All of it. `ground`: code on which it may be archived now; `closing`: why it can't be closed, as a refusal."""

    today: dt.date
    activity: int
    due_on: dt.date | None
    require_by: dt.date | None
    complete: RequestState
    clarify: RequestState
    withdrawal: Withdrawal | None
    continuation: MadeLetter | None
    earlier: Earlier | None
    referral: Referral | None
    act: ArchiveAct | None
    appeal_on: dt.date | None
    had_appeal: bool
    aval_open: bool
    #: Whether something of it was understood and classified.
    has_claims: bool
    ground: str | None
    closing: str | None

    def request(self, kind: str) -> RequestState:
        """«complete» or «clarify»."""
        return self.complete if kind == "complete" else self.clarify


def read_law_acts(database: Database, case_id: UUID) -> LawActs | None:
    """None where the case is not to be seen. Raises Offline, Busy."""
    answer = database.call("law_acts", p_case=case_id)
    return made(LawActs, answer) if answer else None
