"""Forms half filled in, kept for the person who was filling them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Stamp


class WorkInProgress(Base):
    """What a person had typed about a case; of no effect on the case, read back by its author only."""

    __tablename__ = "work_in_progress"

    case_id: Mapped[CaseKey]
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Number of the activity in which it was typed: elsewhere it is out of date.
    activity: Mapped[int]
    form: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[Stamp]
