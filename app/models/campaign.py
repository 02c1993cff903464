"""Outbound campaigns and the people to contact (procedure 740.04.08-15)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class Campaign(Base):
    """A campaign asked for by a mission area in the established format (outbound 1 to 4, 9)."""

    __tablename__ = "campaign"
    __table_args__ = (
        one_of("medium", "call", "sms"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("max_attempts BETWEEN 1 AND 5", name="max_attempts"),
        CheckConstraint(
            "length(name) <= 300 AND length(objective) <= 8000 AND length(script) <= 50000", name="lengths"
        ),
    )

    case_id: Mapped[CaseKey]
    name: Mapped[str]
    objective: Mapped[str]
    medium: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    requested_on: Mapped[dt.date]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    script: Mapped[str]
    needs_validation: Mapped[bool]
    max_attempts: Mapped[int]
    #: What it is about says something reserved of everybody in it: its label and its lists do not.
    is_reserved: Mapped[bool] = mapped_column(server_default="false")
    registered_by: Mapped[Person]
    registered_at: Mapped[Stamp]


class CampaignPerson(Base):
    """One row of a campaign's base, before its contact case is opened."""

    __tablename__ = "campaign_person"
    __table_args__ = (
        CheckConstraint("length(concat_ws('', full_name, document_number, phone)) <= 500", name="lengths"),
        Index("ix_campaign_person_document_number", "document_number"),
    )

    case_id: Mapped[CaseKey]
    row_no: Mapped[Ordinal]
    full_name: Mapped[str]
    document_number: Mapped[str | None]
    phone: Mapped[str]
    contact_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))


class CampaignReturn(Base):
    """Observations with which a request was returned or cancelled (outbound 3)."""

    __tablename__ = "campaign_return"

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    observations: Mapped[str]
    written_by: Mapped[Person]
    written_at: Mapped[Stamp]


class ContactAttempt(Base):
    """One call or message to one person, and what came of it (outbound 4 to 8)."""

    __tablename__ = "contact_attempt"
    __table_args__ = (CheckConstraint("right_answers BETWEEN 0 AND 5", name="right_answers"),)

    case_id: Mapped[CaseKey]
    attempt: Mapped[Ordinal]
    made_by: Mapped[Person]
    made_at: Mapped[Stamp]
    outcome_code: Mapped[str | None]
    right_answers: Mapped[int | None]
    passed: Mapped[bool | None]
    note: Mapped[str | None]
    next_try_at: Mapped[dt.datetime | None]
