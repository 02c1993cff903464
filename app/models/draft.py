"""The reply being written: versions, one answer per claim, approved texts, samples and reviews."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
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
