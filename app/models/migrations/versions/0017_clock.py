"""The clock: what each stage takes, the three days of unanswered copies, and the one extension of a term.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_KINDS = (
    "petition", "attachment", "letter_unsigned", "letter_signed", "input_support", "delivery_proof", "notice",
    "notice_proof", "dispatch_sheet", "print_batch", "signature_image", "authority", "extension_letter",
    "extension_proof",
)  # fmt: skip


def upgrade() -> None:
    """Add them."""
    _stages()
    _copies()
    _extension()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _stages() -> None:
    op.create_table(
        "stage_term",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("activity", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.Numeric(4, 2), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 60", name=op.f("ck_stage_term_days")),
        sa.ForeignKeyConstraint(
            ["procedure", "activity"],
            ["pqr.activity.procedure", "pqr.activity.number"],
            name=op.f("fk_stage_term_procedure_activity"),
        ),
        sa.PrimaryKeyConstraint("procedure", "activity", name=op.f("pk_stage_term")),
        schema="pqr",
    )


def _copies() -> None:
    op.add_column("term_rule", sa.Column("copies_days", sa.Integer(), nullable=True), schema="pqr")
    op.create_check_constraint(op.f("ck_term_rule_copies_days"), "term_rule", "copies_days > 0", schema="pqr")
    op.execute("UPDATE pqr.term_rule SET copies_days = 3 WHERE class_key = 'documents' AND regime_id = 1")


def _extension() -> None:
    op.drop_constraint(op.f("ck_document_kind"), "document", schema="pqr")
    listed = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_check_constraint(op.f("ck_document_kind"), "document", f"kind IN ({listed})", schema="pqr")
    now = sa.text("clock_timestamp()")
    op.create_table(
        "extension",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("letter_document_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("proof_document_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("new_due_on > old_due_on", name=op.f("ck_extension_longer")),
        sa.CheckConstraint("notified_on <= old_due_on", name=op.f("ck_extension_in_time")),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name=op.f("ck_extension_reason")),
        sa.CheckConstraint(
            "num_nonnulls(notified_on, proof_document_id, confirmed_by, confirmed_at) IN (0, 4)",
            name=op.f("ck_extension_confirmed"),
        ),
        sa.CheckConstraint(
            "letter_document_id <> proof_document_id", name=op.f("ck_extension_two_papers")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_extension_case_id")),
        sa.ForeignKeyConstraint(
            ["letter_document_id"], ["pqr.document.document_id"], name=op.f("fk_extension_letter_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["proof_document_id"], ["pqr.document.document_id"], name=op.f("fk_extension_proof_document_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["pqr.person.person_id"], name=op.f("fk_extension_asked_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["pqr.person.person_id"], name=op.f("fk_extension_confirmed_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_extension")),
        schema="pqr",
    )  # fmt: skip
