"""What a paper copy of a letter is compared with, and where the public may ask."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Person, Stamp


class LetterCode(Base):
    """The verification code that a numbered letter prints (activity 23); nobody reads it from here, only compares."""

    __tablename__ = "letter_code"
    __table_args__ = (CheckConstraint("code ~ '^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$'", name="code"),)

    filing_number: Mapped[str] = mapped_column(ForeignKey("pqr.outgoing_filing.filing_number"), primary_key=True)
    code: Mapped[str]
    noted_at: Mapped[Stamp]


class VerificationAddress(Base):
    """The page that the QR of letters names: the newest that two people want counts. Empty: none."""

    __tablename__ = "verification_address"
    __table_args__ = (
        CheckConstraint(
            "url = '' OR (length(url) <= 120 AND url ~ '^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$')",
            name="url",
        ),
        CheckConstraint(
            "confirmed_by <> set_by AND (confirmed_by IS NULL OR confirmed_at IS NOT NULL)", name="two_people"
        ),
        Index(
            "uq_verification_address_open",
            text("(confirmed_at IS NULL)"),
            unique=True,
            postgresql_where=text("confirmed_at IS NULL"),
        ),
    )

    address_id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    set_at: Mapped[Stamp]
    set_by: Mapped[Person]
    confirmed_at: Mapped[dt.datetime | None]
    #: Nobody for what one administrator alone had set before two were asked for.
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
