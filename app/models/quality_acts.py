"""Quality: draws announced before their seed is seen, acts of lots, and meetings with their commitments (5.4, 5.5)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Big, Ordinal, Person, Stamp, one_of

_Lot = ForeignKey("pqr.quality_lot.lot_id")
_PERSON = "pqr.person.person_id"


class QualityPromise(Base):
    """Plan and grouping of a lot, written down before its seed is seen: no rollback brings another one."""

    __tablename__ = "quality_promise"
    __table_args__ = (
        one_of("method", "iso_2859_1", "proportion"),
        one_of("inspection", "reduced", "normal", "tightened", "full"),
    )

    #: The order that draws it: that of its lot too.
    promise_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    method: Mapped[str]
    inspection: Mapped[str]
    tolerated: Mapped[float] = mapped_column(Numeric(4, 2))
    is_stratified: Mapped[bool]
    is_doubled: Mapped[bool]
    letters: Mapped[int]
    #: Told to nobody before the draw.
    seed: Mapped[str]
    #: The draw has to be another transaction: this one can't be turned back by then.
    in_transaction: Mapped[Big]
    promised_by: Mapped[Person]
    promised_at: Mapped[Stamp]


class QualityAct(Base):
    """The act of a lot that was reviewed: its number, decision and figures on the day of its first signature."""

    __tablename__ = "quality_act"
    __table_args__ = (UniqueConstraint("year", "act_number"), one_of("decision", "accepted", "rejected", "measured"))

    lot_id: Mapped[uuid.UUID] = mapped_column(_Lot, primary_key=True)
    year: Mapped[int]
    act_number: Mapped[int]
    decision: Mapped[str]
    reviewed: Mapped[int]
    faults: Mapped[int]
    critical: Mapped[int]
    minor: Mapped[int]
    note: Mapped[str]


class QualityActSignature(Base):
    """Who signed an act, when, and the SHA-256 of what it said."""

    __tablename__ = "quality_act_signature"

    lot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_act.lot_id"), primary_key=True)
    signed_by: Mapped[Person] = mapped_column(primary_key=True)
    content_sha256: Mapped[bytes]
    signed_at: Mapped[Stamp]


class QualityMeeting(Base):
    """A meeting about faults (5.4) or guidelines (5.5), with everybody, one area or one agent."""

    __tablename__ = "quality_meeting"
    __table_args__ = (
        one_of("kind", "errors", "guidelines"),
        CheckConstraint("period_from <= period_to", name="period"),
        CheckConstraint("area_id IS NULL OR agent_id IS NULL", name="with_whom"),
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey(_PERSON))
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    meets_at: Mapped[dt.datetime]
    place: Mapped[str]
    agenda: Mapped[str]
    called_by: Mapped[Person]
    called_at: Mapped[Stamp]
    #: Written once, when it was held.
    minutes: Mapped[str | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(_PERSON))
    closed_at: Mapped[dt.datetime | None]
    cancelled_for: Mapped[str | None]


class QualityMeetingPerson(Base):
    """Who is called, and whether they came."""

    __tablename__ = "quality_meeting_person"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_meeting.meeting_id"), primary_key=True)
    person_id: Mapped[Person] = mapped_column(primary_key=True)
    attended: Mapped[bool | None]


class QualityMeetingTopic(Base):
    """A coded fault to talk about: letters with it of those reviewed in the period, when the meeting was called."""

    __tablename__ = "quality_meeting_topic"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_meeting.meeting_id"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("pqr.quality_code.code"), primary_key=True)
    letters: Mapped[int]
    reviewed: Mapped[int]


class QualityCommitment(Base):
    """Who does what until when; done, by whose word and when."""

    __tablename__ = "quality_commitment"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_meeting.meeting_id"), primary_key=True)
    commitment_no: Mapped[Ordinal]
    words: Mapped[str]
    person_id: Mapped[Person]
    due_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey(_PERSON))
    done_note: Mapped[str | None]
