"""Find the steps of a day without reading the years before it.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the index; events are appended in order of time, so a few pages of it describe the whole table."""
    op.create_index(
        "ix_case_event_recorded", "case_event", ["recorded_at"], schema="pqr_audit", postgresql_using="brin"
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
