"""The signed letter: who may sign, the outgoing number, the files, printing, dispatch and proof of delivery."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CaseKey, Ordinal, Person, Stamp, one_of
from app.models.petition import FILING_SHAPE


class Director(Base):
    """A director (or one acting) of a mission area and the dates between which they may sign."""

    __tablename__ = "director"
    __table_args__ = (one_of("signing_method", "mechanical", "certificate"),)

    director_id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    full_name: Mapped[str]
    position: Mapped[str]
    is_acting: Mapped[bool] = mapped_column(server_default="false")
    act_number: Mapped[str]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    signature_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    #: With the registered certificate, or with the image where a published act allows it.
    signing_method: Mapped[str] = mapped_column(server_default="mechanical")


class SignatureAuthority(Base):
    """The published act that allows a director's mechanical signature (Decreto 2150 de 1995, art. 12)."""

    __tablename__ = "signature_authority"

    authority_id: Mapped[int] = mapped_column(primary_key=True)
    director_id: Mapped[int] = mapped_column(ForeignKey("pqr.director.director_id"))
    act_number: Mapped[str]
    published_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class Letter(Base):
    """A reply on its way out. `letter_no` 1 is the first answer of the case; corrections get the next."""

    __tablename__ = "letter"

    case_id: Mapped[CaseKey]
    letter_no: Mapped[Ordinal]
    draft_version: Mapped[int]
    area_id: Mapped[int] = mapped_column(ForeignKey("pqr.area.area_id"))
    director_id: Mapped[int] = mapped_column(ForeignKey("pqr.director.director_id"))
    named_by: Mapped[Person]
    named_at: Mapped[Stamp]
    unsigned_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    signed_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    uploaded_at: Mapped[dt.datetime | None]
    #: A letter sent back before signing stays as history.
    withdrawn_at: Mapped[dt.datetime | None]


class FilingCounter(Base):
    """Last number given by the embedded filing system, by year, office and type."""

    __tablename__ = "filing_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    office: Mapped[str] = mapped_column(primary_key=True)
    type_digit: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class OutgoingFiling(Base):
    """One outgoing number and the letter it belongs to; a number is never reused or reserved (AGN 060/2001)."""

    __tablename__ = "outgoing_filing"
    __table_args__ = (
        CheckConstraint(f"filing_number ~ {FILING_SHAPE}", name="filing_number"),
        Index(
            "uq_outgoing_filing_letter",
            "case_id",
            "letter_no",
            unique=True,
            postgresql_where=text("annulled_at IS NULL"),
        ),
        CheckConstraint(
            "(annulled_at IS NULL) = (annulled_reason IS NULL) AND (annulled_at IS NULL) = (annulled_by IS NULL)",
            name="annulment",
        ),
    )

    filing_number: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.case_file.case_id"))
    letter_no: Mapped[int]
    answers_filing: Mapped[str]
    taken_by: Mapped[Person]
    taken_at: Mapped[Stamp]
    #: The signed image as the filing system holds it (activity 25).
    image_document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    annulled_at: Mapped[dt.datetime | None]
    annulled_reason: Mapped[str | None]
    annulled_by: Mapped[int | None] = mapped_column(ForeignKey("pqr.person.person_id"))


