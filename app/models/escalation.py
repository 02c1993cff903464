"""What breaks the loops of escalations: coded faults, joint decisions, reminders, and who changed an area's term."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class ConformityReason(Base):
    """Coded reason for which an input is not what was asked (15)."""

    __tablename__ = "conformity_reason"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


class EscalationFault(Base):
    """One fault found in what an area sent in a turn."""

    __tablename__ = "escalation_fault"

    case_id: Mapped[CaseKey]
    turn: Mapped[Ordinal]
    reason_code: Mapped[str] = mapped_column(ForeignKey("pqr.conformity_reason.code"), primary_key=True)
    checked_by: Mapped[Person]
    checked_at: Mapped[Stamp]


class JointDecision(Base):
    """What a lawyer proposes after the third return, and who agreed: never the same person."""

    __tablename__ = "joint_decision"
    __table_args__ = (
        one_of("ruling", "area_answers", "another_area", "without_area"),
        CheckConstraint("agreed_by <> proposed_by", name="two_people"),
        CheckConstraint("objected_by <> proposed_by", name="objector"),
        CheckConstraint("(ruling = 'another_area') = (area_id IS NOT NULL)", name="area"),
        CheckConstraint("(objection IS NULL) = (objected_by IS NULL)", name="objected"),
        CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name="agreed"),
        CheckConstraint("length(reason) <= 2000 AND length(objection) <= 2000", name="lengths"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    turn: Mapped[int]
    ruling: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    reason: Mapped[str]
    proposed_by: Mapped[Person]
    proposed_at: Mapped[Stamp]
    objection: Mapped[str | None]
    objected_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    objected_at: Mapped[dt.datetime | None]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    agreed_at: Mapped[dt.datetime | None]


class AreaTermChange(Base):
    """Who changed an area's term or the capacity of its queue, from what to what, and why (5.3)."""

    __tablename__ = "area_term_change"
    __table_args__ = (
        CheckConstraint("term_days BETWEEN 1 AND 60 AND queue_capacity BETWEEN 1 AND 1000000", name="range"),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", name="lengths"),
    )

    change_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    term_days: Mapped[int]
    queue_capacity: Mapped[int | None]
    term_days_before: Mapped[int]
    queue_capacity_before: Mapped[int | None]
    reason: Mapped[str]
    changed_by: Mapped[Person]
    changed_at: Mapped[Stamp]


class EscalationReminder(Base):
    """A notice about a turn of an escalation: who asked for it (nobody: the rule), and when its area was told."""

    __tablename__ = "escalation_reminder"
    __table_args__ = (
        one_of("kind", "soon", "today", "late", "asked", "head_third", "head_late"),
        CheckConstraint("(kind = 'asked') = (asked_by IS NOT NULL)", name="asker"),
        CheckConstraint("(told_to IS NULL) = (told_at IS NULL)", name="told"),
    )

    case_id: Mapped[CaseKey]
    turn: Mapped[Ordinal]
    kind: Mapped[str] = mapped_column(primary_key=True)
    #: The day it is about: the area's term, or the day on which Control asked.
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    asked_at: Mapped[Stamp]
    told_to: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    told_at: Mapped[dt.datetime | None]
