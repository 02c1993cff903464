"""Drafts, approved texts, quality lots and reviews.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _approved_text()
    _bulk_batch()
    _quality_lot()
    _bulk_batch_case()
    _draft()
    _quality_lot_case()
    _quality_review()
    _draft_identity()
    _quality_finding()
    _draft_answer()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _approved_text() -> None:
    op.create_table(
        "approved_text",
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('granted', 'denied', 'explained', 'guided', 'transferred')",
            name=op.f("ck_approved_text_decision"),
        ),
        sa.ForeignKeyConstraint(["claim_code"], ["pqr.claim_node.code"], name=op.f("fk_approved_text_claim_code")),
        sa.PrimaryKeyConstraint("text_id", "version", name=op.f("pk_approved_text")),
        schema="pqr",
    )


def _bulk_batch() -> None:
    op.create_table(
        "bulk_batch",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("recipe", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["started_by"], ["pqr.person.person_id"], name=op.f("fk_bulk_batch_started_by")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_bulk_batch")),
        schema="pqr",
    )


def _quality_lot() -> None:
    op.create_table(
        "quality_lot",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("inspection", sa.Text(), nullable=False),
        sa.Column("tolerated", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("code_letter", sa.Text(), nullable=False),
        sa.Column("lot_size", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("forced_size", sa.Integer(), nullable=False),
        sa.Column("accept_number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.CheckConstraint("inspection IN ('normal', 'tightened')", name=op.f("ck_quality_lot_inspection")),
        sa.CheckConstraint("method IN ('iso_2859_1', 'proportion')", name=op.f("ck_quality_lot_method")),
        sa.CheckConstraint("sample_size + forced_size <= lot_size", name=op.f("ck_quality_lot_sizes")),
        sa.ForeignKeyConstraint(["drawn_by"], ["pqr.person.person_id"], name=op.f("fk_quality_lot_drawn_by")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_quality_lot")),
        sa.UniqueConstraint("command_id", name=op.f("uq_quality_lot_command_id")),
        schema="pqr",
    )
    op.create_index(op.f("ix_quality_lot_scope"), "quality_lot", ["scope"], unique=False, schema="pqr")


def _bulk_batch_case() -> None:
    op.create_table(
        "bulk_batch_case",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["pqr.bulk_batch.batch_id"], name=op.f("fk_bulk_batch_case_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_bulk_batch_case_case_id")),
        sa.PrimaryKeyConstraint("case_id", "batch_id", name=op.f("pk_bulk_batch_case")),
        schema="pqr",
    )
    op.create_index(op.f("ix_bulk_batch_case_batch_id"), "bulk_batch_case", ["batch_id"], unique=False, schema="pqr")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opening_html", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('saved', 'sent', 'returned', 'bulk', 'recovered')", name=op.f("ck_draft_reason")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["pqr.person.person_id"], name=op.f("fk_draft_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_draft_case_id")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_draft")),
        schema="pqr",
    )
    op.create_index(op.f("ix_draft_batch_id"), "draft", ["batch_id"], unique=False, schema="pqr")


def _quality_lot_case() -> None:
    op.create_table(
        "quality_lot_case",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        sa.Column("forced_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_quality_lot_case_case_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["pqr.quality_lot.lot_id"], name=op.f("fk_quality_lot_case_lot_id")),
        sa.PrimaryKeyConstraint("case_id", "lot_id", name=op.f("pk_quality_lot_case")),
        schema="pqr",
    )
    op.create_index(op.f("ix_quality_lot_case_lot_id"), "quality_lot_case", ["lot_id"], unique=False, schema="pqr")


def _quality_review() -> None:
    op.create_table(
        "quality_review",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column(
            "reviewed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("verdict IN ('approved', 'rejected')", name=op.f("ck_quality_review_verdict")),
        sa.CheckConstraint("reviewer_id <> author_id", name=op.f("ck_quality_review_reviewer_is_not_author")),
        sa.ForeignKeyConstraint(["author_id"], ["pqr.person.person_id"], name=op.f("fk_quality_review_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_quality_review_case_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["pqr.person.person_id"], name=op.f("fk_quality_review_reviewer_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_quality_review")),
        schema="pqr",
    )


def _draft_identity() -> None:
    op.create_table(
        "draft_identity",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("document_number ~ '^[0-9]{5,11}$'", name=op.f("ck_draft_identity_document_number")),
        sa.CheckConstraint("length(reason) BETWEEN 5 AND 300", name=op.f("ck_draft_identity_reason")),
        sa.ForeignKeyConstraint(
            ["case_id", "version"],
            ["pqr.draft.case_id", "pqr.draft.version"],
            name=op.f("fk_draft_identity_case_id_version"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_draft_identity_case_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["pqr.person.person_id"], name=op.f("fk_draft_identity_noted_by")),
        sa.PrimaryKeyConstraint("case_id", "version", "document_number", name=op.f("pk_draft_identity")),
        schema="pqr",
    )


def _quality_finding() -> None:
    op.create_table(
        "quality_finding",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finding_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("fault_class", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "criterion IN ('coherence', 'clarity', 'warmth', 'timeliness', 'system_use', 'substance', 'spelling')",
            name=op.f("ck_quality_finding_criterion"),
        ),
        sa.CheckConstraint(
            "fault_class IN ('wrong', 'inconsistent', 'incomplete')", name=op.f("ck_quality_finding_fault_class")
        ),
        sa.CheckConstraint("severity IN ('critical', 'major', 'minor')", name=op.f("ck_quality_finding_severity")),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"],
            ["pqr.quality_review.case_id", "pqr.quality_review.seq"],
            name=op.f("fk_quality_finding_case_id_seq"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_quality_finding_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", "finding_no", name=op.f("pk_quality_finding")),
        schema="pqr",
    )


def _draft_answer() -> None:
    op.create_table(
        "draft_answer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("input_id", sa.Uuid(), nullable=True),
        sa.Column("text_id", sa.Text(), nullable=True),
        sa.Column("text_version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('granted', 'denied', 'explained', 'guided', 'transferred')",
            name=op.f("ck_draft_answer_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "claim_ordinal"],
            ["pqr.claim.case_id", "pqr.claim.ordinal"],
            name=op.f("fk_draft_answer_case_id_claim_ordinal"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "input_id"],
            ["pqr.input.case_id", "pqr.input.input_id"],
            name=op.f("fk_draft_answer_case_id_input_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "version"],
            ["pqr.draft.case_id", "pqr.draft.version"],
            name=op.f("fk_draft_answer_case_id_version"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_draft_answer_case_id")),
        sa.ForeignKeyConstraint(
            ["text_id", "text_version"],
            ["pqr.approved_text.text_id", "pqr.approved_text.version"],
            name=op.f("fk_draft_answer_text_id_text_version"),
        ),
        sa.PrimaryKeyConstraint("case_id", "version", "claim_ordinal", name=op.f("pk_draft_answer")),
        schema="pqr",
    )
    op.create_index(
        "ix_draft_answer_text",
        "draft_answer",
        ["text_id", "text_version"],
        unique=False,
        schema="pqr",
        postgresql_where=sa.text("text_id IS NOT NULL"),
    )
