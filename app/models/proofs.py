"""Proofs that move a clock: what an agent attached, and the other person who looked at it before it counted."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Person, Stamp, one_of


class TermProof(Base):
    """That the citizen was told of an extension (art. 14) or of a request (arts. 17 and 19): the term moves with it.

    Nothing moves while `checked_at` is empty; who attached it does not check it.
    """

    __tablename__ = "term_proof"
    __table_args__ = (
        one_of("kind", "extension", "complete", "clarify"),
        one_of("means", "personal", "post", "email", "notice"),
        CheckConstraint("told_on >= sent_on", name="told_after"),
        CheckConstraint("letter_document_id <> proof_document_id", name="two_papers"),
        CheckConstraint("num_nonnulls(checked_by, checked_at, is_right) IN (0, 3)", name="checked"),
        CheckConstraint("checked_by <> recorded_by", name="two_people"),
        CheckConstraint("(is_right IS FALSE) = (note IS NOT NULL)", name="returned"),
        CheckConstraint("length(btrim(note)) BETWEEN 20 AND 1000", name="note"),
        Index("uq_term_proof_open", "case_id", unique=True, postgresql_where=text("checked_at IS NULL")),
        Index("ix_term_proof_case_id", "case_id"),
    )

    proof_document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"), primary_key=True)
    letter_document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    kind: Mapped[str]
    sent_on: Mapped[dt.date]
    told_on: Mapped[dt.date]
    means: Mapped[str]
    recorded_by: Mapped[Person]
    recorded_at: Mapped[Stamp]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    checked_at: Mapped[dt.datetime | None]
    is_right: Mapped[bool | None]
    note: Mapped[str | None]


class ProofUse(Base):
    """The bytes that prove something, and whose: a case with those of its split, or one answer to many."""

    __tablename__ = "proof_use"

    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    whose: Mapped[uuid.UUID]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
