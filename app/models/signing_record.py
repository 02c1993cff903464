"""The record of each act of signing, chained by director: nobody changes it, and a missing one is seen."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.audit import Xid8
from app.models.base import Base, one_of


class SigningRecord(Base):
    """One act of signing one letter. `hash` covers the row and the hash of the director's act before it."""

    __tablename__ = "signing_record"
    __table_args__ = (
        one_of("method", "mechanical", "certificate"),
        one_of("result", "signed", "failed"),
        CheckConstraint(
            "(result = 'signed') = (sha256_after IS NOT NULL) AND (result = 'failed') = (reason IS NOT NULL)",
            name="outcome",
        ),
        Index("ix_signing_record_case", "case_id"),
        Index("ix_signing_record_xid", "xid"),
        {"schema": "pqr_audit"},
    )

    director_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[uuid.UUID]
    letter_no: Mapped[int]
    batch_id: Mapped[uuid.UUID | None]
    incoming: Mapped[str]
    outgoing: Mapped[str | None]
    method: Mapped[str]
    result: Mapped[str]
    #: Code of the refusal, for an act that failed.
    reason: Mapped[str | None]
    level: Mapped[str | None]
    sha256_before: Mapped[bytes | None]
    sha256_after: Mapped[bytes | None]
    certificate_serial: Mapped[str | None]
    certificate_issuer: Mapped[str | None]
    certificate_thumbprint: Mapped[str | None]
    token_serial: Mapped[str | None]
    #: What the director signs by: the appointment and, for the image, the published act, each with its dates.
    director_act: Mapped[str]
    director_from: Mapped[dt.date]
    director_to: Mapped[dt.date | None]
    authority_act: Mapped[str | None]
    authority_from: Mapped[dt.date | None]
    authority_to: Mapped[dt.date | None]
    actor_id: Mapped[int]
    session_login: Mapped[str]
    workstation: Mapped[str | None]
    #: The server's clock, and the time stamping authority's.
    recorded_at: Mapped[dt.datetime]
    timestamp_at: Mapped[dt.datetime | None]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]
    #: Transaction that wrote it, by which an anchor covers it.
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
