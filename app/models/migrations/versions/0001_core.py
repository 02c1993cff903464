"""The core: cases, commands, the append-only records and documents.

Revision ID: 0001
Revises: 0000
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = "0000"

FIRST_YEAR, LAST_YEAR = 2020, 2045


class Xid8(sa.types.UserDefinedType[str]):
    """A full transaction number."""

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "xid8"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _create_cases()
    _index_cases()
    _create_commands()
    _create_events()
    _create_logs()
    _create_staff_log()
    _create_documents()
    _create_chunks()
    _seed_quotas()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _create_cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("activity", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("lex_code", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("internal_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), server_default="1", nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("bulk_group", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chain_head", sa.LargeBinary(), server_default=sa.text("'\\x'::bytea"), nullable=False),
        sa.Column("lease_by", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(activity = 0) = (closed_at IS NOT NULL)", name=op.f("ck_case_file_closed")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_case_file_version")),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_case_file_area_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["pqr.person.person_id"], name=op.f("fk_case_file_assignee_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["pqr.case_file.case_id"], name=op.f("fk_case_file_parent_id")),
        sa.ForeignKeyConstraint(["procedure"], ["pqr.procedure.name"], name=op.f("fk_case_file_procedure")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("lex_code", name=op.f("uq_case_file_lex_code")),
        schema="pqr",
        postgresql_with={"fillfactor": "85"},
    )


def _index_cases() -> None:
    op.create_index(
        "ix_case_file_activity",
        "case_file",
        ["procedure", "activity", "due_on", "case_id"],
        unique=False,
        schema="pqr",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_case_file_area",
        "case_file",
        ["area_id", "due_on", "case_id"],
        unique=False,
        schema="pqr",
        postgresql_where=sa.text("closed_at IS NULL AND area_id IS NOT NULL"),
    )
    op.create_index(
        "ix_case_file_assignee",
        "case_file",
        ["assignee_id", "due_on", "case_id"],
        unique=False,
        schema="pqr",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_case_file_parent",
        "case_file",
        ["parent_id"],
        unique=False,
        schema="pqr",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )


def _create_commands() -> None:
    op.create_table(
        "command",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("case_id", "command_id", name=op.f("pk_command")),
        schema="pqr",
    )
    op.create_table(
        "quota",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.Column("period_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("allowed >= 0 AND period_seconds > 0", name=op.f("ck_quota_positive")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_quota")),
        schema="pqr",
    )
    op.create_table(
        "search_text",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_search_text_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_search_text")),
        schema="pqr",
    )
    op.create_index(
        "ix_search_text_words", "search_text", ["words"], unique=False, schema="pqr", postgresql_using="gin"
    )


def _create_events() -> None:
    op.create_table(
        "case_event",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("session_login", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("from_activity", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("to_activity", sa.SmallInteger(), nullable=False),
        sa.Column("from_assignee", sa.Integer(), nullable=True),
        sa.Column("to_assignee", sa.Integer(), nullable=True),
        sa.Column("from_area", sa.Integer(), nullable=True),
        sa.Column("to_area", sa.Integer(), nullable=True),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_case_event")),
        schema="pqr_audit",
    )
    op.create_index("ix_case_event_xid", "case_event", ["xid"], unique=False, schema="pqr_audit")


def _create_logs() -> None:
    op.create_table(
        "refusal",
        sa.Column("refusal_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("session_login", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("client_addr", postgresql.INET(), server_default=sa.text("inet_client_addr()"), nullable=True),
        sa.PrimaryKeyConstraint("refusal_id", name=op.f("pk_refusal")),
        schema="pqr_audit",
    )
    op.create_table(
        "read_log",
        sa.Column("read_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("session_login", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("read_id", name=op.f("pk_read_log")),
        schema="pqr_audit",
    )


def _create_staff_log() -> None:
    op.create_table(
        "staff_event",
        sa.Column("staff_event_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("session_login", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("staff_event_id", name=op.f("pk_staff_event")),
        schema="pqr_audit",
    )
    op.create_table(
        "anchor",
        sa.Column("anchor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("upto_xid", Xid8(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("prev_root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("anchor_id", name=op.f("pk_anchor")),
        schema="pqr_audit",
    )


def _create_documents() -> None:
    op.create_table(
        "document",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("file_label", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'uploading'"), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('petition', 'attachment', 'letter_unsigned', 'letter_signed', 'input_support', 'delivery_proof',"
            " 'dispatch_sheet', 'print_batch', 'signature_image', 'authority')",
            name=op.f("ck_document_kind"),
        ),
        sa.CheckConstraint("state IN ('uploading', 'ready')", name=op.f("ck_document_state")),
        sa.CheckConstraint("byte_count BETWEEN 1 AND 209715200", name=op.f("ck_document_byte_count")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_document_sha256")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["pqr.person.person_id"], name=op.f("fk_document_created_by")),
        sa.ForeignKeyConstraint(["supersedes"], ["pqr.document.document_id"], name=op.f("fk_document_supersedes")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document")),
        schema="pqr",
    )
    op.create_index("ix_document_case", "document", ["case_id"], unique=False, schema="pqr")
    op.create_index("ix_document_sha256", "document", ["sha256"], unique=False, schema="pqr")


def _create_chunks() -> None:
    op.create_table(
        "document_chunk",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(bytes) BETWEEN 1 AND 262144", name=op.f("ck_document_chunk_bytes")),
        sa.PrimaryKeyConstraint("year", "document_id", "chunk_no", name=op.f("pk_document_chunk")),
        schema="pqr",
        postgresql_partition_by="LIST (year)",
    )
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        op.execute(f"CREATE TABLE pqr_chunk.y{year} PARTITION OF pqr.document_chunk FOR VALUES IN ({year})")
    op.execute("CREATE TABLE pqr_chunk.other PARTITION OF pqr.document_chunk DEFAULT")
    # Scans and PDFs are compressed already; trying again only costs time.
    op.execute("ALTER TABLE pqr.document_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL")


def _seed_quotas() -> None:
    quota = sa.table("quota", sa.column("kind"), sa.column("allowed"), sa.column("period_seconds"), schema="pqr")
    day = 24 * 3600
    rows = (
        ("petitioner", 400, day),
        ("sheet", 2_000, day),
        ("labels", 20_000, day),
        ("search", 500, day),
        ("document", 5_000, day),
        ("upload", 20_000, day),
        ("refusal", 60, 60),
    )
    op.bulk_insert(quota, [{"kind": kind, "allowed": allowed, "period_seconds": s} for kind, allowed, s in rows])
