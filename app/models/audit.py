"""What happened, append only: events of cases, refusals, reads of personal data, acts on staff, anchors."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, FetchedValue, Identity, Index, SmallInteger, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, INET, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from app.models.base import Base, Stamp


class Xid8(UserDefinedType[str]):
    """A full transaction number of PostgreSQL; compared with snapshots, so it is not a plain integer."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "xid8"


class CaseEvent(Base):
    """One step taken on a case. `hash` covers the row and `prev_hash`; the head is on the case."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_xid", "xid"),
        Index("ix_case_event_recorded", "recorded_at", postgresql_using="brin"),
        {"schema": "pqr_audit"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[dt.datetime]
    actor_id: Mapped[int]
    session_login: Mapped[str]
    command_id: Mapped[uuid.UUID]
    procedure: Mapped[str]
    from_activity: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str]
    to_activity: Mapped[int] = mapped_column(SmallInteger)
    from_assignee: Mapped[int | None]
    to_assignee: Mapped[int | None]
    from_area: Mapped[int | None]
    to_area: Mapped[int | None]
    from_status: Mapped[str]
    payload_sha256: Mapped[bytes]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]
    #: The transaction that wrote it: the feed of changes asks which were visible when.
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))


class CaseTouch(Base):
    """A change of a case's row that is no step (a due date moved, news from its child): only for the feed."""

    __tablename__ = "case_touch"
    __table_args__ = (Index("ix_case_touch_xid", "xid"), {"schema": "pqr_audit"})

    touch_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[uuid.UUID]
    touched_at: Mapped[Stamp]
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))


class Refusal(Base):
    """A command that was not applied, and why."""

    __tablename__ = "refusal"
    __table_args__ = {"schema": "pqr_audit"}  # noqa: RUF012  (SQLAlchemy's own contract)

    refusal_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recorded_at: Mapped[Stamp]
    session_login: Mapped[str]
    command_id: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    activity: Mapped[str | None]
    outcome: Mapped[str | None]
    #: What really stopped it; the caller may have been told less.
    reason: Mapped[str]
    client_addr: Mapped[str | None] = mapped_column(INET, FetchedValue(), server_default=text("inet_client_addr()"))


class ReadLog(Base):
    """A read of personal data. `n` comes from a counter that a rollback does not turn back."""

    __tablename__ = "read_log"
    __table_args__ = (
        Index("ix_read_log_names", "names", postgresql_using="gin", postgresql_where=text("names IS NOT NULL")),
        Index("ix_read_log_case", "case_id", "at", postgresql_where=text("case_id IS NOT NULL")),
        Index("ix_read_log_login", "session_login", "at"),
        {"schema": "pqr_audit"},
    )

    read_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[Stamp]
    session_login: Mapped[str]
    what: Mapped[str]
    case_id: Mapped[uuid.UUID | None]
    reason: Mapped[str]
    n: Mapped[int] = mapped_column(BigInteger)
    #: Whose names a list showed, when it is not one case's.
    names: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid()))


class StaffEvent(Base):
    """An act of an administrator on a person, a role or an absence."""

    __tablename__ = "staff_event"
    __table_args__ = {"schema": "pqr_audit"}  # noqa: RUF012  (SQLAlchemy's own contract)

    staff_event_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recorded_at: Mapped[Stamp]
    session_login: Mapped[str]
    what: Mapped[str]
    person_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Anchor(Base):
    """One digest over every event hash since the last anchor; copied outside the administrator's reach."""

    __tablename__ = "anchor"
    __table_args__ = {"schema": "pqr_audit"}  # noqa: RUF012  (SQLAlchemy's own contract)

    anchor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    taken_at: Mapped[Stamp]
    upto_xid: Mapped[str] = mapped_column(Xid8)
    events: Mapped[int] = mapped_column(BigInteger)
    signings: Mapped[int] = mapped_column(BigInteger, server_default="0")
    root: Mapped[bytes]
    prev_root: Mapped[bytes]
