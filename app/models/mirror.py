"""What the filing system holds on its side of an archive or a reassignment (activity 10): its own transactions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class FilingTransaction(Base):
    """A transaction of the filing system, in its own terms: 13 archives a filing, 9 reassigns it.

    It knows filing numbers and the reference written with them, never our cases: so it is a second witness.
    """

    __tablename__ = "filing_transaction"
    __table_args__ = (
        one_of("code", "archive", "reassign", "void"),
        one_of("source", "embedded", "file"),
        CheckConstraint("(source = 'file') = (import_id IS NOT NULL)", name="file"),
        CheckConstraint(
            "length(concat_ws('', filing_number, reference, target, report_number)) <= 700", name="lengths"
        ),
        Index("ix_filing_transaction_filing_number", "filing_number"),
        Index("ix_filing_transaction_made_at", "made_at"),
    )

    transaction_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    filing_number: Mapped[str]
    #: Código LEX, which tells apart the children of a split: they share the filing number.
    reference: Mapped[str | None]
    code: Mapped[str]
    #: Office or entity to which it was reassigned.
    target: Mapped[str | None]
    report_number: Mapped[str | None]
    made_by: Mapped[str]
    made_at: Mapped[Stamp]
    #: Written by the embedded filing system, or read in a file that ORFEO exported.
    source: Mapped[str] = mapped_column(server_default="embedded")
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.filing_import.import_id"))
    #: Transactions that this one puts right: they no longer count. With code void, nothing takes their place.
    corrects: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))


class FilingImport(Base):
    """A file that ORFEO exported, and the days of which it holds everything: what it lacks is missing there."""

    __tablename__ = "filing_import"
    __table_args__ = (
        CheckConstraint("covers_to >= covers_from", name="dates"),
        CheckConstraint("length(file_label) <= 200", name="lengths"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    file_label: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    covers_from: Mapped[dt.date]
    covers_to: Mapped[dt.date]
    row_count: Mapped[int]
    added: Mapped[int]
    imported_by: Mapped[Person]
    imported_at: Mapped[Stamp]


class MirrorSettlement(Base):
    """What a named person did with one difference, and why. `print` tells whether it is still that difference.

    take: ours says what ORFEO says; push: ORFEO was put right; ask: it must be put right by hand there; accept.
    """

    __tablename__ = "mirror_settlement"
    __table_args__ = (
        one_of("resolution", "take", "push", "ask", "accept"),
        CheckConstraint("length(reason) BETWEEN 10 AND 1000", name="reason"),
        Index("uq_mirror_settlement_done", "filing_number", "print", "resolution", unique=True),
    )

    settlement_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    filing_number: Mapped[str]
    reference: Mapped[str | None]
    difference: Mapped[str]
    resolution: Mapped[str]
    reason: Mapped[str]
    print: Mapped[str]
    settled_by: Mapped[Person]
    settled_at: Mapped[Stamp]


class ArchiveCorrection(Base):
    """What our report says since ORFEO's side was taken; the report itself is kept as it was made."""

    __tablename__ = "archive_correction"

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    settlement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.mirror_settlement.settlement_id"))
    target: Mapped[str | None]
    report_number: Mapped[str | None]
    filed_on: Mapped[dt.date | None]