class SigningAct(Base):
    """One stamp of a signature on one letter, with the hashes before and after (activity 22)."""

    __tablename__ = "signing_act"
    __table_args__ = (one_of("method", "mechanical", "certificate"),)

    case_id: Mapped[CaseKey]
    letter_no: Mapped[Ordinal]
    director_id: Mapped[int] = mapped_column(ForeignKey("pqr.director.director_id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("pqr.signature_authority.authority_id"))
    method: Mapped[str]
    sha256_before: Mapped[bytes]
    sha256_after: Mapped[bytes]
    signed_by: Mapped[Person]
    signed_at: Mapped[Stamp]


class SignatureReturn(Base):
    """A letter that the signature agent sent back to drafting, with the reason."""

    __tablename__ = "signature_return"

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    reason: Mapped[str]
    returned_by: Mapped[Person]
    returned_at: Mapped[Stamp]


class LetterPrint(Base):
    """One printing of a letter; reprints need a reason (activity 26)."""

    __tablename__ = "letter_print"

    case_id: Mapped[CaseKey]
    letter_no: Mapped[Ordinal]
    print_no: Mapped[Ordinal]
    batch_id: Mapped[uuid.UUID]
    reason: Mapped[str | None]
    printed_by: Mapped[Person]
    printed_at: Mapped[Stamp]


class ReprintOrder(Base):
    """Why a printed letter has to be printed again before it leaves; the signed file doesn't change."""

    __tablename__ = "reprint_order"

    case_id: Mapped[CaseKey]
    seq: Mapped[Ordinal]
    letter_no: Mapped[int]
    reason: Mapped[str]
    ordered_by: Mapped[Person]
    ordered_at: Mapped[Stamp]
    #: The batch whose copy failed; NULL when the letter had left Impresión already.
    batch_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.print_batch.batch_id"))


class ReturnCause(Base):
    """Why mail came back: ORFEO's causes and 4-72's, with the next action (domain.md §5)."""

    __tablename__ = "return_cause"
    __table_args__ = (one_of("next_action", "other_address", "notice", "call", "send_again"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    next_action: Mapped[str]


class DispatchSheet(Base):
    """A planilla handed to the postal operator (activity 27)."""

    __tablename__ = "dispatch_sheet"

    sheet_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sheet_number: Mapped[int] = mapped_column(unique=True)
    contract: Mapped[str]
    guide_from: Mapped[str]
    guide_to: Mapped[str]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    #: Number of the operator's service order, typed from the received copy.
    service_order: Mapped[str | None]
    created_by: Mapped[Person]
    created_at: Mapped[Stamp]
    #: What the printed sheet says, so that it can be made again equal to the byte.
    imposed_on: Mapped[dt.date | None]
    imposer: Mapped[str | None]
    #: Closed, nothing more goes on it, and the guides after `guide_last` are free again.
    closed_at: Mapped[dt.datetime | None]
    guide_last: Mapped[str | None]


class DispatchSkip(Base):
    """Guides of a sheet's range that were spoiled and go back to the operator, with the reason."""

    __tablename__ = "dispatch_skip"

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pqr.dispatch_sheet.sheet_id"), primary_key=True)
    guide_from: Mapped[str] = mapped_column(primary_key=True)
    guide_to: Mapped[str]
    reason: Mapped[str]


class Dispatch(Base):
    """One sending of one letter to one address, with its guide.

    `kind` «notice» is the publication for five business days when no address is known (CPACA art. 69).
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        one_of("state", "in_transit", "delivered", "returned"),
        one_of("kind", "postal", "email", "notice"),
        CheckConstraint("(kind = 'postal') = (sheet_id IS NOT NULL AND sheet_row IS NOT NULL)", name="sheet"),
        # What the operator is paid by: «not a number» is more than any number.
        CheckConstraint(
            "weight_grams BETWEEN 0 AND 100000 AND value_pesos BETWEEN 0 AND 10000000"
            " AND (sheet_row IS NULL OR sheet_row BETWEEN 1 AND 5000)",
            name="measure",
        ),
        Index("uq_dispatch_sheet_row", "sheet_id", "sheet_row", unique=True),
    )

    case_id: Mapped[CaseKey]
    attempt: Mapped[Ordinal]
    letter_no: Mapped[int]
    kind: Mapped[str]
    sheet_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.dispatch_sheet.sheet_id"))
    sheet_row: Mapped[int | None]
    guide: Mapped[str] = mapped_column(unique=True)
    addressee: Mapped[str]
    address: Mapped[str]
    municipality_code: Mapped[str] = mapped_column(ForeignKey("pqr.municipality.code"))
    weight_grams: Mapped[int]
    value_pesos: Mapped[float] = mapped_column(Numeric(12, 2))
    state: Mapped[str]
    handed_by: Mapped[Person]
    handed_at: Mapped[Stamp]


class Delivery(Base):
    """What the operator reported of a sending: proof of delivery, or return with its cause."""

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "attempt"], ["pqr.dispatch.case_id", "pqr.dispatch.attempt"]),
        one_of("result", "delivered", "returned"),
        CheckConstraint(
            "(result = 'delivered' AND received_by IS NOT NULL AND cause_code IS NULL)"
            " OR (result = 'returned' AND cause_code IS NOT NULL)",
            name="proof",
        ),
        CheckConstraint("result <> 'delivered' OR document_id IS NOT NULL", name="document"),
    )

    case_id: Mapped[CaseKey]
    attempt: Mapped[Ordinal]
    result: Mapped[str]
    happened_on: Mapped[dt.date]
    received_by: Mapped[str | None]
    cause_code: Mapped[str | None] = mapped_column(ForeignKey("pqr.return_cause.code"))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pqr.document.document_id"))
    recorded_by: Mapped[Person]
    recorded_at: Mapped[Stamp]
