"""Claims, inputs, escalations and endorsements.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _endorsement_reason()
    _claim_node()
    _archive_report()
    _claim()
    _endorsement()
    _escalation()
    _escalation_claim()
    _escalation_answer()
    _input()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _endorsement_reason() -> None:
    op.create_table(
        "endorsement_reason",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('archive', 'reassign')", name=op.f("ck_endorsement_reason_kind")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_endorsement_reason")),
        schema="pqr",
    )


def _claim_node() -> None:
    op.create_table(
        "claim_node",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("is_leaf", sa.Boolean(), nullable=False),
        sa.Column("lookup_systems", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("weight", sa.Numeric(precision=4, scale=2), server_default="1", nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_claim_node_area_id")),
        sa.ForeignKeyConstraint(["parent_code"], ["pqr.claim_node.code"], name=op.f("fk_claim_node_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_claim_node")),
        schema="pqr",
    )


def _archive_report() -> None:
    op.create_table(
        "archive_report",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report_number", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column(
            "reported_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('archive', 'reassign')", name=op.f("ck_archive_report_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_archive_report_case_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["pqr.person.person_id"], name=op.f("fk_archive_report_reported_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_archive_report")),
        schema="pqr",
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_code", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("citizen_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_claim_area_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(["claim_code"], ["pqr.claim_node.code"], name=op.f("fk_claim_claim_code")),
        sa.PrimaryKeyConstraint("case_id", "ordinal", name=op.f("pk_claim")),
        schema="pqr",
    )


def _endorsement() -> None:
    op.create_table(
        "endorsement",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("act_number", sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('granted', 'denied')", name=op.f("ck_endorsement_decision")),
        sa.CheckConstraint("kind IN ('archive', 'reassign')", name=op.f("ck_endorsement_kind")),
        sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_endorsement_decided")),
        sa.CheckConstraint("decided_by <> requested_by", name=op.f("ck_endorsement_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_endorsement_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["pqr.person.person_id"], name=op.f("fk_endorsement_decided_by")),
        sa.ForeignKeyConstraint(
            ["reason_code"], ["pqr.endorsement_reason.code"], name=op.f("fk_endorsement_reason_code")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["pqr.person.person_id"], name=op.f("fk_endorsement_requested_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_endorsement")),
        schema="pqr",
    )


def _escalation() -> None:
    op.create_table(
        "escalation",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("petition_case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=True),
        sa.Column("competence_by", sa.Integer(), nullable=True),
        sa.Column("competence_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.Text(), nullable=True),
        sa.Column("proposed_area_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_result", sa.Text(), nullable=True),
        sa.Column("check_note", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loop_count", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("check_result IN ('conforms', 'not_conforming')", name=op.f("ck_escalation_check_result")),
        sa.CheckConstraint("competence IN ('accepted', 'rejected')", name=op.f("ck_escalation_competence")),
        sa.ForeignKeyConstraint(["answered_by"], ["pqr.person.person_id"], name=op.f("fk_escalation_answered_by")),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_escalation_area_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_escalation_case_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["pqr.person.person_id"], name=op.f("fk_escalation_checked_by")),
        sa.ForeignKeyConstraint(["competence_by"], ["pqr.person.person_id"], name=op.f("fk_escalation_competence_by")),
        sa.ForeignKeyConstraint(
            ["petition_case_id"], ["pqr.case_file.case_id"], name=op.f("fk_escalation_petition_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_area_id"], ["pqr.area.area_id"], name=op.f("fk_escalation_proposed_area_id")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["pqr.person.person_id"], name=op.f("fk_escalation_requested_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_escalation")),
        schema="pqr",
    )
    op.create_index(
        op.f("ix_escalation_petition_case_id"), "escalation", ["petition_case_id"], unique=False, schema="pqr"
    )


def _escalation_claim() -> None:
    op.create_table(
        "escalation_claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_escalation_claim_case_id")),
        sa.PrimaryKeyConstraint("case_id", "claim_ordinal", name=op.f("pk_escalation_claim")),
        schema="pqr",
    )


def _escalation_answer() -> None:
    op.create_table(
        "escalation_answer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_escalation_answer_case_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["pqr.document.document_id"], name=op.f("fk_escalation_answer_document_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "claim_ordinal", name=op.f("pk_escalation_answer")),
        schema="pqr",
    )


def _input() -> None:
    op.create_table(
        "input",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("input_id", sa.Uuid(), nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("escalation_case_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "system IN ('RUV', 'VIVANTO', 'SIRAV', 'SGV', 'INDEMNIZA', 'escalation', 'other')",
            name=op.f("ck_input_system"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_input_area_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "claim_ordinal"],
            ["pqr.claim.case_id", "pqr.claim.ordinal"],
            name=op.f("fk_input_case_id_claim_ordinal"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_input_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["pqr.document.document_id"], name=op.f("fk_input_document_id")),
        sa.ForeignKeyConstraint(
            ["escalation_case_id"], ["pqr.case_file.case_id"], name=op.f("fk_input_escalation_case_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["pqr.person.person_id"], name=op.f("fk_input_recorded_by")),
        sa.PrimaryKeyConstraint("case_id", "input_id", name=op.f("pk_input")),
        schema="pqr",
    )
