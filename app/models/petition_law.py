"""What the law lets happen to a petition besides its answer: priority, transfer, one answer for many, a data claim."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of

_SAID = "length(btrim({0})) BETWEEN 20 AND 2000"
#: A paper of the case.
_PAPER = "pqr.document.document_id"
_LETTER = "pqr.legal_letter.letter_id"


class PriorityMark(Base):
    """Why a petition goes before others (Ley 1755 de 2015, art. 20), with its proof and what was done at once."""

    __tablename__ = "priority_mark"
    __table_args__ = (
        one_of("ground", "irreparable_harm", "life_health", "child", "journalist"),
        CheckConstraint(_SAID.format("reason"), name="reason"),
        CheckConstraint("length(measures) <= 2000", name="measures_length"),
        # Life, health and harm that can't be undone ask for measures, not for a place in a queue.
        CheckConstraint("ground IN ('child', 'journalist') OR length(btrim(measures)) >= 20", name="measures"),
        CheckConstraint("removed_by <> marked_by", name="two_people"),
        CheckConstraint("num_nonnulls(removed_by, removed_at, removal_reason) IN (0, 3)", name="removed"),
        CheckConstraint(_SAID.format("removal_reason"), name="removal_reason"),
        Index("uq_priority_mark_open", "case_id", unique=True, postgresql_where=text("removed_at IS NULL")),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    ground: Mapped[str]
    reason: Mapped[str]
    measures: Mapped[str]
    proof_document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(_PAPER))
    marked_by: Mapped[Person]
    marked_at: Mapped[Stamp]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    removed_at: Mapped[dt.datetime | None]
    removal_reason: Mapped[str | None]


class CompetentEntity(Base):
    """An entity to which claims are transferred: what it decides, and where it receives."""

    __tablename__ = "competent_entity"
    __table_args__ = (
        CheckConstraint("key ~ '^[a-z0-9_]{2,40}$'", name="key"),
        CheckConstraint("nit ~ '^[0-9]{9}-[0-9]$'", name="nit"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    decides: Mapped[str]
    address: Mapped[str]
    email: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    nit: Mapped[str | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class Transfer(Base):
    """Claims sent to the entity whose business they are (art. 21), or the notice that nobody is competent."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("(entity_key IS NULL) = (letter_id IS NULL)", name="letter"),
        CheckConstraint(
            "length(destination) <= 300 AND (entity_key IS NULL OR length(btrim(destination)) >= 5)", name="destination"
        ),
        CheckConstraint(_SAID.format("reason"), name="reason"),
        CheckConstraint("num_nonnulls(confirmed_by, confirmed_at) IN (0, 2)", name="confirmed"),
        CheckConstraint("confirmed_at IS NULL OR copy_letter_id IS NOT NULL", name="told"),
        CheckConstraint("num_nonnulls(approved_by, approved_at) IN (0, 2)", name="approved"),
        CheckConstraint("approved_by <> decided_by", name="two_people"),
        CheckConstraint(
            "entity_key IS NOT NULL OR is_whole OR copy_letter_id IS NULL OR approved_by IS NOT NULL", name="nobody"
        ),
        Index("ix_transfer_case_id", "case_id"),
    )

    transfer_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    #: None: no entity is competent, and the petitioner is told so.
    entity_key: Mapped[str | None] = mapped_column(ForeignKey("pqr.competent_entity.key"))
    #: All the claims; the case then ends by activity 10.
    is_whole: Mapped[bool]
    #: Address or e-mail the letter goes to; empty where nobody is competent.
    destination: Mapped[str]
    reason: Mapped[str]
    #: Fifth business day from reception; of an oral petition, the day itself.
    due_on: Mapped[dt.date]
    #: To the entity; none where nobody is competent.
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(_LETTER))
    #: To the petitioner; none yet where that nobody is competent waits for its second person.
    copy_letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(_LETTER))
    decided_by: Mapped[Person]
    decided_at: Mapped[Stamp]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    approved_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    confirmed_at: Mapped[dt.datetime | None]


