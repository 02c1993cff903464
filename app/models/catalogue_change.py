"""Changes of catalogues that one person proposes and another decides, and how long what a system says is valid."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Person, Stamp, one_of


class InputValidity(Base):
    """Calendar days for which what a system said may be cited, as it is proposed to the agent (activity 13)."""

    __tablename__ = "input_validity"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 730", name="days"),)

    system: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    source: Mapped[str]


class CatalogueChange(Base):
    """A row of a catalogue as it shall be from a day on, beside how it was: so the history is kept.

    `code` is the row's own code; for an act's signer, the login. `days` is of stages and validities.
    """

    __tablename__ = "catalogue_change"
    __table_args__ = (
        one_of("book", "denial_reason", "entity", "stage", "input_validity", "act_signer"),
        one_of("kind", "add", "change", "retire"),
        one_of("decision", "approved", "rejected"),
        CheckConstraint("decided_by <> proposed_by OR decision = 'rejected'", name="two_people"),
        CheckConstraint("num_nonnulls(decision, decided_by, decided_at) IN (0, 3)", name="decided"),
        CheckConstraint("applied_at IS NULL OR decision = 'approved'", name="applied"),
        CheckConstraint("valid_to >= valid_from", name="dates"),
        CheckConstraint(
            "length(label) <= 160 AND length(detail) <= 300 AND length(address) <= 200 AND length(email) <= 120"
            " AND length(note) <= 500 AND length(legal_act) BETWEEN 5 AND 200 AND length(code) <= 60",
            name="lengths",
        ),
        Index(
            "uq_catalogue_change_open",
            "book",
            "code",
            unique=True,
            postgresql_where=text("decision IS NULL OR (decision = 'approved' AND applied_at IS NULL)"),
        ),
    )

    change_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    book: Mapped[str]
    code: Mapped[str]
    kind: Mapped[str]
    label: Mapped[str | None]
    detail: Mapped[str | None]
    nit: Mapped[str | None]
    address: Mapped[str | None]
    email: Mapped[str | None]
    days: Mapped[float | None] = mapped_column(Numeric(5, 2))
    old_label: Mapped[str | None]
    old_detail: Mapped[str | None]
    old_nit: Mapped[str | None]
    old_address: Mapped[str | None]
    old_email: Mapped[str | None]
    old_days: Mapped[float | None] = mapped_column(Numeric(5, 2))
    legal_act: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    proposed_by: Mapped[Person]
    proposed_at: Mapped[Stamp]
    decision: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str | None]
    applied_at: Mapped[dt.datetime | None]
