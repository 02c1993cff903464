"""The pieces of a case sheet: who asks, what, what was found, what was asked of others, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.services.verbs.classify_claim import Person


@dataclass(frozen=True)
class PetitionData:
    """The filing itself."""

    filing_number: str
    received_on: dt.date
    channel: str
    class_key: str
    subject: str
    page_count: int
    signatory_count: int
    is_anonymous: bool
    is_oral: bool
    response_channel: str
    document_id: UUID | None
    class_label: str = ""
    #: Date and hour that a judge, a control body or Congress fixed; None where the class gives the term.
    typed_due_at: dt.datetime | None = None


@dataclass(frozen=True)
class PersonData:
    """A petitioner or the person represented, as stored."""

    ordinal: int
    capacity: str
    full_name: str | None
    document_type: str | None
    document_number: str | None
    phone: str | None
    email: str | None
    address: str | None
    municipality_code: str | None
    municipality: str | None
    accepts_email: bool
    #: None where they are reserved and this person gave no reason today.
    differential: tuple[str, ...] | None
    birth_date: dt.date | None = None

    def as_person(self) -> Person:
        """The same for a form."""
        return Person(
            full_name=self.full_name,
            document_type=self.document_type,
            document_number=self.document_number,
            capacity=self.capacity,
            phone=self.phone,
            email=self.email,
            address=self.address,
            municipality_code=self.municipality_code,
            accepts_email=self.accepts_email,
            differential=self.differential,
            birth_date=f"{self.birth_date:%d/%m/%Y}" if self.birth_date else None,
        )


@dataclass(frozen=True)
class ClaimData:
    """One claim, with the area that answers it and the systems where it is looked up."""

    ordinal: int
    code: str
    title: str
    area_id: int
    area: str
    systems: tuple[str, ...]
    is_sensitive: bool
    words: str


@dataclass(frozen=True)
class InputData:
    """One input that has not been withdrawn."""

    input_id: UUID
    claim: int
    area: str
    system: str
    content: str
    found_on: dt.date
    valid_until: dt.date | None
    document_id: UUID | None
    recorded_by: str
    recorded_at: dt.datetime
    #: The system's own data by key, dates as ISO text; what was written besides.
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    #: Where it was copied from.
    reused_case_id: UUID | None = None
    reused_input_id: UUID | None = None
    #: Why it holds no longer, by reason code, on the day it was read.
    trouble: str | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is still valid that day."""
        return self.trouble is None and (self.valid_until is None or self.valid_until >= day)


@dataclass(frozen=True)
class AnswerData:
    """What an area answered for one claim."""

    claim: int
    content: str
    found_on: dt.date
    valid_until: dt.date | None
    document_id: UUID | None


@dataclass(frozen=True)
class JointData:
    """What a lawyer proposed after the third return of an escalation, and what the area said of it."""

    seq: int
    ruling: str
    area: str | None
    reason: str
    proposed_by: str
    proposed_by_id: int
    proposed_at: dt.datetime
    objection: str | None
    agreed_by: str | None
    agreed_at: dt.datetime | None


@dataclass(frozen=True)
class EscalationData:
    """One input asked of an area, with what became of it. Activity 0: ended."""

    case_id: UUID
    version: int
    activity: int
    round: int
    area_id: int
    area: str
    question: str
    requested_at: dt.datetime
    due_on: dt.date
    promised_on: dt.date
    competence: str | None
    rejection_reason: str | None
    proposed_area_id: int | None
    proposed_area: str | None
    answered_at: dt.datetime | None
    check_result: str | None
    check_note: str | None
    loop_count: int
    claims: tuple[int, ...]
    answers: tuple[AnswerData, ...]
    settled_turn: int = 0
    #: Its place in the area's queue when it was promised; None where the area has a term.
    queue_position: int | None = None
    #: What was wrong with the last answer, in words.
    faults: tuple[str, ...] = ()
    joint: tuple[JointData, ...] = ()

    @property
    def is_third(self) -> bool:
        """Whether it can't be returned any more: what comes now is a joint decision."""
        return self.loop_count + 1 - self.settled_turn >= 3

    @property
    def what_was_wrong(self) -> str:
        """Faults and note of the last return, in a sentence."""
        return ". ".join(part for part in ("; ".join(self.faults), self.check_note) if part)

    @property
    def proposal(self) -> JointData | None:
        """What the lawyer proposed last, if nobody has agreed yet."""
        last = self.joint[-1] if self.joint else None
        return last if last is not None and last.agreed_at is None else None

    @property
    def is_open(self) -> bool:
        """Whether the area or Control still has it."""
        return self.activity != 0


@dataclass(frozen=True)
class EndorsementData:
    """An aval asked for, and its decision."""

    seq: int
    kind: str
    reason_code: str
    reason: str
    demands: str
    note: str
    target: str | None
    requested_by: str
    requested_by_id: int
    requested_at: dt.datetime
    due_at: dt.datetime
    decision: str | None
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_note: str | None
    act_number: str | None
    #: Why it was denied, in the words of the catalogue.
    denial: str | None = None
    #: to_sign, returned or signed once it is granted, and by whom.
    act_state: str | None = None
    signer: str | None = None


@dataclass(frozen=True)
class SignatoryData:
    """One of several people who signed."""

    ordinal: int
    full_name: str
    document_type: str | None
    document_number: str | None
    address: str | None
    municipality_code: str | None
    child_case_id: UUID | None


@dataclass(frozen=True)
class HistoryLine:
    """A step that was taken, under its printed activity number."""

    at: dt.datetime
    number: int
    label: str
    outcome: str
    who: str
    about: str | None


@dataclass(frozen=True)
class DocumentRef:
    """A file of the case."""

    document_id: UUID
    kind: str
    label: str
    pages: int | None
    mime: str
