"""Versions of the tree of claims: proposed by one person, decided by another, in force from a day."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Ordinal, Stamp, one_of


class ClaimTreeVersion(Base):
    """One version; the first is the one the program came with, which nobody proposed."""

    __tablename__ = "claim_tree_version"
    __table_args__ = (
        one_of("decision", "approved", "rejected"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("applied_at IS NULL OR decision = 'approved'", name="applied"),
        CheckConstraint("length(reason) <= 2000 AND length(note) <= 500", name="lengths"),
        Index(
            "uq_claim_tree_version_open", text("(true)"), unique=True, postgresql_where=text("decision IS NULL")
        ),
    )  # fmt: skip

    version: Mapped[Ordinal]
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    reason: Mapped[str]
    valid_from: Mapped[dt.date]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    proposed_at: Mapped[Stamp]
    decision: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str | None]
    #: When its changes were put into the tree: on its day, by the first who asked for the tree.
    applied_at: Mapped[dt.datetime | None]


class ClaimTreeChange(Base):
    """A leaf or a group added, changed, moved or retired by a version, whole as it will be."""

    __tablename__ = "claim_tree_change"
    __table_args__ = (
        one_of("kind", "add", "change", "retire", "add_group", "change_group", "retire_group"),
        CheckConstraint(
            r"code ~ '^[0-9]{1,2}(\.[0-9]{1,2}){0,2}$'"
            r" AND (code ~ '\.' OR kind IN ('add_group', 'change_group', 'retire_group'))",
            name="code",
        ),
        CheckConstraint("length(title) BETWEEN 5 AND 200", name="title"),
        CheckConstraint("weight BETWEEN 0.1 AND 10", name="weight"),
        CheckConstraint(
            "cardinality(synonyms) <= 30 AND length(array_to_string(synonyms, '')) <= 1000", name="synonyms"
        ),
        CheckConstraint("kind = 'retire' OR replaced_by IS NULL", name="replaced_by"),
    )

    version: Mapped[int] = mapped_column(
        ForeignKey("pqr.claim_tree_version.version"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    weight: Mapped[float] = mapped_column(Numeric(4, 2))
    is_sensitive: Mapped[bool]
    lookup_systems: Mapped[list[str]] = mapped_column(ARRAY(Text))
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    valid_to: Mapped[dt.date | None]
    #: Where to look instead of a leaf that was retired.
    replaced_by: Mapped[str | None]
    old_title: Mapped[str | None]
    old_area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    old_weight: Mapped[float | None] = mapped_column(Numeric(4, 2))
    #: The group under which it will be, and the one where it was; none at the top.
    parent_code: Mapped[str | None]
    old_parent_code: Mapped[str | None]
