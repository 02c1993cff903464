"""Who heads a mission area and is told what it lets go; and terms of requests that Control lengthened, with reason."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp


class AreaHead(Base):
    """The one person of an area who is told at the third return and when a term is overdue."""

    __tablename__ = "area_head"

    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"), primary_key=True, autoincrement=False)
    person_id: Mapped[Person]
    set_by: Mapped[Person]
    set_at: Mapped[Stamp]


class EscalationExtension(Base):
    """A longer term for what an area was asked: once in a turn, and never past what the petition can wait."""

    __tablename__ = "escalation_extension"
    __table_args__ = (
        CheckConstraint("new_due_on > old_due_on", name="longer"),
        CheckConstraint("length(btrim(reason)) BETWEEN 20 AND 500", name="reason"),
    )

    case_id: Mapped[CaseKey]
    turn: Mapped[Ordinal]
    run_id: Mapped[uuid.UUID]
    old_due_on: Mapped[dt.date]
    new_due_on: Mapped[dt.date]
    reason: Mapped[str]
    extended_by: Mapped[Person]
    extended_at: Mapped[Stamp]