class TransferClaim(Base):
    """A claim that a transfer takes: at most one transfer has it."""

    __tablename__ = "transfer_claim"
    __table_args__ = (ForeignKeyConstraint(["case_id", "claim_ordinal"], ["pqr.claim.case_id", "pqr.claim.ordinal"]),)

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    claim_ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    transfer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.transfer.transfer_id"))


class CollectiveAnswer(Base):
    """The one answer to more than ten petitions of the same content (art. 22), and the proof of its publication."""

    __tablename__ = "collective_answer"
    __table_args__ = (
        CheckConstraint("length(btrim(title)) BETWEEN 10 AND 200", name="title"),
        CheckConstraint("length(btrim(body)) BETWEEN 100 AND 20000", name="body"),
        CheckConstraint("web_url ~ '^https?://' AND length(web_url) <= 500", name="web_url"),
        CheckConstraint("length(btrim(newspaper)) BETWEEN 3 AND 120", name="newspaper"),
        CheckConstraint(
            "num_nonnulls(newspaper, newspaper_on, newspaper_proof_id, web_url, web_on, web_proof_id, published_by,"
            " published_at) IN (0, 8)",
            name="published",
        ),
        CheckConstraint("newspaper_proof_id <> web_proof_id", name="two_papers"),
        CheckConstraint("published_by <> prepared_by", name="two_people"),
    )

    collective_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    group_key: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(_LETTER))
    prepared_by: Mapped[Person]
    prepared_at: Mapped[Stamp]
    newspaper: Mapped[str | None]
    newspaper_on: Mapped[dt.date | None]
    newspaper_proof_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(_PAPER))
    web_url: Mapped[str | None]
    web_on: Mapped[dt.date | None]
    web_proof_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(_PAPER))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    published_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]


class CollectiveCase(Base):
    """A petition that the collective answer answers, and the copy given to whoever asked for it."""

    __tablename__ = "collective_case"
    __table_args__ = (
        CheckConstraint("num_nonnulls(copy_on, copy_proof_id, copy_by) IN (0, 3)", name="copy"),
        Index("ix_collective_case_collective_id", "collective_id"),
    )

    case_id: Mapped[CaseKey]
    collective_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.collective_answer.collective_id"))
    row_no: Mapped[int] = mapped_column(SmallInteger)
    copy_on: Mapped[dt.date | None]
    copy_proof_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(_PAPER))
    copy_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))


class GeneralInterest(Base):
    """That a petition asks nothing for its petitioner alone: one answer may answer it with others (art. 22)."""

    __tablename__ = "general_interest"
    __table_args__ = (CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name="reason"),)

    case_id: Mapped[CaseKey]
    reason: Mapped[str]
    marked_by: Mapped[Person]
    marked_at: Mapped[Stamp]


class DataClaim(Base):
    """«Reclamo en trámite»: the mark on somebody's data while their claim about it is decided (Ley 1581, art. 15)."""

    __tablename__ = "data_claim"
    __table_args__ = (
        CheckConstraint(_SAID.format("about"), name="about"),
        CheckConstraint("cardinality(systems) BETWEEN 1 AND 8", name="systems"),
        CheckConstraint("num_nonnulls(lifted_by, lifted_at, lift_reason) IN (0, 3)", name="lifted"),
        CheckConstraint(_SAID.format("lift_reason"), name="lift_reason"),
    )

    case_id: Mapped[CaseKey]
    about: Mapped[str]
    #: Where the legend was put: RUV, VIVANTO, SIRAV, SGV, INDEMNIZA.
    systems: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: Second business day from reception.
    mark_by: Mapped[dt.date]
    marked_on: Mapped[dt.date]
    marked_by: Mapped[Person]
    marked_at: Mapped[Stamp]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    lifted_at: Mapped[dt.datetime | None]
    lift_reason: Mapped[str | None]
