"""Who holds a case from which window: a lease ends with the window's connections and never traps its owner.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add them."""
    op.add_column("case_file", sa.Column("lease_window", sa.Text(), nullable=True), schema="pqr")
    op.create_check_constraint("ck_case_file_lease_window", "case_file", "length(lease_window) <= 40", schema="pqr")
    op.create_check_constraint(
        "ck_server_min_client",
        "server",
        r"min_client ~ '^[0-9]{1,4}(\.[0-9]{1,4}){0,3}$'",
        schema="pqr_meta",
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
