"""The legal calendar, petitions, who asks, and loads of petitions.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _channel()
    _municipality()
    _non_working_day()
    _petition_class()
    _term_regime()
    _term_rule()
    _assignment_run()
    _calendar_change()
    _intake_batch()
    _image_issue()
    _intake_item()
    _signatory()
    _split()
    _petition()
    _petitioner()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_channel")),
        schema="pqr",
    )


def _municipality() -> None:
    op.create_table(
        "municipality",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{5}$'", name=op.f("ck_municipality_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
        schema="pqr",
    )


def _non_working_day() -> None:
    op.create_table(
        "non_working_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("legal_act", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('holiday', 'closure', 'compensated')", name=op.f("ck_non_working_day_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_non_working_day")),
        schema="pqr",
    )


def _petition_class() -> None:
    op.create_table(
        "petition_class",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("has_typed_term", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_petition_class")),
        schema="pqr",
    )


def _term_regime() -> None:
    op.create_table(
        "term_regime",
        sa.Column("regime_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("legal_act", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_term_regime_dates")),
        sa.PrimaryKeyConstraint("regime_id", name=op.f("pk_term_regime")),
        schema="pqr",
    )


def _term_rule() -> None:
    op.create_table(
        "term_rule",
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("class_key", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_term_rule_days")),
        sa.ForeignKeyConstraint(["class_key"], ["pqr.petition_class.key"], name=op.f("fk_term_rule_class_key")),
        sa.ForeignKeyConstraint(["regime_id"], ["pqr.term_regime.regime_id"], name=op.f("fk_term_rule_regime_id")),
        sa.PrimaryKeyConstraint("regime_id", "class_key", name=op.f("pk_term_rule")),
        schema="pqr",
    )


def _assignment_run() -> None:
    op.create_table(
        "assignment_run",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("run_by", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('shared', 'claimed')", name=op.f("ck_assignment_run_kind")),
        sa.ForeignKeyConstraint(["run_by"], ["pqr.person.person_id"], name=op.f("fk_assignment_run_run_by")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_assignment_run")),
        schema="pqr",
    )


def _calendar_change() -> None:
    op.create_table(
        "calendar_change",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("legal_act", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column(
            "proposed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_cases", sa.Integer(), nullable=True),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name=op.f("ck_calendar_change_decision")),
        sa.CheckConstraint(
            "kind IN ('holiday', 'closure', 'compensated', 'working')", name=op.f("ck_calendar_change_kind")
        ),
        sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_calendar_change_decided")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_calendar_change_two_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["pqr.person.person_id"], name=op.f("fk_calendar_change_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["pqr.person.person_id"], name=op.f("fk_calendar_change_proposed_by")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_calendar_change")),
        schema="pqr",
    )
    op.create_index(
        "uq_calendar_change_open",
        "calendar_change",
        ["day"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("decision IS NULL"),
    )


def _intake_batch() -> None:
    op.create_table(
        "intake_batch",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rejected", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("closed_at IS NULL OR received = imported + rejected", name=op.f("ck_intake_batch_adds_up")),
        sa.ForeignKeyConstraint(["started_by"], ["pqr.person.person_id"], name=op.f("fk_intake_batch_started_by")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_intake_batch")),
        schema="pqr",
    )


def _image_issue() -> None:
    op.create_table(
        "image_issue",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column(
            "reported_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("solved_by", sa.Integer(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('illegible', 'incomplete', 'missing_page', 'other_petitioner', 'blank', 'rotated')",
            name=op.f("ck_image_issue_cause"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_image_issue_case_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["pqr.person.person_id"], name=op.f("fk_image_issue_reported_by")),
        sa.ForeignKeyConstraint(["solved_by"], ["pqr.person.person_id"], name=op.f("fk_image_issue_solved_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_image_issue")),
        schema="pqr",
    )


def _intake_item() -> None:
    op.create_table(
        "intake_item",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("item_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_label", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("filing_number", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("result IN ('imported', 'rejected')", name=op.f("ck_intake_item_result")),
        sa.ForeignKeyConstraint(["batch_id"], ["pqr.intake_batch.batch_id"], name=op.f("fk_intake_item_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "item_no", name=op.f("pk_intake_item")),
        schema="pqr",
    )
    op.create_index(
        "uq_intake_item_imported_sha256",
        "intake_item",
        ["file_sha256"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("result = 'imported'"),
    )


def _signatory() -> None:
    op.create_table(
        "signatory",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("child_case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_signatory_case_id")),
        sa.ForeignKeyConstraint(["child_case_id"], ["pqr.case_file.case_id"], name=op.f("fk_signatory_child_case_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["pqr.municipality.code"], name=op.f("fk_signatory_municipality_code")
        ),
        sa.PrimaryKeyConstraint("case_id", "ordinal", name=op.f("pk_signatory")),
        schema="pqr",
    )


def _split() -> None:
    op.create_table(
        "split",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_split_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["pqr.person.person_id"], name=op.f("fk_split_decided_by")),
        sa.ForeignKeyConstraint(["received_by"], ["pqr.person.person_id"], name=op.f("fk_split_received_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["pqr.person.person_id"], name=op.f("fk_split_sent_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_split")),
        schema="pqr",
    )


def _petition() -> None:
    op.create_table(
        "petition",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("filing_number", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("class_key", sa.Text(), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=True),
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("typed_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("signatory_count", sa.Integer(), nullable=False),
        sa.Column("is_oral", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_bulk", sa.Boolean(), nullable=False),
        sa.Column("response_channel", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column(
            "registered_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "filing_number ~ '^(19|20)[0-9]{2}[0-9]{3}[0-9]{6,7}[1-9]$'", name=op.f("ck_petition_filing_number")
        ),
        sa.CheckConstraint("response_channel IN ('postal', 'email')", name=op.f("ck_petition_response_channel")),
        sa.CheckConstraint("source IN ('manual', 'folder', 'split')", name=op.f("ck_petition_source")),
        sa.ForeignKeyConstraint(["batch_id"], ["pqr.intake_batch.batch_id"], name=op.f("fk_petition_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_petition_case_id")),
        sa.ForeignKeyConstraint(["channel"], ["pqr.channel.key"], name=op.f("fk_petition_channel")),
        sa.ForeignKeyConstraint(["class_key"], ["pqr.petition_class.key"], name=op.f("fk_petition_class_key")),
        sa.ForeignKeyConstraint(["document_id"], ["pqr.document.document_id"], name=op.f("fk_petition_document_id")),
        sa.ForeignKeyConstraint(["regime_id"], ["pqr.term_regime.regime_id"], name=op.f("fk_petition_regime_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["pqr.person.person_id"], name=op.f("fk_petition_registered_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_petition")),
        schema="pqr",
    )
    op.create_index("ix_petition_document", "petition", ["document_id"], unique=False, schema="pqr")
    op.create_index(
        "uq_petition_filing_number",
        "petition",
        ["filing_number"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("source <> 'split'"),
    )


def _petitioner() -> None:
    op.create_table(
        "petitioner",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("proof_document_id", sa.Uuid(), nullable=True),
        sa.Column("accepts_email", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("differential", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "(document_number IS NULL) OR document_number ~ '^[0-9A-Z]{3,15}$'",
            name=op.f("ck_petitioner_document_number"),
        ),
        sa.CheckConstraint(
            "capacity IN ('self', 'represented', 'relative', 'attorney', 'informal_agent', 'entity')",
            name=op.f("ck_petitioner_capacity"),
        ),
        sa.CheckConstraint(
            "document_type IN ('CC','TI','RC','CE','PA','PPT','NIT','NUIP')", name=op.f("ck_petitioner_document_type")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_petitioner_case_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["pqr.municipality.code"], name=op.f("fk_petitioner_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["proof_document_id"], ["pqr.document.document_id"], name=op.f("fk_petitioner_proof_document_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "ordinal", name=op.f("pk_petitioner")),
        schema="pqr",
    )
