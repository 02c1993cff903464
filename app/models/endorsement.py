"""Endorsements (avales): asked by an agent, decided by a lawyer who is someone else; what was reported after."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
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


class DenialReason(Base):
    """Coded reason for which an aval is denied; changed by two people in Administrar › Catálogos."""

    __tablename__ = "denial_reason"
    __table_args__ = (CheckConstraint("code ~ '^N[0-9]{2}$'", name="code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default="true")


class ActSigner(Base):
    """Who signs the acts of avals, by which act and until when; without one, whoever grants the aval signs."""

    __tablename__ = "act_signer"
    __table_args__ = (CheckConstraint("valid_to >= valid_from", name="dates"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("pqr.person.person_id"), primary_key=True, autoincrement=False)
    legal_act: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


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
        CheckConstraint("(decision IS NOT DISTINCT FROM 'denied') = (denial_code IS NOT NULL)", name="denial"),
        one_of("act_state", "to_sign", "returned", "signed"),
        CheckConstraint(
            "(decision IS NOT DISTINCT FROM 'granted') = (num_nonnulls(act_state, signer_id) = 2)", name="act"
        ),
        CheckConstraint(
            "num_nonnulls(signed_by, signed_at) = CASE WHEN act_state = 'signed' THEN 2 ELSE 0 END", name="signed"
        ),
        CheckConstraint("signed_by <> requested_by", name="signer"),
        CheckConstraint("length(return_note) BETWEEN 10 AND 2000", name="return_note"),
        Index("ix_endorsement_to_sign", "decided_at", postgresql_where=text("act_state <> 'signed'")),
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
    #: Why it was denied, by code; the note says the rest.
    denial_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.denial_reason.code"))
    #: A granted act waits for whoever signs it, by the delegation of `signer_act`; returned, it is corrected first.
    act_state: Mapped[str | None]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    signer_act: Mapped[str | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    signed_at: Mapped[dt.datetime | None]
    #: SHA-256 of the words that were signed.
    act_sha256: Mapped[bytes | None]
    return_note: Mapped[str | None]


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
