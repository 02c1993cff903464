"""Acts of the law on a petition (arts. 14 and 17 to 22): letters with number and proof, and what each began."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of
from app.models.petition import FILING_SHAPE

LETTER_KINDS = (
    "requirement", "clarification", "act_notice", "continuation", "earlier_answer", "extension", "transfer",
    "transfer_notice", "collective",
)  # fmt: skip


class LegalLetter(Base):
    """A letter of a legal act: its outgoing number, its file, and the proof that the citizen got it."""

    __tablename__ = "legal_letter"
    __table_args__ = (
        one_of("kind", *LETTER_KINDS),
        one_of("means", "personal", "post", "email", "notice"),
        CheckConstraint(f"filing_number ~ {FILING_SHAPE}", name="filing_number"),
        CheckConstraint(
            "num_nonnulls(sent_on, told_on, means, proof_document_id, told_by, told_at) IN (0, 6)", name="told"
        ),
        CheckConstraint("told_on IS NULL OR document_id IS NOT NULL", name="told_what"),
        CheckConstraint("told_on >= sent_on", name="told_after"),
        CheckConstraint("document_id <> proof_document_id", name="two_papers"),
        CheckConstraint("num_nonnulls(annulled_at, annulled_by, annulled_reason) IN (0, 3)", name="annulment"),
        CheckConstraint("annulled_at IS NULL OR told_at IS NULL", name="annulled_untold"),
        CheckConstraint("(case_id IS NULL) = (kind = 'collective')", name="of_many"),
        Index("ix_legal_letter_case_id", "case_id"),
    )

    letter_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: None only of the one answer to many, whose cases are in `collective_case`.
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    kind: Mapped[str]
    filing_number: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[Person]
    made_at: Mapped[Stamp]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    sent_on: Mapped[dt.date | None]
    told_on: Mapped[dt.date | None]
    means: Mapped[str | None]
    proof_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    told_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    told_at: Mapped[dt.datetime | None]
    annulled_at: Mapped[dt.datetime | None]
    annulled_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    annulled_reason: Mapped[str | None]


class Requirement(Base):
    """What the citizen is asked: to complete (art. 17) or to clarify (art. 19). One of each for a petition, ever."""

    __tablename__ = "requirement"
    __table_args__ = (
        one_of("kind", "complete", "clarify"),
        CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name="reason"),
        CheckConstraint("kind = 'clarify' OR own_files_checked", name="own_files"),
        CheckConstraint("(old_due_on IS NULL) = (answer_by IS NULL)", name="told"),
        CheckConstraint(
            "num_nonnulls(prolonged_to, prolong_document_id, prolonged_by, prolonged_at) IN (0, 4)", name="prolonged"
        ),
        CheckConstraint("prolonged_to IS NULL OR kind = 'complete'", name="prolonged_kind"),
        CheckConstraint("prolonged_to > answer_by", name="prolonged_longer"),
        CheckConstraint(
            "num_nonnulls(supplied_on, supplied_document_id, supplied_by, supplied_at) IN (0, 4)", name="supplied"
        ),
        CheckConstraint("supplied_on IS NULL OR answer_by IS NOT NULL", name="supplied_told"),
    )

    case_id: Mapped[CaseKey]
    kind: Mapped[str] = mapped_column(primary_key=True)
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.legal_letter.letter_id"))
    #: Why there is no decision without it; for a return, what is not understood.
    reason: Mapped[str]
    #: That nothing asked is in the Unidad's own files (Ley 1755 de 2015, art. 17; Decreto 19 de 2012, art. 9).
    own_files_checked: Mapped[bool]
    #: Last day to send it: ten business days from reception.
    send_by: Mapped[dt.date]
    asked_by: Mapped[Person]
    asked_at: Mapped[Stamp]
    #: Legal date when the citizen was told: from then on the term stands still.
    old_due_on: Mapped[dt.date | None]
    answer_by: Mapped[dt.date | None]
    prolonged_to: Mapped[dt.date | None]
    prolong_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    prolonged_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    prolonged_at: Mapped[dt.datetime | None]
    supplied_on: Mapped[dt.date | None]
    supplied_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    supplied_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    supplied_at: Mapped[dt.datetime | None]


class RequirementItem(Base):
    """One thing that the letter asks for, with the words that the citizen reads."""

    __tablename__ = "requirement_item"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "kind"], ["pqr.requirement.case_id", "pqr.requirement.kind"]),
        CheckConstraint("length(btrim(words)) BETWEEN 5 AND 500", name="words"),
    )

    case_id: Mapped[CaseKey]
    kind: Mapped[str] = mapped_column(primary_key=True)
    item_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    words: Mapped[str]


class ExpressWithdrawal(Base):
    """That the petitioner withdraws (art. 18), with the writing; a lawyer archives it or goes on ex officio."""

    __tablename__ = "express_withdrawal"
    __table_args__ = (
        one_of("decision", "accepted", "continued"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "(decision IS DISTINCT FROM 'continued') OR (act_number IS NOT NULL AND length(btrim(reason)) >= 40)",
            name="continued",
        ),
    )

    case_id: Mapped[CaseKey]
    withdrawn_on: Mapped[dt.date]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
    recorded_by: Mapped[Person]
    recorded_at: Mapped[Stamp]
    decision: Mapped[str | None]
    act_number: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]


class EarlierAnswer(Base):
    """A repeated petition answered by reference (art. 19): which answer, and the delivery that proves it."""

    __tablename__ = "earlier_answer"
    __table_args__ = (
        ForeignKeyConstraint(["earlier_case_id", "attempt"], ["pqr.delivery.case_id", "pqr.delivery.attempt"]),
        CheckConstraint("earlier_case_id <> case_id", name="two_cases"),
        CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name="reason"),
        CheckConstraint("exceptions_checked", name="exceptions"),
    )

    case_id: Mapped[CaseKey]
    earlier_case_id: Mapped[uuid.UUID]
    attempt: Mapped[int]
    reason: Mapped[str]
    #: That no right without prescription is at stake, nor requirements missed then and met now.
    exceptions_checked: Mapped[bool]
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.legal_letter.letter_id"))
    linked_by: Mapped[Person]
    linked_at: Mapped[Stamp]


class ActAppeal(Base):
    """The only remedy against the act that declares a withdrawal: reposición (art. 17; CPACA, art. 76)."""

    __tablename__ = "act_appeal"
    __table_args__ = (CheckConstraint("act_seq > 0", name="act_seq"),)

    case_id: Mapped[CaseKey]
    #: `pqr.endorsement.seq` of the act appealed: one appeal of each.
    act_seq: Mapped[Ordinal]
    filed_on: Mapped[dt.date]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
    recorded_by: Mapped[Person]
    recorded_at: Mapped[Stamp]
