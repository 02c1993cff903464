"""Sensitive marks, reasons to reveal and what a person saw, printed or exported.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

#: Counted apart. A signed batch of 400 letters is one print of 400; nobody needs 150 reveals in a day.
_QUOTAS = (("reveal", 150), ("export", 500), ("print", 12_000))


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "reserved_field",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "category IN ('differential', 'claim', 'priority')", name=op.f("ck_reserved_field_category")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reserved_field")),
        schema="pqr",
    )
    op.create_table(
        "reveal_reason",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reveal_reason")),
        schema="pqr",
    )
    op.create_index("ix_read_log_login", "read_log", ["session_login", "at"], schema="pqr_audit")
    for kind, allowed in _QUOTAS:
        _quota(kind, allowed)


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _quota(kind: str, allowed: int) -> None:
    """A day's quota, with a counter for each person who is already there; those to come get theirs with their login."""
    op.execute(f"INSERT INTO pqr.quota (kind, allowed, period_seconds) VALUES ('{kind}', {allowed}, 86400)")
    op.execute(
        f"""DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT person_id FROM pqr.person LOOP
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS pqr_quota.%I AS bigint MINVALUE 0 START 0 CACHE 1',
                       '{kind}_' || p.person_id);
        EXECUTE format('ALTER SEQUENCE pqr_quota.%I OWNER TO pqr_kernel', '{kind}_' || p.person_id);
    END LOOP;
END $$"""
    )
