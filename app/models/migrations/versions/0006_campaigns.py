"""Outbound campaigns and contacts.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables; owners and grants come from the repeatable SQL files."""
    _campaign()
    _campaign_person()
    _campaign_return()
    _contact_attempt()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("needs_validation", sa.Boolean(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column(
            "registered_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("medium IN ('call', 'sms')", name=op.f("ck_campaign_medium")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_dates")),
        sa.CheckConstraint("max_attempts BETWEEN 1 AND 5", name=op.f("ck_campaign_max_attempts")),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_campaign_area_id")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_campaign_case_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["pqr.person.person_id"], name=op.f("fk_campaign_registered_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_campaign")),
        schema="pqr",
    )


def _campaign_person() -> None:
    op.create_table(
        "campaign_person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("contact_case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_campaign_person_case_id")),
        sa.ForeignKeyConstraint(
            ["contact_case_id"], ["pqr.case_file.case_id"], name=op.f("fk_campaign_person_contact_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "row_no", name=op.f("pk_campaign_person")),
        schema="pqr",
    )


def _campaign_return() -> None:
    op.create_table(
        "campaign_return",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("observations", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column(
            "written_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_campaign_return_case_id")),
        sa.ForeignKeyConstraint(["written_by"], ["pqr.person.person_id"], name=op.f("fk_campaign_return_written_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_campaign_return")),
        schema="pqr",
    )


def _contact_attempt() -> None:
    op.create_table(
        "contact_attempt",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("outcome_code", sa.Text(), nullable=True),
        sa.Column("right_answers", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("right_answers BETWEEN 0 AND 5", name=op.f("ck_contact_attempt_right_answers")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_contact_attempt_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["pqr.person.person_id"], name=op.f("fk_contact_attempt_made_by")),
        sa.PrimaryKeyConstraint("case_id", "attempt", name=op.f("pk_contact_attempt")),
        schema="pqr",
    )
