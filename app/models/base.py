"""The declarative base: one schema, named constraints, short column types."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, LargeBinary, MetaData, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table lives in schema pqr unless it says otherwise; constraint names are what errors are told by."""

    metadata = MetaData(schema="pqr", naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own contract)
        str: Text,
        bytes: LargeBinary,
        uuid.UUID: Uuid,
        dt.datetime: DateTime(timezone=True),
    }


#: Key column that names the case; every domain table carries it.
CaseKey = Annotated[uuid.UUID, mapped_column(ForeignKey("pqr.case_file.case_id"), primary_key=True)]
#: Who did it: a person of the staff.
Person = Annotated[int, mapped_column(ForeignKey("pqr.person.person_id"))]
#: When it happened, by the server's clock at the statement (never the client's transaction start).
Stamp = Annotated[dt.datetime, mapped_column(server_default=func.clock_timestamp())]
Ordinal = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Big = Annotated[int, mapped_column(BigInteger)]
#: Short lines in their order.
Lines = Annotated[list[str], mapped_column(ARRAY(Text), server_default=text("'{}'"))]


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that the column holds one of the words; the constraint is named after the column."""
    words = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def foot_rules() -> tuple[CheckConstraint, ...]:
    """At most twelve lines of some 120 characters in each list at the foot of a letter."""
    rule = "cardinality({0}) <= 12 AND length(array_to_string({0}, '')) <= 1440"
    return tuple(CheckConstraint(rule.format(name), name=name) for name in ("attachments", "copies"))
