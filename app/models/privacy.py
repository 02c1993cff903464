"""Which data of a petition are reserved and why, and the reasons for which somebody may look at them."""

from __future__ import annotations

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, one_of


class ReservedField(Base):
    """A datum that nobody reads by the way: what it is and the article that reserves it."""

    __tablename__ = "reserved_field"
    __table_args__ = (one_of("category", "differential", "claim", "priority"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    category: Mapped[str]
    ground: Mapped[str]


class RevealReason(Base):
    """Why somebody may look: the short list; a sentence in their own words goes with it."""

    __tablename__ = "reveal_reason"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    place: Mapped[int] = mapped_column(SmallInteger)
