"""What printing and dispatch keep: batches read back, guides, notices, results of the operator, names shown in lists.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

_KINDS = (
    "petition", "attachment", "letter_unsigned", "letter_signed", "input_support", "delivery_proof", "notice",
    "notice_proof", "dispatch_sheet", "print_batch", "signature_image", "authority",
)  # fmt: skip


def upgrade() -> None:
    """Add them."""
    _kinds()
    _proof()
    _batches()
    _sheets()
    _notice()
    _operator()
    _reads()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _stamp(name: str) -> sa.Column[dt.datetime]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
    )  # fmt: skip


def _kinds() -> None:
    op.drop_constraint(op.f("ck_document_kind"), "document", schema="pqr")
    listed = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_check_constraint(op.f("ck_document_kind"), "document", f"kind IN ({listed})", schema="pqr")


def _proof() -> None:
    """Nothing is delivered without its document: a notice keeps its second proof there."""
    op.create_check_constraint(
        op.f("ck_delivery_document"), "delivery", "result <> 'delivered' OR document_id IS NOT NULL", schema="pqr"
    )


def _batches() -> None:
    op.create_table(
        "print_batch",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("batch_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("printer", sa.Text(), nullable=True),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("duplex", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        _stamp("created_at"),
        sa.CheckConstraint(
            "state IN ('queued', 'printing', 'paused', 'reading', 'done', 'dropped')", name=op.f("ck_print_batch_state")
        ),
        sa.CheckConstraint(
            "length(concat_ws('', title, printer, station, job, trouble)) <= 1000", name=op.f("ck_print_batch_lengths")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["pqr.person.person_id"], name=op.f("fk_print_batch_created_by")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_print_batch")),
        sa.UniqueConstraint("batch_code", name=op.f("uq_print_batch_batch_code")),
        schema="pqr",
    )
    op.create_table(
        "print_batch_letter",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_no", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("reprints", sa.Integer(), server_default="0", nullable=False),
        sa.Column("out_of_order", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["pqr.print_batch.batch_id"], name=op.f("fk_print_batch_letter_batch_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_print_batch_letter_case_id")),
        sa.ForeignKeyConstraint(["read_by"], ["pqr.person.person_id"], name=op.f("fk_print_batch_letter_read_by")),
        sa.PrimaryKeyConstraint("batch_id", "case_id", name=op.f("pk_print_batch_letter")),
        schema="pqr",
    )
    op.create_index(
        "uq_print_batch_letter_place", "print_batch_letter", ["batch_id", "place"], unique=True, schema="pqr"
    )
    op.create_index(
        "uq_print_batch_letter_open", "print_batch_letter", ["case_id"], unique=True, schema="pqr",
        postgresql_where=sa.text("is_open"),
    )  # fmt: skip
    op.add_column("reprint_order", sa.Column("batch_id", sa.Uuid(), nullable=True), schema="pqr")
    op.create_foreign_key(
        op.f("fk_reprint_order_batch_id"), "reprint_order", "print_batch", ["batch_id"], ["batch_id"],
        source_schema="pqr", referent_schema="pqr",
    )  # fmt: skip


def _sheets() -> None:
    for name, kind in (("imposed_on", sa.Date()), ("imposer", sa.Text()), ("guide_last", sa.Text())):
        op.add_column("dispatch_sheet", sa.Column(name, kind, nullable=True), schema="pqr")
    op.add_column("dispatch_sheet", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True), schema="pqr")


def _notice() -> None:
    documents = ("document_id", "published_document_id", "removed_document_id")
    op.create_table(
        "notice",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("published_document_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_document_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("fixed_on < removed_on AND removed_on < effective_on", name=op.f("ck_notice_days")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "attempt"],
            ["pqr.dispatch.case_id", "pqr.dispatch.attempt"],
            name=op.f("fk_notice_case_id_attempt"),
        ),
        *(
            sa.ForeignKeyConstraint([each], ["pqr.document.document_id"], name=op.f(f"fk_notice_{each}"))
            for each in documents
        ),
        sa.PrimaryKeyConstraint("case_id", "attempt", name=op.f("pk_notice")),
        schema="pqr",
    )


def _operator() -> None:
    op.create_table(
        "operator_file",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        _stamp("imported_at"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(sha256) = 32 AND row_count >= 0", name=op.f("ck_operator_file_file")),
        sa.ForeignKeyConstraint(["imported_by"], ["pqr.person.person_id"], name=op.f("fk_operator_file_imported_by")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_operator_file")),
        schema="pqr",
    )
    op.create_table(
        "operator_row",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("row_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("guide", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        _stamp("noted_at"),
        sa.CheckConstraint("length(guide) <= 60 AND length(detail) <= 300", name=op.f("ck_operator_row_lengths")),
        sa.ForeignKeyConstraint(["sha256"], ["pqr.operator_file.sha256"], name=op.f("fk_operator_row_sha256")),
        sa.PrimaryKeyConstraint("sha256", "row_no", name=op.f("pk_operator_row")),
        schema="pqr",
    )


def _reads() -> None:
    """A list's names are found by «Quién vio a…»; a letter's sheet counts apart from the labels of a tray."""
    op.add_column("read_log", sa.Column("names", postgresql.ARRAY(sa.Uuid()), nullable=True), schema="pqr_audit")
    op.create_index(
        "ix_read_log_names", "read_log", ["names"], schema="pqr_audit", postgresql_using="gin",
        postgresql_where=sa.text("names IS NOT NULL"),
    )  # fmt: skip
    op.execute("INSERT INTO pqr.quota (kind, allowed, period_seconds) VALUES ('letter', 12000, 86400)")
    # Counters are made with the person; those who are there already get theirs now.
    op.execute(
        """DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT person_id FROM pqr.person LOOP
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS pqr_quota.%I AS bigint MINVALUE 0 START 0 CACHE 1',
                       'letter_' || p.person_id);
        EXECUTE format('ALTER SEQUENCE pqr_quota.%I OWNER TO pqr_kernel', 'letter_' || p.person_id);
    END LOOP;
END $$"""
    )
