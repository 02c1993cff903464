"""Changes of a case's row that are no step, so that the feed tells them too.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


class Xid8(sa.types.UserDefinedType[str]):
    """A full transaction number."""

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "xid8"


def upgrade() -> None:
    """Create the table; owner, grants and the trigger that fills it come from the repeatable SQL files."""
    op.create_table(
        "case_touch",
        sa.Column("touch_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "touched_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("touch_id", name=op.f("pk_case_touch")),
        schema="pqr_audit",
    )
    op.create_index("ix_case_touch_xid", "case_touch", ["xid"], unique=False, schema="pqr_audit")


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
