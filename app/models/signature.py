"""Who may sign, decided by two administrators; what verified each signed letter; and what waits for a higher level."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class DirectorChange(Base):
    """What one administrator asks to register of a director, and a second one confirms (AGN 060/2001, art. 4)."""

    __tablename__ = "director_change"
    __table_args__ = (
        one_of("kind", "appointment", "term", "authority", "certificate", "method"),
        one_of("decision", "approved", "rejected"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided"),
        CheckConstraint("(kind = 'appointment') OR director_id IS NOT NULL", name="target"),
    )

    change_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    #: Empty for an appointment until it is confirmed.
    director_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.director.director_id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    full_name: Mapped[str | None]
    position: Mapped[str | None]
    is_acting: Mapped[bool | None]
    act_number: Mapped[str | None]
    published_on: Mapped[dt.date | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    signature_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    certificate_sha256: Mapped[bytes | None]
    certificate_serial: Mapped[str | None]
    certificate_issuer: Mapped[str | None]
    certificate_subject: Mapped[str | None]
    proposed_by: Mapped[Person]
    proposed_at: Mapped[Stamp]
    decision: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]


class DirectorCertificate(Base):
    """A certificate that is the director's, by its SHA-256; no other one signs their letters."""

    __tablename__ = "director_certificate"
    __table_args__ = (Index("uq_director_certificate_sha256", "director_id", "sha256", unique=True),)

    certificate_id: Mapped[int] = mapped_column(primary_key=True)
    director_id: Mapped[int] = mapped_column(ForeignKey("pqr.director.director_id"))
    sha256: Mapped[bytes]
    serial: Mapped[str]
    issuer: Mapped[str]
    subject: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    change_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.director_change.change_id"))


class SignatureCheck(Base):
    """One verification of a signed letter, of the bytes as stored; `check_no` 1 is made when it is signed."""

    __tablename__ = "signature_check"
    __table_args__ = (
        one_of("verdict", "valid", "invalid", "unconfirmed"),
        one_of("method", "mechanical", "certificate"),
        one_of("revocation", "good", "revoked", "unknown"),
        one_of("second_opinion", "agrees", "disagrees", "absent"),
    )

    case_id: Mapped[CaseKey]
    letter_no: Mapped[Ordinal]
    check_no: Mapped[Ordinal]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
    sha256: Mapped[bytes]
    verdict: Mapped[str]
    method: Mapped[str]
    is_intact: Mapped[bool]
    covers_all: Mapped[bool]
    changed_after: Mapped[bool]
    level: Mapped[str | None]
    signer: Mapped[str | None]
    serial: Mapped[str | None]
    revocation: Mapped[str | None]
    claimed_at: Mapped[dt.datetime | None]
    #: By the time stamping authority, when there is a stamp.
    stamped_at: Mapped[dt.datetime | None]
    second_opinion: Mapped[str]
    checked_by: Mapped[Person]
    checked_at: Mapped[Stamp]


class SignatureUpgrade(Base):
    """A letter whose signature waits for a higher level; a dead time stamping authority only delays it."""

    __tablename__ = "signature_upgrade"
    __table_args__ = (
        one_of("wanted", "B-T", "B-LT", "B-LTA"),
        one_of("reached", "B-B", "B-T", "B-LT", "B-LTA"),
        CheckConstraint("(done_at IS NOT NULL) = (reached = wanted)", name="done"),
        Index("ix_signature_upgrade_waiting", "try_after", postgresql_where=text("done_at IS NULL")),
    )

    case_id: Mapped[CaseKey]
    letter_no: Mapped[Ordinal]
    wanted: Mapped[str]
    reached: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    problem: Mapped[str | None]
    try_after: Mapped[Stamp]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    queued_at: Mapped[Stamp]
    done_at: Mapped[dt.datetime | None]
    #: Who tried last, so that a letter is not put off by nobody.
    tried_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
