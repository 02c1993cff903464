"""The case that moves through a procedure, and the results of the commands that moved it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamp

_OPEN = text("closed_at IS NULL")


class CaseFile(Base):
    """Anything that moves: a petition, a child of a split, an escalation, a campaign, a contact.

    Only routing data, no personal data: people may read these rows in their trays. Only the door writes them.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("(activity = 0) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("version >= 0", name="version"),
        Index("ix_case_file_assignee", "assignee_id", "due_on", "case_id", postgresql_where=_OPEN),
        Index("ix_case_file_activity", "procedure", "activity", "due_on", "case_id", postgresql_where=_OPEN),
        Index(
            "ix_case_file_area",
            "area_id",
            "due_on",
            "case_id",
            postgresql_where=text("closed_at IS NULL AND area_id IS NOT NULL"),
        ),
        Index("ix_case_file_lease", "lease_by", postgresql_where=text("lease_by IS NOT NULL")),
        Index("ix_case_file_parent", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        # Room in the page for the new version of a row: a step that moves no indexed column stays in it.
        {"postgresql_with": {"fillfactor": "85"}},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    procedure: Mapped[str] = mapped_column(ForeignKey("pqr.procedure.name"))
    #: Number of the current activity; 0 once ended.
    activity: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(server_default="0")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    root_id: Mapped[uuid.UUID]
    lex_code: Mapped[str | None] = mapped_column(unique=True)
    #: Short and not personal: the filing number, or «Escalamiento 2».
    label: Mapped[str] = mapped_column(server_default="")
    #: Routing status shown in trays; the target activity's key unless the effect says otherwise.
    status: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[dt.date | None]
    internal_due_at: Mapped[dt.datetime | None]
    weight: Mapped[float] = mapped_column(Numeric(6, 2), server_default="1")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    bulk_group: Mapped[str | None]
    opened_at: Mapped[Stamp]
    changed_at: Mapped[Stamp]
    closed_at: Mapped[dt.datetime | None]
    #: Hash of the last event; the chain of each case is its own, so that no two cases wait for each other.
    chain_head: Mapped[bytes] = mapped_column(server_default=text("'\\x'::bytea"))
    lease_by: Mapped[int | None]
    lease_until: Mapped[dt.datetime | None]
    #: From which of the holder's windows: the lease ends when its connections do.
    lease_window: Mapped[str | None]


class Command(Base):
    """The result of an applied command, so that a repeat is answered and not done twice.

    Kept longer than the longest time offline. The key begins with the case: one command is one case's.
    """

    __tablename__ = "command"

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    command_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[int]
    request_hash: Mapped[bytes]
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    recorded_at: Mapped[Stamp]


class SearchText(Base):
    """The words a petition is found by, apart from the case: this index would slow every step down there."""

    __tablename__ = "search_text"
    __table_args__ = (Index("ix_search_text_words", "words", postgresql_using="gin"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"), primary_key=True)
    words: Mapped[str] = mapped_column(TSVECTOR)


class Quota(Base):
    """How many answers of one kind a person gets in a period; counted where a rollback can't hide them."""

    __tablename__ = "quota"
    __table_args__ = (CheckConstraint("allowed >= 0 AND period_seconds > 0", name="positive"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    allowed: Mapped[int] = mapped_column(BigInteger)
    period_seconds: Mapped[int]
