"""Legal calendar: days that do not count, term regimes with their validity, terms by class of petition."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Person, Stamp, one_of


class NonWorkingDay(Base):
    """A day that does not count, with the act that says so (domain.md §1.2)."""

    __tablename__ = "non_working_day"
    __table_args__ = (one_of("kind", "holiday", "closure", "compensated"),)

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    label: Mapped[str]
    legal_act: Mapped[str]
    kind: Mapped[str]


class CalendarChange(Base):
    """A day that one administrator asks to add or take away, and a second one approves (screens/administrar)."""

    __tablename__ = "calendar_change"
    __table_args__ = (
        one_of("kind", "holiday", "closure", "compensated", "working"),
        one_of("decision", "approved", "rejected"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided"),
        Index("uq_calendar_change_open", "day", unique=True, postgresql_where=text("decision IS NULL")),
    )

    change_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    kind: Mapped[str]
    label: Mapped[str]
    legal_act: Mapped[str]
    proposed_by: Mapped[Person]
    proposed_at: Mapped[Stamp]
    decision: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]
    moved_cases: Mapped[int | None]


class TermRegime(Base):
    """A set of terms in force between two dates (Ley 1755 de 2015; Decreto 491 de 2020)."""

    __tablename__ = "term_regime"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),)

    regime_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str]
    legal_act: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class PetitionClass(Base):
    """Class of petition (petición, queja, reclamo, consulta, ROC…); some have a term typed by the user."""

    __tablename__ = "petition_class"

    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    #: The term comes from the document (judges, ROC, Congress), not from the class.
    has_typed_term: Mapped[bool]
    priority: Mapped[int]


class TermRule(Base):
    """Business days a regime gives to a class of petition."""

    __tablename__ = "term_rule"
    __table_args__ = (
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("copies_days > 0", name="copies_days"),
        CheckConstraint("extension_days > 0", name="extension_days"),
    )

    regime_id: Mapped[int] = mapped_column(ForeignKey("pqr.term_regime.regime_id"), primary_key=True)
    class_key: Mapped[str] = mapped_column(ForeignKey("pqr.petition_class.key"), primary_key=True)
    days: Mapped[int]
    #: Unanswered, the request is taken as accepted and the copies are due in so many more (Ley 1755 de 2015, art. 14).
    copies_days: Mapped[int | None]
    #: Most that an extension adds (Ley 1581 de 2012, arts. 14 and 15); none: as much as the term (CPACA, art. 14).
    extension_days: Mapped[int | None]


class StageTerm(Base):
    """Business days that a stage is planned to take: with the stages after it, the work that is left of a case."""

    __tablename__ = "stage_term"
    __table_args__ = (
        CheckConstraint("days BETWEEN 0 AND 60", name="days"),
        ForeignKeyConstraint(["procedure", "activity"], ["pqr.activity.procedure", "pqr.activity.number"]),
    )

    procedure: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    days: Mapped[float] = mapped_column(Numeric(4, 2))
    #: Place on the way to delivery; none where the case leaves it (archive, split).
    position: Mapped[int | None] = mapped_column(SmallInteger)
    source: Mapped[str]


class Extension(Base):
    """The one extension of a petition's term (CPACA, art. 14 par.): it counts once the citizen was told, with proof."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("new_due_on > old_due_on", name="longer"),
        CheckConstraint("notified_on <= old_due_on", name="in_time"),
        CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name="reason"),
        CheckConstraint("num_nonnulls(notified_on, confirmed_by, confirmed_at) IN (0, 3)", name="confirmed"),
    )

    case_id: Mapped[CaseKey]
    old_due_on: Mapped[dt.date]
    new_due_on: Mapped[dt.date]
    reason: Mapped[str]
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.legal_letter.letter_id"))
    asked_by: Mapped[Person]
    asked_at: Mapped[Stamp]
    notified_on: Mapped[dt.date | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    confirmed_at: Mapped[dt.datetime | None]
