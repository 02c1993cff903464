"""Forms half filled in.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table; owner and grants come from the repeatable SQL files."""
    op.create_table(
        "work_in_progress",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_work_in_progress_case_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_work_in_progress")),
        schema="pqr",
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
