"""Quality: lots and their samples, reviews, and the faults they find, by code (activities 18 and 19)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of

CRITERIA = ("coherence", "clarity", "warmth", "timeliness", "system_use", "substance", "spelling")


class QualityLot(Base):
    """One drawing of a sample: redrawable by anyone from its seed (activity 18)."""

    __tablename__ = "quality_lot"
    __table_args__ = (
        one_of("method", "iso_2859_1", "proportion"),
        one_of("inspection", "reduced", "normal", "tightened", "full"),
        CheckConstraint("sample_size + forced_size <= lot_size", name="sizes"),
        #: No plan leaves a batch unread: at least two of its letters are reviewed, or all of them.
        CheckConstraint(
            "scope NOT LIKE 'bulk:%' OR sample_size + forced_size >= least(lot_size, 2)", name="bulk_is_sampled"
        ),
    )

    lot_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: The order that drew it: sent twice, it draws once.
    command_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    drawn_by: Mapped[Person]
    drawn_at: Mapped[Stamp]
    seed: Mapped[str]
    method: Mapped[str]
    inspection: Mapped[str]
    #: Tolerated share of faulty letters in percent (NCA); none for a proportion.
    tolerated: Mapped[float | None] = mapped_column(Numeric(4, 2))
    code_letter: Mapped[str]
    lot_size: Mapped[int]
    #: Letters drawn by the seed; those reviewed because they fall due are apart.
    sample_size: Mapped[int]
    forced_size: Mapped[int]
    accept_number: Mapped[int]
    #: «area:3:2026-11-20» (or day, text, author), «bulk:<batch>», «recheck:<lot>», «closed:<from>:<to>:<area>».
    scope: Mapped[str] = mapped_column(index=True)
    #: Why closed cases are read: of second samples only.
    reason: Mapped[str] = mapped_column(server_default="")


class QualityLotCase(Base):
    """A letter of a lot and whether the seed drew it."""

    __tablename__ = "quality_lot_case"

    case_id: Mapped[CaseKey]
    lot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.quality_lot.lot_id"), primary_key=True, index=True)
    draft_version: Mapped[int]
    #: Author and claim, and how many times it weighs: with the seed they say who is drawn.
    stratum: Mapped[str]
    weight: Mapped[int]
    is_sampled: Mapped[bool]
    forced_reason: Mapped[str | None]


class StratumSalt(Base):
    """What hides the claim in the name of a stratum; one row, read by the kernel only."""

    __tablename__ = "stratum_salt"
    __table_args__ = (CheckConstraint("salt_id = 1", name="one"),)

    salt_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    salt: Mapped[bytes]


class QualityReview(Base):
    """A verdict on one version of a letter (activity 19). The reviewer is never its author."""

    __tablename__ = "quality_review"
    __table_args__ = (
        one_of("verdict", "approved", "rejected"),
        CheckConstraint("reviewer_id <> author_id", name="reviewer_is_not_author"),
        #: The letter is reviewed once in each lot; a verdict taken back no longer counts.
        Index(None, "lot_id", "case_id", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    draft_version: Mapped[int]
    author_id: Mapped[Person]
    reviewer_id: Mapped[Person]
    verdict: Mapped[str]
    reviewed_at: Mapped[Stamp]
    #: The lot whose sample it belongs to.
    lot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.quality_lot.lot_id"))
    #: When its reviewer took it back (Ctrl+Z): it stays written and counts nowhere.
    withdrawn_at: Mapped[dt.datetime | None]


class QualityCode(Base):
    """A coded fault: what it says, its class (5.4) and its usual gravity."""

    __tablename__ = "quality_code"
    __table_args__ = (
        CheckConstraint("code ~ '^[A-Z][0-9]{2}$'", name="code"),
        one_of("criterion", *CRITERIA),
        one_of("fault_class", "wrong", "inconsistent", "incomplete"),
        one_of("severity", "critical", "major", "minor"),
        UniqueConstraint("code", "criterion"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str]
    title: Mapped[str]
    fault_class: Mapped[str]
    severity: Mapped[str]


class QualityFinding(Base):
    """One fault found in a review: criterion, class (5.4), gravity and note."""

    __tablename__ = "quality_finding"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "seq"], ["pqr.quality_review.case_id", "pqr.quality_review.seq"]),
        ForeignKeyConstraint(["code", "criterion"], ["pqr.quality_code.code", "pqr.quality_code.criterion"]),
        one_of("criterion", *CRITERIA),
        one_of("fault_class", "wrong", "inconsistent", "incomplete"),
        one_of("severity", "critical", "major", "minor"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    finding_no: Mapped[Ordinal]
    criterion: Mapped[str]
    fault_class: Mapped[str]
    severity: Mapped[str]
    claim_ordinal: Mapped[int | None]
    note: Mapped[str]
    #: NULL in what was found before there were codes.
    code: Mapped[str | None]
