"""What a mass run keeps: its rows, its proof of sameness and its place to go on from.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_WAITS = "state IN ('waiting', 'failed')"


def upgrade() -> None:
    """Add them."""
    _batches()
    _cases()
    _settle_old_rows()
    op.create_index(
        "ux_bulk_batch_case_waiting",
        "bulk_batch_case",
        ["case_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text(_WAITS),
    )
    _runs()
    op.create_index(
        "ux_draft_batch",
        "draft",
        ["case_id", "batch_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_quality_lot_bulk_is_sampled"),
        "quality_lot",
        sa.text("scope NOT LIKE 'bulk:%' OR sample_size + forced_size >= least(lot_size, 2)"),
        schema="pqr",
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _batches() -> None:
    for column in (
        sa.Column("director_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), server_default="group", nullable=False),
        sa.Column("source_name", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("bulk_batch", column, schema="pqr")
    op.create_foreign_key(
        op.f("fk_bulk_batch_director_id"),
        "bulk_batch",
        "director",
        ["director_id"],
        ["director_id"],
        source_schema="pqr",
        referent_schema="pqr",
    )
    for name, rule in (("source", "source IN ('group', 'sheet')"), ("lengths", "length(source_name) <= 200")):
        op.create_check_constraint(op.f(f"ck_bulk_batch_{name}"), "bulk_batch", sa.text(rule), schema="pqr")


def _cases() -> None:
    for column in (
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.Column("inputs_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=True),
        sa.Column("failure_field", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("bulk_batch_case", column, schema="pqr")
    op.create_check_constraint(
        op.f("ck_bulk_batch_case_state"),
        "bulk_batch_case",
        sa.text("state IN ('waiting', 'drafted', 'failed', 'moved', 'cancelled')"),
        schema="pqr",
    )


def _settle_old_rows() -> None:
    """Say of each letter what was read from its case until now; of two batches that wait for one, the newer keeps it."""
    op.execute(
        """
        UPDATE pqr.bulk_batch_case m SET settled_at = clock_timestamp(), state = CASE
            WHEN EXISTS (SELECT FROM pqr.draft d WHERE d.case_id = m.case_id AND d.batch_id = m.batch_id) THEN 'drafted'
            WHEN b.cancelled_at IS NOT NULL THEN 'cancelled'
            WHEN c.status <> 'draft_in_bulk' OR EXISTS (
                SELECT FROM pqr.bulk_batch_case o JOIN pqr.bulk_batch ob ON ob.batch_id = o.batch_id
                 WHERE o.case_id = m.case_id AND (ob.started_at, o.batch_id) > (b.started_at, m.batch_id)) THEN 'moved'
            WHEN m.failure IS NOT NULL THEN 'failed' ELSE 'waiting' END
          FROM pqr.bulk_batch b, pqr.case_file c WHERE b.batch_id = m.batch_id AND c.case_id = m.case_id
        """
    )


def _runs() -> None:
    now = sa.text("clock_timestamp()")
    op.create_table(
        "bulk_run",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("drafted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "end_reason IN ('finished', 'stopped', 'superseded', 'cancelled')", name=op.f("ck_bulk_run_end_reason")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["pqr.bulk_batch.batch_id"], name=op.f("fk_bulk_run_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["pqr.person.person_id"], name=op.f("fk_bulk_run_person_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_bulk_run")),
        schema="pqr",
    )
    op.create_index(op.f("ix_bulk_run_batch_id"), "bulk_run", ["batch_id"], unique=False, schema="pqr")
