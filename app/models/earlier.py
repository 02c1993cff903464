"""What links a petition to earlier ones of the same person, and what was learned of claims from closed cases."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of


class PetitionLink(Base):
    """What an agent decided about an earlier petition; the latest of a pair counts, none is erased."""

    __tablename__ = "petition_link"
    __table_args__ = (
        one_of("kind", "repeated", "duplicate", "distinct"),
        one_of("matched_by", "document", "possible"),
        CheckConstraint("case_id <> earlier_case_id", name="two_cases"),
        CheckConstraint("length(btrim(reason)) BETWEEN 10 AND 1000", name="reason"),
    )

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    earlier_case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    kind: Mapped[str]
    matched_by: Mapped[str]
    #: How alike the two writings were when it was decided, from 0 to 1.
    likeness: Mapped[float] = mapped_column(Numeric(3, 2))
    reason: Mapped[str]
    command_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    linked_by: Mapped[Person]
    linked_at: Mapped[Stamp]


class ClaimModel(Base):
    """One learning from closed cases: how many, and how often it was right on those it had not seen."""

    __tablename__ = "claim_model"

    model_id: Mapped[Ordinal]
    learned_at: Mapped[Stamp]
    #: Who asked for it; None when the night did.
    learned_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
    tree_version: Mapped[int]
    claims: Mapped[int]
    tried: Mapped[int]
    right_first: Mapped[int]
    right_three: Mapped[int]
    #: Right ones of who always says the commonest leaf: the floor.
    right_commonest: Mapped[int]
    #: By what scores are divided before they are probabilities.
    temperature: Mapped[float] = mapped_column(Numeric(5, 2))
    words: Mapped[int]


class ClaimModelLeaf(Base):
    """Claims of a leaf that were learned from, and how many words they had."""

    __tablename__ = "claim_model_leaf"

    model_id: Mapped[int] = mapped_column(
        ForeignKey("pqr.claim_model.model_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    claim_code: Mapped[str] = mapped_column(primary_key=True)
    claims: Mapped[int]
    words: Mapped[int]


class ClaimModelWord(Base):
    """In how many claims of a leaf a word was; words of fewer than three people are not kept."""

    __tablename__ = "claim_model_word"

    model_id: Mapped[int] = mapped_column(
        ForeignKey("pqr.claim_model.model_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    word: Mapped[str] = mapped_column(primary_key=True)
    claim_code: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int]


class ClaimModelBin(Base):
    """Suggestions offered with a probability in that tenth, and how many were what the agent chose."""

    __tablename__ = "claim_model_bin"

    model_id: Mapped[int] = mapped_column(
        ForeignKey("pqr.claim_model.model_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    bin: Mapped[Ordinal]
    offered: Mapped[int]
    taken: Mapped[int]
