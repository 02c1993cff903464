"""Paper on its way: batches for the printer and their reading back, notices, and the operator's result files."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class PrintBatch(Base):
    """Letters handed together to one printer (or saved as one PDF), in postal order (activity 26)."""

    __tablename__ = "print_batch"
    __table_args__ = (
        one_of("state", "queued", "printing", "paused", "reading", "done", "dropped"),
        CheckConstraint("length(concat_ws('', title, printer, station, job, trouble)) <= 1000", name="lengths"),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: What people call it: I-1120-04, the fourth of the twentieth of November.
    batch_code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    #: NULL when the batch was saved as a PDF.
    printer: Mapped[str | None]
    station: Mapped[str]
    duplex: Mapped[bool]
    state: Mapped[str]
    #: The print queue's own name of the job.
    job: Mapped[str | None]
    trouble: Mapped[str | None]
    created_by: Mapped[Person]
    created_at: Mapped[Stamp]
    #: Told just before the printer gets it: from then on it may be on paper, whatever was noted of its job.
    handed_at: Mapped[dt.datetime | None]


class PrintBatchLetter(Base):
    """One letter's place in a batch, and when its barcode was read back from the pile."""

    __tablename__ = "print_batch_letter"
    __table_args__ = (
        Index("uq_print_batch_letter_place", "batch_id", "place", unique=True),
        # A letter is in one open batch: two stations can't print it twice.
        Index("uq_print_batch_letter_open", "case_id", unique=True, postgresql_where=text("is_open")),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.print_batch.batch_id"), primary_key=True)
    case_id: Mapped[CaseKey]
    letter_no: Mapped[int]
    place: Mapped[int]
    is_open: Mapped[bool] = mapped_column(server_default="true")
    reprints: Mapped[int] = mapped_column(server_default="0")
    out_of_order: Mapped[bool] = mapped_column(server_default="false")
    read_at: Mapped[dt.datetime | None]
    read_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))


class Notice(Base):
    """The aviso of one sending: fixed five business days, deemed served at the end of the day after (CPACA art. 69)."""

    __tablename__ = "notice"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "attempt"], ["pqr.dispatch.case_id", "pqr.dispatch.attempt"]),
        CheckConstraint("fixed_on < removed_on AND removed_on < effective_on", name="days"),
    )

    case_id: Mapped[CaseKey]
    attempt: Mapped[Ordinal]
    fixed_on: Mapped[dt.date]
    removed_on: Mapped[dt.date]
    effective_on: Mapped[dt.date]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.document.document_id"))
    published_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    published_at: Mapped[dt.datetime | None]
    removed_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    removed_at: Mapped[dt.datetime | None]


class OperatorFile(Base):
    """A file of results that the operator sent, known by its hash: the same file is taken once."""

    __tablename__ = "operator_file"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32 AND row_count >= 0", name="file"),)

    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    row_count: Mapped[int]
    imported_by: Mapped[Person]
    imported_at: Mapped[Stamp]
    finished_at: Mapped[dt.datetime | None]


class OperatorRow(Base):
    """What became of one row of such a file. Names of those who received stay in `delivery`."""

    __tablename__ = "operator_row"
    __table_args__ = (CheckConstraint("length(guide) <= 60 AND length(detail) <= 300", name="lengths"),)

    sha256: Mapped[bytes] = mapped_column(ForeignKey("pqr.operator_file.sha256"), primary_key=True)
    row_no: Mapped[Ordinal]
    guide: Mapped[str]
    verdict: Mapped[str]
    detail: Mapped[str]
    noted_at: Mapped[Stamp]
