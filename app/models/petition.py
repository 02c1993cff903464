"""What a petition is about: the filing, who asks, who signs with them, and problems of its image."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of

FILING_SHAPE = r"'^(19|20)[0-9]{2}[0-9]{3}[0-9]{6,7}[1-9]$'"


class Channel(Base):
    """How the petition came in: window, mail, e-mail, web, oral."""

    __tablename__ = "channel"

    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


class Municipality(Base):
    """DIVIPOLA: five digits, name and department."""

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("code ~ '^[0-9]{5}$'", name="code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    department: Mapped[str]


class Petition(Base):
    """One incoming filing. The legal term runs from the day after `received_on` (ORFEO's reception)."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint(f"filing_number ~ {FILING_SHAPE}", name="filing_number"),
        one_of("source", "manual", "folder", "split"),
        one_of("response_channel", "postal", "email"),
        CheckConstraint("length(subject) <= 4000", name="lengths"),
        Index("uq_petition_filing_number", "filing_number", unique=True, postgresql_where=text("source <> 'split'")),
        Index("ix_petition_document", "document_id"),
    )

    case_id: Mapped[CaseKey]
    #: Children of a split share the parent's number; a partial unique index keeps the others apart.
    filing_number: Mapped[str]
    received_at: Mapped[dt.datetime]
    received_on: Mapped[dt.date]
    channel: Mapped[str] = mapped_column(ForeignKey("pqr.channel.key"))
    class_key: Mapped[str] = mapped_column(ForeignKey("pqr.petition_class.key"))
    #: What it seems to ask for when it comes in: a node of the claim tree, checked by the effect. Gives the line and
    #: the weight until it is classified (7).
    topic_code: Mapped[str | None]
    regime_id: Mapped[int] = mapped_column(ForeignKey("pqr.term_regime.regime_id"))
    #: Date and hour that a judge or control body fixed; only classes with a typed term.
    typed_due_at: Mapped[dt.datetime | None]
    subject: Mapped[str]
    page_count: Mapped[int]
    signatory_count: Mapped[int]
    is_oral: Mapped[bool]
    is_anonymous: Mapped[bool]
    is_bulk: Mapped[bool]
    response_channel: Mapped[str]
    source: Mapped[str]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    batch_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.intake_batch.batch_id"))
    registered_by: Mapped[Person]
    registered_at: Mapped[Stamp]


class Petitioner(Base):
    """Who asks (ordinal 1) and, when someone acts for another, who is represented. Identity may be unknown."""

    __tablename__ = "petitioner"
    __table_args__ = (
        one_of("capacity", "self", "represented", "relative", "attorney", "informal_agent", "entity"),
        CheckConstraint("document_type IN ('CC','TI','RC','CE','PA','PPT','NIT','NUIP')", name="document_type"),
        CheckConstraint("(document_number IS NULL) OR document_number ~ '^[0-9A-Z]{3,15}$'", name="document_number"),
        CheckConstraint(
            "document_type NOT IN ('CC','TI','CE','PPT','NIT') OR document_number ~ '^[0-9]+$'", name="document_digits"
        ),
        CheckConstraint(
            "length(concat_ws('', full_name, phone, email, address)) <= 1000 AND cardinality(differential) <= 20",
            name="lengths",
        ),
        CheckConstraint("birth_date > date '1880-01-01'", name="birth_date"),
        Index("ix_petitioner_document_number", "document_number"),
    )

    case_id: Mapped[CaseKey]
    ordinal: Mapped[Ordinal]
    capacity: Mapped[str]
    document_type: Mapped[str | None]
    document_number: Mapped[str | None]
    full_name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.municipality.code"))
    #: Proof that a representative may act and receive the answer.
    proof_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    accepts_email: Mapped[bool] = mapped_column(server_default="false")
    #: Differential attention: child, older_adult, disability, illness, pregnant, ethnic, displaced.
    differential: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: As the petition says it; another one beside the same document or name is a warning.
    birth_date: Mapped[dt.date | None]


class Signatory(Base):
    """One of several people who signed a petition to be split (activities 9, 11, 12)."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint(
            "length(concat_ws('', full_name, document_type, document_number, address)) <= 1000", name="lengths"
        ),
        Index("ix_signatory_document_number", "document_number"),
    )

    case_id: Mapped[CaseKey]
    ordinal: Mapped[Ordinal]
    full_name: Mapped[str]
    document_type: Mapped[str | None]
    document_number: Mapped[str | None]
    address: Mapped[str | None]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.municipality.code"))
    child_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))


class ImageIssue(Base):
    """Why an agent sent the image back (activity 6); open until Gestión Documental rescans."""

    __tablename__ = "image_issue"
    __table_args__ = (
        one_of("cause", "illegible", "incomplete", "missing_page", "other_petitioner", "blank", "rotated", "barcode"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    cause: Mapped[str]
    pages: Mapped[str]
    note: Mapped[str]
    reported_by: Mapped[Person]
    reported_at: Mapped[Stamp]
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    solved_at: Mapped[dt.datetime | None]


class Split(Base):
    """A petition divided into one case per signatory."""

    __tablename__ = "split"

    case_id: Mapped[CaseKey]
    decided_by: Mapped[Person]
    decided_at: Mapped[Stamp]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    sent_at: Mapped[dt.datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    received_at: Mapped[dt.datetime | None]
