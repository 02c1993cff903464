"""Explained runs of assignment with a row for each case, and the rules that weigh and release them, with their authors.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add them."""
    op.drop_constraint("ck_assignment_run_kind", "assignment_run", schema="pqr")
    op.create_check_constraint(
        "ck_assignment_run_kind", "assignment_run", "kind IN ('shared', 'claimed', 'passed', 'returned')", schema="pqr"
    )
    op.add_column("assignment_run", sa.Column("act_id", sa.Uuid(), nullable=True), schema="pqr")
    op.create_index("ix_assignment_run_act_id", "assignment_run", ["act_id"], schema="pqr")
    op.create_index("ix_assignment_run_run_at", "assignment_run", ["run_at"], schema="pqr")
    _move()
    _rule()
    _weight()
    op.create_index(
        "ix_read_log_case",
        "read_log",
        ["case_id", "at"],
        schema="pqr_audit",
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _move() -> None:
    op.create_table(
        "assignment_move",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("from_person", sa.Integer(), nullable=True),
        sa.Column("to_person", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("kept_because", sa.Text(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("length(kept_because) <= 60", name=op.f("ck_assignment_move_kept_because")),
        sa.CheckConstraint("(version IS NULL) = (kept_because IS NOT NULL)", name=op.f("ck_assignment_move_outcome")),
        sa.ForeignKeyConstraint(["from_person"], ["pqr.person.person_id"], name=op.f("fk_assignment_move_from_person")),
        sa.ForeignKeyConstraint(["run_id"], ["pqr.assignment_run.run_id"], name=op.f("fk_assignment_move_run_id")),
        sa.ForeignKeyConstraint(["to_person"], ["pqr.person.person_id"], name=op.f("fk_assignment_move_to_person")),
        sa.PrimaryKeyConstraint("run_id", "case_id", name=op.f("pk_assignment_move")),
        schema="pqr",
    )
    op.create_index("ix_assignment_move_to_person", "assignment_move", ["to_person", "moved_at"], schema="pqr")


def _rule() -> None:
    op.create_table(
        "release_rule",
        *_authored("rule_no"),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("cases BETWEEN 1 AND 500 AND hours BETWEEN 1 AND 168", name=op.f("ck_release_rule_range")),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_release_rule_reason")),
        sa.ForeignKeyConstraint(["set_by"], ["pqr.person.person_id"], name=op.f("fk_release_rule_set_by")),
        sa.PrimaryKeyConstraint("rule_no", name=op.f("pk_release_rule")),
        schema="pqr",
    )


def _weight() -> None:
    op.create_table(
        "work_weight",
        *_authored("weight_no"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.CheckConstraint("kind IN ('claim', 'line', 'typed')", name=op.f("ck_work_weight_kind")),
        sa.CheckConstraint("weight BETWEEN 0.25 AND 10", name=op.f("ck_work_weight_range")),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_work_weight_reason")),
        sa.CheckConstraint("length(key) <= 60", name=op.f("ck_work_weight_key")),
        sa.ForeignKeyConstraint(["set_by"], ["pqr.person.person_id"], name=op.f("fk_work_weight_set_by")),
        sa.PrimaryKeyConstraint("weight_no", name=op.f("pk_work_weight")),
        schema="pqr",
    )
    op.create_index("ix_work_weight_kind_key", "work_weight", ["kind", "key", "weight_no"], schema="pqr")


def _authored(key: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(key, sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    ]
