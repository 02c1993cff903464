"""What each system says about a person, one table a system with its own columns (activity 13)."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, one_of

#: States of a person in the registry (domain.md §3.2).
INCLUSION = ("included", "not_included", "in_valuation", "excluded")
#: Hechos victimizantes (domain.md §3.3).
VICTIMIZING = (
    "terrorism", "threat", "sexual", "disappearance", "displacement", "homicide", "mines", "kidnapping", "torture",
    "recruitment", "land", "goods", "injury", "confinement",
)  # fmt: skip


def _of_input() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["case_id", "input_id"], ["pqr.input.case_id", "pqr.input.input_id"])


class InputRuv(Base):
    """RUV: the declaration, the hecho victimizante and the state of inclusion."""

    __tablename__ = "input_ruv"
    __table_args__ = (
        _of_input(),
        one_of("state", *INCLUSION),
        one_of("victimizing_act", *VICTIMIZING),
        CheckConstraint("declaration_number ~ '^[0-9A-Za-z][0-9A-Za-z .-]{2,29}$'", name="declaration_number"),
        CheckConstraint("decided_on >= declared_on", name="dates"),
        CheckConstraint("state <> 'in_valuation' OR decided_on IS NULL", name="not_decided"),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    victimizing_act: Mapped[str]
    declaration_number: Mapped[str | None]
    declared_on: Mapped[dt.date | None]
    #: When the Unidad decided on the inclusion.
    decided_on: Mapped[dt.date | None]


class InputVivanto(Base):
    """VIVANTO: how the person appears in the registries together, and the household."""

    __tablename__ = "input_vivanto"
    __table_args__ = (
        _of_input(),
        one_of("state", *INCLUSION),
        one_of("victimizing_act", *VICTIMIZING),
        CheckConstraint("household_size BETWEEN 1 AND 60", name="household_size"),
        CheckConstraint("length(registries) <= 200", name="registries"),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    victimizing_act: Mapped[str | None]
    registries: Mapped[str | None]
    household_size: Mapped[int | None]


class InputSirav(Base):
    """SIRAV: a claim of administrative reparation under Decreto 1290 de 2008."""

    __tablename__ = "input_sirav"
    __table_args__ = (
        _of_input(),
        one_of("state", "in_study", "recognised", "denied", "paid", "archived"),
        CheckConstraint("claim_number ~ '^[0-9A-Za-z][0-9A-Za-z .-]{2,29}$'", name="claim_number"),
        CheckConstraint("length(resolution_number) <= 60", name="resolution_number"),
        CheckConstraint("resolved_on >= filed_on", name="dates"),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    claim_number: Mapped[str]
    state: Mapped[str]
    filed_on: Mapped[dt.date | None]
    resolution_number: Mapped[str | None]
    resolved_on: Mapped[dt.date | None]


class InputSgv(Base):
    """SGV: a request or an appointment of the front office, with its turn."""

    __tablename__ = "input_sgv"
    __table_args__ = (
        _of_input(),
        one_of("kind", "interview", "aid", "contact", "other"),
        one_of("state", "open", "scheduled", "attended", "closed"),
        CheckConstraint("length(request_number) <= 30", name="request_number"),
        CheckConstraint("state <> 'scheduled' OR scheduled_on IS NOT NULL", name="turn"),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    request_number: Mapped[str | None]
    scheduled_on: Mapped[dt.date | None]


class InputIndemniza(Base):
    """INDEMNIZA: the phase of the indemnización, its act, the result of the method and the payment."""

    __tablename__ = "input_indemniza"
    __table_args__ = (
        _of_input(),
        one_of("phase", "request", "documents", "decision", "method", "payment_order", "paid", "trust"),
        one_of("method_result", "favourable", "not_favourable", "pending"),
        CheckConstraint("length(resolution_number) <= 60", name="resolution_number"),
        CheckConstraint("method_year BETWEEN 2019 AND 2100", name="method_year"),
        CheckConstraint("method_result IS NULL OR method_year IS NOT NULL", name="method"),
        CheckConstraint("(resolved_on IS NULL) OR resolution_number IS NOT NULL", name="resolution"),
        CheckConstraint("phase <> 'paid' OR paid_on IS NOT NULL", name="paid"),
        CheckConstraint("amount BETWEEN 1 AND 9999999999", name="amount"),
        CheckConstraint("length(bank) <= 80", name="bank"),
    )

    case_id: Mapped[CaseKey]
    input_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    phase: Mapped[str]
    resolution_number: Mapped[str | None]
    resolved_on: Mapped[dt.date | None]
    method_year: Mapped[int | None]
    method_result: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 0))
    bank: Mapped[str | None]
    #: Day of the payment, or the one set for it.
    paid_on: Mapped[dt.date | None]
