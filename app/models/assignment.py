"""Runs of assignment with what became of each case, and the rules they follow, with their authors (activity 5)."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Person, Stamp, one_of


class AssignmentRun(Base):
    """Cases shared out, claimed, passed on or taken back at once, so that a repeat is answered.

    A long sharing is several runs with one `act_id`: undone together.
    """

    __tablename__ = "assignment_run"
    __table_args__ = (
        one_of("kind", "shared", "claimed", "passed", "returned"),
        Index("ix_assignment_run_act_id", "act_id"),
        Index("ix_assignment_run_run_at", "run_at"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    run_by: Mapped[Person]
    run_at: Mapped[Stamp]
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    act_id: Mapped[uuid.UUID | None]


class AssignmentMove(Base):
    """What a run did with one case: the version it reached, or why it was kept where it was."""

    __tablename__ = "assignment_move"
    __table_args__ = (
        CheckConstraint("length(kept_because) <= 60", name="kept_because"),
        CheckConstraint("(version IS NULL) = (kept_because IS NOT NULL)", name="outcome"),
        Index("ix_assignment_move_to_person", "to_person", "moved_at"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.assignment_run.run_id"), primary_key=True)
    #: Without a foreign key: a case that somebody is moving is noted as kept, not waited for.
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int | None]
    from_person: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    to_person: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    weight: Mapped[float] = mapped_column(Numeric(6, 2))
    kept_because: Mapped[str | None]
    moved_at: Mapped[Stamp]


class ReleaseRule(Base):
    """How gradually: at most `cases` to each agent in `hours`; NULL cases: no such limit. The newest row holds."""

    __tablename__ = "release_rule"
    __table_args__ = (
        CheckConstraint("cases BETWEEN 1 AND 500 AND hours BETWEEN 1 AND 168", name="range"),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", name="reason"),
    )

    rule_no: Mapped[int] = mapped_column(Identity(), primary_key=True)
    set_by: Mapped[Person]
    set_at: Mapped[Stamp]
    reason: Mapped[str]
    cases: Mapped[int | None]
    hours: Mapped[int]


class WorkWeight(Base):
    """Effort of a claim, of a line, or of what has a typed term; the newest of a key holds, older ones are history."""

    __tablename__ = "work_weight"
    __table_args__ = (
        one_of("kind", "claim", "line", "typed"),
        CheckConstraint("weight BETWEEN 0.25 AND 10", name="range"),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", name="reason"),
        CheckConstraint("length(key) <= 60", name="key"),
        Index("ix_work_weight_kind_key", "kind", "key", "weight_no"),
    )

    weight_no: Mapped[int] = mapped_column(Identity(), primary_key=True)
    set_by: Mapped[Person]
    set_at: Mapped[Stamp]
    reason: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    weight: Mapped[float] = mapped_column(Numeric(4, 2))
