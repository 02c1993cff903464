"""Directors, letters, outgoing numbers, dispatch and delivery.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _filing_counter()
    _return_cause()
    _letter_print()
    _reprint_order()
    _signature_return()
    _director()
    _dispatch_sheet()
    _outgoing_filing()
    _dispatch()
    _dispatch_skip()
    _letter()
    _signature_authority()
    _delivery()
    _signing_act()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _filing_counter() -> None:
    op.create_table(
        "filing_counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("type_digit", sa.Text(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "office", "type_digit", name=op.f("pk_filing_counter")),
        schema="pqr",
    )


def _return_cause() -> None:
    op.create_table(
        "return_cause",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "next_action IN ('other_address', 'notice', 'call', 'send_again')", name=op.f("ck_return_cause_next_action")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_return_cause")),
        schema="pqr",
    )


def _letter_print() -> None:
    op.create_table(
        "letter_print",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("print_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.Column(
            "printed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_letter_print_case_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["pqr.person.person_id"], name=op.f("fk_letter_print_printed_by")),
        sa.PrimaryKeyConstraint("case_id", "letter_no", "print_no", name=op.f("pk_letter_print")),
        schema="pqr",
    )


def _reprint_order() -> None:
    op.create_table(
        "reprint_order",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column(
            "ordered_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_reprint_order_case_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["pqr.person.person_id"], name=op.f("fk_reprint_order_ordered_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_reprint_order")),
        schema="pqr",
    )


def _signature_return() -> None:
    op.create_table(
        "signature_return",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("returned_by", sa.Integer(), nullable=False),
        sa.Column(
            "returned_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_signature_return_case_id")),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["pqr.person.person_id"], name=op.f("fk_signature_return_returned_by")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_signature_return")),
        schema="pqr",
    )


def _director() -> None:
    op.create_table(
        "director",
        sa.Column("director_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("is_acting", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("act_number", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("signature_document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_director_area_id")),
        sa.ForeignKeyConstraint(
            ["signature_document_id"], ["pqr.document.document_id"], name=op.f("fk_director_signature_document_id")
        ),
        sa.PrimaryKeyConstraint("director_id", name=op.f("pk_director")),
        schema="pqr",
    )


def _dispatch_sheet() -> None:
    op.create_table(
        "dispatch_sheet",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_number", sa.Integer(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("guide_from", sa.Text(), nullable=False),
        sa.Column("guide_to", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("service_order", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["created_by"], ["pqr.person.person_id"], name=op.f("fk_dispatch_sheet_created_by")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["pqr.document.document_id"], name=op.f("fk_dispatch_sheet_document_id")
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_dispatch_sheet")),
        sa.UniqueConstraint("sheet_number", name=op.f("uq_dispatch_sheet_sheet_number")),
        schema="pqr",
    )


def _outgoing_filing() -> None:
    op.create_table(
        "outgoing_filing",
        sa.Column("filing_number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_no", sa.Integer(), nullable=False),
        sa.Column("answers_filing", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("image_document_id", sa.Uuid(), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_reason", sa.Text(), nullable=True),
        sa.Column("annulled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "filing_number ~ '^(19|20)[0-9]{2}[0-9]{3}[0-9]{6,7}[1-9]$'", name=op.f("ck_outgoing_filing_filing_number")
        ),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_reason IS NULL) AND (annulled_at IS NULL) = (annulled_by IS NULL)",
            name=op.f("ck_outgoing_filing_annulment"),
        ),
        sa.ForeignKeyConstraint(["annulled_by"], ["pqr.person.person_id"], name=op.f("fk_outgoing_filing_annulled_by")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_outgoing_filing_case_id")),
        sa.ForeignKeyConstraint(
            ["image_document_id"], ["pqr.document.document_id"], name=op.f("fk_outgoing_filing_image_document_id")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["pqr.person.person_id"], name=op.f("fk_outgoing_filing_taken_by")),
        sa.PrimaryKeyConstraint("filing_number", name=op.f("pk_outgoing_filing")),
        schema="pqr",
    )
    op.create_index(
        "uq_outgoing_filing_letter",
        "outgoing_filing",
        ["case_id", "letter_no"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("annulled_at IS NULL"),
    )


def _dispatch() -> None:
    op.create_table(
        "dispatch",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=True),
        sa.Column("guide", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("value_pesos", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handed_by", sa.Integer(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'postal') = (sheet_id IS NOT NULL AND sheet_row IS NOT NULL)", name=op.f("ck_dispatch_sheet")
        ),
        sa.CheckConstraint("kind IN ('postal', 'email', 'notice')", name=op.f("ck_dispatch_kind")),
        sa.CheckConstraint("state IN ('in_transit', 'delivered', 'returned')", name=op.f("ck_dispatch_state")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_dispatch_case_id")),
        sa.ForeignKeyConstraint(["handed_by"], ["pqr.person.person_id"], name=op.f("fk_dispatch_handed_by")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["pqr.municipality.code"], name=op.f("fk_dispatch_municipality_code")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["pqr.dispatch_sheet.sheet_id"], name=op.f("fk_dispatch_sheet_id")),
        sa.PrimaryKeyConstraint("case_id", "attempt", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("guide", name=op.f("uq_dispatch_guide")),
        schema="pqr",
    )
    op.create_index("uq_dispatch_sheet_row", "dispatch", ["sheet_id", "sheet_row"], unique=True, schema="pqr")


def _dispatch_skip() -> None:
    op.create_table(
        "dispatch_skip",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("guide_from", sa.Text(), nullable=False),
        sa.Column("guide_to", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["pqr.dispatch_sheet.sheet_id"], name=op.f("fk_dispatch_skip_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "guide_from", name=op.f("pk_dispatch_skip")),
        schema="pqr",
    )


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("director_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("unsigned_document_id", sa.Uuid(), nullable=True),
        sa.Column("signed_document_id", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_letter_area_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["director_id"], ["pqr.director.director_id"], name=op.f("fk_letter_director_id")),
        sa.ForeignKeyConstraint(["named_by"], ["pqr.person.person_id"], name=op.f("fk_letter_named_by")),
        sa.ForeignKeyConstraint(
            ["signed_document_id"], ["pqr.document.document_id"], name=op.f("fk_letter_signed_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["unsigned_document_id"], ["pqr.document.document_id"], name=op.f("fk_letter_unsigned_document_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "letter_no", name=op.f("pk_letter")),
        schema="pqr",
    )


def _signature_authority() -> None:
    op.create_table(
        "signature_authority",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("director_id", sa.Integer(), nullable=False),
        sa.Column("act_number", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["director_id"], ["pqr.director.director_id"], name=op.f("fk_signature_authority_director_id")
        ),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_signature_authority")),
        schema="pqr",
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=True),
        sa.Column("cause_code", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(result = 'delivered' AND received_by IS NOT NULL AND cause_code IS NULL) OR (result = 'returned' AND cause_code IS NOT NULL)",
            name=op.f("ck_delivery_proof"),
        ),
        sa.CheckConstraint("result IN ('delivered', 'returned')", name=op.f("ck_delivery_result")),
        sa.ForeignKeyConstraint(
            ["case_id", "attempt"],
            ["pqr.dispatch.case_id", "pqr.dispatch.attempt"],
            name=op.f("fk_delivery_case_id_attempt"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_delivery_case_id")),
        sa.ForeignKeyConstraint(["cause_code"], ["pqr.return_cause.code"], name=op.f("fk_delivery_cause_code")),
        sa.ForeignKeyConstraint(["document_id"], ["pqr.document.document_id"], name=op.f("fk_delivery_document_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["pqr.person.person_id"], name=op.f("fk_delivery_recorded_by")),
        sa.PrimaryKeyConstraint("case_id", "attempt", name=op.f("pk_delivery")),
        schema="pqr",
    )


def _signing_act() -> None:
    op.create_table(
        "signing_act",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("director_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("sha256_before", sa.LargeBinary(), nullable=False),
        sa.Column("sha256_after", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("method IN ('mechanical', 'certificate')", name=op.f("ck_signing_act_method")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["pqr.signature_authority.authority_id"], name=op.f("fk_signing_act_authority_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_signing_act_case_id")),
        sa.ForeignKeyConstraint(["director_id"], ["pqr.director.director_id"], name=op.f("fk_signing_act_director_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["pqr.person.person_id"], name=op.f("fk_signing_act_signed_by")),
        sa.PrimaryKeyConstraint("case_id", "letter_no", name=op.f("pk_signing_act")),
        schema="pqr",
    )
