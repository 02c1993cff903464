"""Loads of petitions: what came in, what was imported, what was refused and why (activities 1 to 4)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Ordinal, Person, Stamp, one_of


class IntakeBatch(Base):
    """One load: received = imported + rejected once it is closed."""

    __tablename__ = "intake_batch"
    __table_args__ = (CheckConstraint("closed_at IS NULL OR received = imported + rejected", name="adds_up"),)

    batch_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    started_by: Mapped[Person]
    started_at: Mapped[Stamp]
    closed_at: Mapped[dt.datetime | None]
    received: Mapped[int]
    imported: Mapped[int] = mapped_column(server_default="0")
    rejected: Mapped[int] = mapped_column(server_default="0")


class IntakeItem(Base):
    """One file or index row of a load and what became of it."""

    __tablename__ = "intake_item"
    __table_args__ = (
        one_of("result", "imported", "rejected"),
        CheckConstraint("length(concat_ws('', file_label, filing_number, reason_code)) <= 500", name="lengths"),
        Index(
            "uq_intake_item_imported_sha256",
            "file_sha256",
            unique=True,
            postgresql_where=text("result = 'imported'"),
        ),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.intake_batch.batch_id"), primary_key=True)
    item_no: Mapped[Ordinal]
    file_label: Mapped[str]
    file_sha256: Mapped[bytes | None]
    filing_number: Mapped[str | None]
    result: Mapped[str]
    reason_code: Mapped[str | None]
    sentence: Mapped[str | None]
    case_id: Mapped[uuid.UUID | None]
