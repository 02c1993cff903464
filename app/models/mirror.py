"""What the filing system holds on its side of an archive or a reassignment (activity 10): its own transactions."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamp, one_of


class FilingTransaction(Base):
    """A transaction of the filing system, in its own terms: 13 archives a filing, 9 reassigns it.

    It knows filing numbers and the reference written with them, never our cases: so it is a second witness.
    """

    __tablename__ = "filing_transaction"
    __table_args__ = (
        one_of("code", "archive", "reassign"),
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
