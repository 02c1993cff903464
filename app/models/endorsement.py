"""Endorsements (avales): asked by an agent, decided by a lawyer who is someone else; what was reported after."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class EndorsementReason(Base):
    """Coded reason to archive or reassign, with what must be proved."""

    __tablename__ = "endorsement_reason"
    __table_args__ = (one_of("kind", "archive", "reassign"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    demands: Mapped[str]


class Endorsement(Base):
    """One request and its decision (activity 8). The decider is never the requester."""

    __tablename__ = "endorsement"
    __table_args__ = (
        one_of("kind", "archive", "reassign"),
        one_of("decision", "granted", "denied"),
        CheckConstraint("decided_by <> requested_by", name="two_people"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided"),
        CheckConstraint("length(target) <= 500", name="lengths"),
        CheckConstraint("length(act_text) <= 8000", name="act_text"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    kind: Mapped[str]
    reason_code: Mapped[str] = mapped_column(ForeignKey("pqr.endorsement_reason.code"))
    note: Mapped[str]
    #: Where a reassigned petition should go: area or entity, in words.
    target: Mapped[str | None]
    requested_by: Mapped[Person]
    requested_at: Mapped[Stamp]
    due_at: Mapped[dt.datetime]
    decision: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]
    decision_note: Mapped[str | None]
    act_number: Mapped[str | None]
    #: The act as it was granted, when the lawyer changed its draft.
    act_text: Mapped[str | None]


class ArchiveReport(Base):
    """The report of an archived or reassigned case and its mirror in the filing system (activity 10)."""

    __tablename__ = "archive_report"
    __table_args__ = (one_of("kind", "archive", "reassign"),)

    case_id: Mapped[CaseKey]
    kind: Mapped[str]
    report_number: Mapped[str]
    reported_by: Mapped[Person]
    reported_at: Mapped[Stamp]
    mirrored_at: Mapped[dt.datetime | None]
