"""What the open case says of the law's acts on it: its priority, its transfers, its data claim."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PriorityMark:
    """Why it goes first (Ley 1755 de 2015, art. 20) and what was done at once."""

    ground: str
    reason: str
    measures: str
    marked_by: str
    marked_at: dt.datetime


@dataclass(frozen=True)
class MadeLetter:
    """A numbered letter. Without `document_id` its file was never made; without `told_on` nobody was told."""

    letter_id: UUID
    kind: str
    filing_number: str
    made_at: dt.datetime
    document_id: UUID | None
    sent_on: dt.date | None
    told_on: dt.date | None
    means: str | None


@dataclass(frozen=True)
class TransferMark:
    """Claims sent to another entity (art. 21); `entity` is None where nobody is competent."""

    transfer_id: UUID
    entity: str | None
    destination: str
    is_whole: bool
    due_on: dt.date
    is_confirmed: bool
    is_late: bool
    claims: tuple[int, ...]
    reason: str = ""
    #: To the entity, and to the petitioner; None where that one is not made.
    letter: MadeLetter | None = None
    copy: MadeLetter | None = None
    #: Whether a lawyer agreed that nobody is competent, where that is needed.
    is_approved: bool = True

    @property
    def next_letter(self) -> MadeLetter | None:
        """The first one that lacks its file or its proof; None: the notice is still to be made, or nothing is left."""
        made = (each for each in (self.letter, self.copy) if each is not None)
        return next((each for each in made if each.document_id is None or each.told_on is None), None)


@dataclass(frozen=True)
class DataClaimMark:
    """«Reclamo en trámite» (Ley 1581 de 2012, art. 15) on the data of that person."""

    about: str
    systems: tuple[str, ...]
    mark_by: dt.date
    marked_on: dt.date
    marked_by: str
    is_lifted: bool


@dataclass(frozen=True)
class AwaitingMark:
    """That the citizen was asked for something: `state` as in `app.services.trays.awaiting`; until when."""

    kind: str
    state: str
    until: dt.date


@dataclass(frozen=True)
class LawMarks:
    """Of one petition. `transfer_by`: its fifth business day; `mark_by`, `decide_by`: only of a data claim."""

    priority: PriorityMark | None = None
    transfers: tuple[TransferMark, ...] = ()
    transfer_by: dt.date | None = None
    data_claim: DataClaimMark | None = None
    mark_by: dt.date | None = None
    decide_by: dt.date | None = None
    awaiting: AwaitingMark | None = None
    #: Why the archived case can't be closed yet, as the server's refusal.
    closing: str | None = None
    #: Why one answer may answer it with others (art. 22).
    general_interest: str | None = None
    #: Day of an express withdrawal that no lawyer has decided.
    withdrawn_on: dt.date | None = None

    @property
    def pending_transfer(self) -> TransferMark | None:
        """The first one whose proofs are missing."""
        return next((each for each in self.transfers if not each.is_confirmed), None)

    @property
    def transferred(self) -> frozenset[int]:
        """Claims that are another entity's by now."""
        return frozenset(claim for each in self.transfers if each.is_confirmed for claim in each.claims)
