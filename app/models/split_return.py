"""What Gestión Documental gives back of a split petition: each list, row by row, and what is decided (activity 12)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class SplitReception(Base):
    """One list received; `source` is a file, rows typed by a person, or the table of signatories itself."""

    __tablename__ = "split_reception"
    __table_args__ = (
        one_of("source", "list", "manifest"),
        CheckConstraint("length(file_label) <= 200", name="lengths"),
        UniqueConstraint("case_id", "reception", "received_by"),
    )

    case_id: Mapped[CaseKey]
    reception: Mapped[Ordinal]
    source: Mapped[str]
    file_label: Mapped[str | None]
    received_by: Mapped[Person]
    received_at: Mapped[Stamp]


class SplitReturn(Base):
    """One row of a list received, kept whatever it is: matched to one signatory, repeated, or of nobody who signed."""

    __tablename__ = "split_return"
    __table_args__ = (
        one_of("result", "matched", "repeated", "extra"),
        CheckConstraint("length(concat_ws('', full_name, document_type, document_number)) <= 400", name="lengths"),
        CheckConstraint("(result = 'matched') = (child_case_id IS NOT NULL)", name="child"),
        CheckConstraint("(result = 'extra') = (signatory_ordinal IS NULL)", name="signatory"),
    )

    case_id: Mapped[CaseKey]
    reception: Mapped[Ordinal]
    row_no: Mapped[Ordinal]
    full_name: Mapped[str]
    document_type: Mapped[str | None]
    document_number: Mapped[str | None]
    result: Mapped[str]
    signatory_ordinal: Mapped[int | None]
    child_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))


class SplitExtra(Base):
    """A row of nobody in the table, decided by another than who received it: added to the table, or set aside."""

    __tablename__ = "split_extra"
    __table_args__ = (
        one_of("decision", "adopted", "set_aside"),
        CheckConstraint("decided_by <> received_by", name="two_people"),
        CheckConstraint("length(btrim(reason)) BETWEEN 20 AND 1000", name="reason"),
        CheckConstraint(
            "(decision = 'adopted') = (child_case_id IS NOT NULL)"
            " AND (decision = 'adopted') = (signatory_ordinal IS NOT NULL)",
            name="child",
        ),
        ForeignKeyConstraint(
            ["case_id", "reception", "row_no"],
            ["pqr.split_return.case_id", "pqr.split_return.reception", "pqr.split_return.row_no"],
        ),
        ForeignKeyConstraint(
            ["case_id", "reception", "received_by"],
            ["pqr.split_reception.case_id", "pqr.split_reception.reception", "pqr.split_reception.received_by"],
        ),
    )

    case_id: Mapped[CaseKey]
    reception: Mapped[Ordinal]
    row_no: Mapped[Ordinal]
    decision: Mapped[str]
    reason: Mapped[str]
    signatory_ordinal: Mapped[int | None]
    child_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    command_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    #: Who received the list of the row; never who decides on it.
    received_by: Mapped[int]
    decided_by: Mapped[Person]
    decided_at: Mapped[Stamp]
