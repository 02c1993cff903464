"""Bulk drafting (activity 16): batches, the letters of each, and who runs them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Lines, Person, Stamp, foot_rules, one_of


class BulkBatch(Base):
    """One bulk drafting: which approved text answers each claim, who signs, and who decided it (activity 16)."""

    __tablename__ = "bulk_batch"
    __table_args__ = (
        one_of("source", "group", "sheet"),
        CheckConstraint("length(source_name) <= 200", name="lengths"),
        *foot_rules(),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    group_key: Mapped[str]
    title: Mapped[str]
    #: Claim code -> text and version, the same for every letter of the batch.
    recipe: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_by: Mapped[Person]
    started_at: Mapped[Stamp]
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    #: Who signs all of its letters; a letter that another would sign is not of this batch.
    director_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.director.director_id"))
    source: Mapped[str] = mapped_column(server_default="group")
    #: Name of the sheet its cases came from.
    source_name: Mapped[str] = mapped_column(server_default="")
    #: What the foot of every letter of the batch names.
    attachments: Mapped[Lines]
    copies: Mapped[Lines]


class BulkBatchCase(Base):
    """A case that the batch is to draft; (batch, case) is the key, so no letter is made twice."""

    __tablename__ = "bulk_batch_case"
    __table_args__ = (
        one_of("state", "waiting", "drafted", "failed", "moved", "cancelled"),
        #: Two people who start the same group at once: a case waits in one batch only.
        Index(
            "ux_bulk_batch_case_waiting",
            "case_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'failed')"),
        ),
    )

    case_id: Mapped[CaseKey]
    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.bulk_batch.batch_id"), primary_key=True, index=True)
    row_no: Mapped[int]
    #: Reason code of the last refusal; empty while it waits and when the letter was drafted.
    failure: Mapped[str | None]
    #: What that refusal was about: a field of the letter, a claim.
    failure_field: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="waiting")
    #: Version of the case that the person looked at; another one is reported, not overwritten.
    case_version: Mapped[int | None]
    #: Hash of what the inputs said when the batch was begun.
    inputs_sha256: Mapped[bytes | None]
    #: Row of the sheet it came from.
    sheet_row: Mapped[int | None]
    #: The run that tried it last: each run tries a failed letter once.
    run_id: Mapped[uuid.UUID | None]
    settled_at: Mapped[dt.datetime | None]


class BulkRun(Base):
    """One go at a batch, from one window. It beats with every piece; another may take over when it stops."""

    __tablename__ = "bulk_run"
    __table_args__ = (one_of("end_reason", "finished", "stopped", "superseded", "cancelled"),)

    run_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.bulk_batch.batch_id"), index=True)
    person_id: Mapped[Person]
    started_at: Mapped[Stamp]
    beat_at: Mapped[Stamp]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None]
    drafted: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    moved: Mapped[int] = mapped_column(server_default="0")
