"""The reply being written: versions, one answer per claim, approved texts, samples and reviews."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Lines, Ordinal, Person, Stamp, foot_rules, one_of

DECISIONS = ("granted", "denied", "explained", "guided", "transferred")


class ApprovedText(Base):
    """A versioned approved paragraph («VF») for a leaf of the claim tree; unusable outside its validity."""

    __tablename__ = "approved_text"

    text_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[Ordinal]
    claim_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.claim_node.code"))
    title: Mapped[str]
    decision: Mapped[str]
    body_html: Mapped[str]
    approved_by: Mapped[str]
    approved_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    #: Resolution, article or circular that it rests on; unknown for those of before.
    legal_act: Mapped[str | None]

    __table_args__ = (
        one_of("decision", *DECISIONS),
        CheckConstraint("length(legal_act) <= 300", name="lengths"),
    )


class Draft(Base):
    """One version of the reply; versions are never overwritten, except the author's own unsent one."""

    __tablename__ = "draft"
    __table_args__ = (
        one_of("reason", "saved", "sent", "returned", "bulk", "recovered"),
        *foot_rules(),
        #: A batch writes each letter once, whoever runs it and however often it is cut.
        Index("ux_draft_batch", "case_id", "batch_id", unique=True, postgresql_where=text("batch_id IS NOT NULL")),
    )

    case_id: Mapped[CaseKey]
    version: Mapped[Ordinal]
    author_id: Mapped[Person]
    saved_at: Mapped[Stamp]
    reason: Mapped[str]
    opening_html: Mapped[str] = mapped_column(server_default="")
    batch_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    #: The version whose words it took back.
    recovered_from: Mapped[int | None]
    #: «Anexos» and «Copias» at the foot of the letter, in their order.
    attachments: Mapped[Lines]
    copies: Mapped[Lines]


class DraftAnswer(Base):
    """The answer to one claim in one version of the reply, with the input it rests on."""

    __tablename__ = "draft_answer"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "version"], ["pqr.draft.case_id", "pqr.draft.version"]),
        ForeignKeyConstraint(["case_id", "claim_ordinal"], ["pqr.claim.case_id", "pqr.claim.ordinal"]),
        ForeignKeyConstraint(["case_id", "input_id"], ["pqr.input.case_id", "pqr.input.input_id"]),
        ForeignKeyConstraint(["text_id", "text_version"], ["pqr.approved_text.text_id", "pqr.approved_text.version"]),
        CheckConstraint("decision IN ('granted', 'denied', 'explained', 'guided', 'transferred')", name="decision"),
        Index("ix_draft_answer_text", "text_id", "text_version", postgresql_where=text("text_id IS NOT NULL")),
    )

    case_id: Mapped[CaseKey]
    version: Mapped[Ordinal]
    claim_ordinal: Mapped[Ordinal]
    decision: Mapped[str | None]
    body_html: Mapped[str]
    input_id: Mapped[uuid.UUID | None]
    text_id: Mapped[str | None]
    text_version: Mapped[int | None]


class DraftIdentity(Base):
    """An identity number in the text that is not the petitioner's, and why it may stand there."""

    __tablename__ = "draft_identity"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "version"], ["pqr.draft.case_id", "pqr.draft.version"]),
        CheckConstraint("document_number ~ '^[0-9]{5,11}$'", name="document_number"),
        CheckConstraint("length(reason) BETWEEN 5 AND 300", name="reason"),
    )

    case_id: Mapped[CaseKey]
    version: Mapped[Ordinal]
    document_number: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    noted_by: Mapped[Person]
    noted_at: Mapped[Stamp]


class QualityLot(Base):
    """One drawing of a sample: redrawable by anyone from its seed (activity 18)."""

    __tablename__ = "quality_lot"
    __table_args__ = (
        one_of("method", "iso_2859_1", "proportion"),
        one_of("inspection", "normal", "tightened"),
        CheckConstraint("sample_size + forced_size <= lot_size", name="sizes"),
        #: No plan leaves a batch unread: at least two of its letters are reviewed, or all of them.
        CheckConstraint(
            "scope NOT LIKE 'bulk:%' OR sample_size + forced_size >= least(lot_size, 2)", name="bulk_is_sampled"
        ),
    )

    lot_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: The order that drew it: sent twice, it draws once.
    command_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    drawn_by: Mapped[Person]
    drawn_at: Mapped[Stamp]
    seed: Mapped[str]
    method: Mapped[str]
    inspection: Mapped[str]
    #: Tolerated share of faulty letters in percent (NCA); none for a proportion.
    tolerated: Mapped[float | None] = mapped_column(Numeric(4, 2))
    code_letter: Mapped[str]
    lot_size: Mapped[int]
    #: Letters drawn by the seed; those reviewed because they fall due are apart.
    sample_size: Mapped[int]
    forced_size: Mapped[int]
    accept_number: Mapped[int]
    #: «area:3:2026-11-20» or «bulk:<batch>».
    scope: Mapped[str] = mapped_column(index=True)


class QualityLotCase(Base):
    """A letter of a lot and whether the seed drew it."""

    __tablename__ = "quality_lot_case"

    case_id: Mapped[CaseKey]
    lot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_lot.lot_id"), primary_key=True, index=True)
    draft_version: Mapped[int]
    #: Author and claim, and how many times it weighs: with the seed they say who is drawn.
    stratum: Mapped[str]
    weight: Mapped[int]
    is_sampled: Mapped[bool]
    forced_reason: Mapped[str | None]


class QualityReview(Base):
    """A verdict on one version of a letter (activity 19). The reviewer is never its author."""

    __tablename__ = "quality_review"
    __table_args__ = (
        one_of("verdict", "approved", "rejected"),
        CheckConstraint("reviewer_id <> author_id", name="reviewer_is_not_author"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    draft_version: Mapped[int]
    author_id: Mapped[Person]
    reviewer_id: Mapped[Person]
    verdict: Mapped[str]
    reviewed_at: Mapped[Stamp]


class QualityFinding(Base):
    """One fault found in a review: criterion, class (5.4), gravity and note."""

    __tablename__ = "quality_finding"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "seq"], ["pqr.quality_review.case_id", "pqr.quality_review.seq"]),
        one_of("criterion", "coherence", "clarity", "warmth", "timeliness", "system_use", "substance", "spelling"),
        one_of("fault_class", "wrong", "inconsistent", "incomplete"),
        one_of("severity", "critical", "major", "minor"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    finding_no: Mapped[Ordinal]
    criterion: Mapped[str]
    fault_class: Mapped[str]
    severity: Mapped[str]
    claim_ordinal: Mapped[int | None]
    note: Mapped[str]
