"""Areas and persons: who may be given a case, and when they are away."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Identity, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Stamp, one_of


class Area(Base):
    """A mission area, an internal group or an outside body; `term_days` is its own term for inputs."""

    __tablename__ = "area"
    __table_args__ = (one_of("kind", "mission", "internal", "external"),)

    area_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    term_days: Mapped[int]
    #: Where the term is a queue: how many the area takes in at most.
    queue_capacity: Mapped[int | None]


class StaffPerson(Base):
    """A person of the staff; `login` is the database login that proves who it is."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(r"login ~ '^u_[a-z][a-z0-9_.]{0,40}$'", name="login"),)

    person_id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    initials: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.area.area_id"))
    #: False empties even an open session at its next statement.
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    #: Line of work, such as «indemnización», used when cases are shared out.
    line: Mapped[str | None]
    capacity_units: Mapped[float] = mapped_column(Numeric(6, 2), server_default="45")
    joined_on: Mapped[dt.date] = mapped_column(Date, server_default=text("CURRENT_DATE"))
    created_at: Mapped[Stamp]
    #: Raised to make this person's computers forget what they keep for work without network.
    cache_epoch: Mapped[int] = mapped_column(server_default="1")


class PersonRole(Base):
    """Mirror of the role grants, for lists; the grants decide."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("pqr.person.person_id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Absence(Base):
    """Days on which a person gets no cases; inclusive on both ends."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"),)

    absence_id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("pqr.person.person_id"), index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    reason: Mapped[str]
    covered_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))
