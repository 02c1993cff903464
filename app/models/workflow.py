"""The declared procedures as tables, copied from resources/procedure by a migration."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app import procedure as declared
from app.errors import ProcedureBroken
from app.models.base import Base, one_of
from app.paths import RESOURCES

if TYPE_CHECKING:
    from sqlalchemy import Connection


class WorkflowProcedure(Base):
    """A released declaration; the hash is of its file, which never changes."""

    __tablename__ = "procedure"

    name: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    sha256: Mapped[str]


class Tray(Base):
    """A tray (bandeja): a group of activities shown together."""

    __tablename__ = "tray"

    procedure: Mapped[str] = mapped_column(ForeignKey("pqr.procedure.name"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


class WorkflowActivity(Base):
    """One activity; `seed` is the number printed in the document."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("procedure", "key"),
        ForeignKeyConstraint(["procedure", "tray"], ["pqr.tray.procedure", "pqr.tray.key"]),
    )

    procedure: Mapped[str] = mapped_column(ForeignKey("pqr.procedure.name"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    key: Mapped[str]
    label: Mapped[str]
    tray: Mapped[str]
    seed: Mapped[int] = mapped_column(SmallInteger)
    question: Mapped[str]


class WorkflowOutcome(Base):
    """One way out of an activity; `to_activity` 0 ends the case."""

    __tablename__ = "outcome"
    __table_args__ = (
        ForeignKeyConstraint(["procedure", "activity"], ["pqr.activity.procedure", "pqr.activity.number"]),
        # The door looks an outcome up by its words in one probe.
        UniqueConstraint("procedure", "activity_key", "key"),
        one_of("assignee_rule", *declared.ASSIGNEES),
    )

    procedure: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    activity_key: Mapped[str]
    to_activity: Mapped[int] = mapped_column(SmallInteger)
    #: Key of the activity it leads to; NULL where it ends the case.
    to_key: Mapped[str | None]
    label: Mapped[str]
    has_effect: Mapped[bool]
    may_wait: Mapped[bool]
    may_undo: Mapped[bool]
    assignee_rule: Mapped[str]
    opens: Mapped[str | None] = mapped_column(ForeignKey("pqr.procedure.name"))
    guards: Mapped[list[str]] = mapped_column(ARRAY(Text))
    checks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_inferred: Mapped[bool]


class OutcomeRole(Base):
    """Who may take an outcome and where they must stand."""

    __tablename__ = "outcome_role"
    __table_args__ = (
        ForeignKeyConstraint(
            ["procedure", "activity", "outcome"],
            ["pqr.outcome.procedure", "pqr.outcome.activity", "pqr.outcome.key"],
        ),
        one_of("place", *declared.PLACES),
    )

    procedure: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]


def file_sha256(name: str) -> str:
    """Hash of a released file's text; a checkout's line endings do not count."""
    text = (RESOURCES / "procedure" / f"{name}.toml").read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def install(connection: Connection, *procedures: declared.Procedure) -> None:
    """Copy released declarations into the tables, once.

    The same declaration again changes nothing; another text under an installed name is ProcedureBroken,
    because running cases follow the one that was released.
    """
    fresh = [each for each in procedures if not _installed(connection, each)]
    # All headers before any outcome: an outcome may open another of these procedures.
    for each in fresh:
        connection.execute(
            insert(WorkflowProcedure).values(
                name=each.name, code=each.code, version=each.version, title=each.title, sha256=file_sha256(each.name)
            )
        )
    for each in fresh:
        _install_activities(connection, each)


def _installed(connection: Connection, given: declared.Procedure) -> bool:
    known = connection.scalar(select(WorkflowProcedure.sha256).where(WorkflowProcedure.name == given.name))
    if known is not None and known != file_sha256(given.name):
        raise ProcedureBroken(f"{given.name}: its file differs from the one that was released")
    return known is not None


def _install_activities(connection: Connection, given: declared.Procedure) -> None:
    name = given.name
    for key, label in given.trays.items():
        connection.execute(insert(Tray).values(procedure=name, key=key, label=label))
    for each in given.activities:
        connection.execute(
            insert(WorkflowActivity).values(
                procedure=name,
                number=each.number,
                key=each.key,
                label=each.label,
                tray=each.tray,
                seed=each.seed,
                question=each.question,
            )
        )
        for outcome in each.outcomes.values():
            _install_outcome(connection, given, each, outcome)


def _install_outcome(
    connection: Connection, given: declared.Procedure, at: declared.Activity, outcome: declared.Outcome
) -> None:
    name, number = given.name, at.number
    connection.execute(
        insert(WorkflowOutcome).values(
            procedure=name,
            activity=number,
            key=outcome.key,
            activity_key=at.key,
            to_activity=outcome.to,
            to_key=None if outcome.to == declared.END else given.activity(outcome.to).key,
            label=outcome.label,
            has_effect=outcome.effect,
            may_wait=outcome.offline,
            may_undo=outcome.undo,
            assignee_rule=outcome.assignee,
            opens=outcome.opens or None,
            guards=list(outcome.guards),
            checks=list(outcome.checks),
            is_inferred=bool(outcome.inferred),
        )
    )
    for role, place in outcome.roles.items():
        connection.execute(
            insert(OutcomeRole).values(procedure=name, activity=number, outcome=outcome.key, role=role, place=place)
        )
