"""Draws announced before their seed is seen, verdicts taken back, acts of lots and meetings of quality.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add them."""
    _promises()
    _verdicts()
    _acts()
    _meetings()
    _topics()
    _commitments()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _person(table: str, column: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[Any]:
    target = sa.ForeignKey("pqr.person.person_id", name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Integer(), target, nullable=nullable, primary_key=primary_key)


def _stamp(column: str) -> sa.Column[Any]:
    return sa.Column(column, sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False)


def _promises() -> None:
    table = "quality_promise"
    op.create_table(
        table,
        sa.Column("promise_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("inspection", sa.Text(), nullable=False),
        sa.Column("tolerated", sa.Numeric(4, 2), nullable=False),
        sa.Column("is_stratified", sa.Boolean(), nullable=False),
        sa.Column("is_doubled", sa.Boolean(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("in_transaction", sa.BigInteger(), nullable=False),
        _person(table, "promised_by"),
        _stamp("promised_at"),
        sa.PrimaryKeyConstraint("promise_id", name=op.f("pk_quality_promise")),
        sa.CheckConstraint("method IN ('iso_2859_1', 'proportion')", name=op.f("ck_quality_promise_method")),
        sa.CheckConstraint(
            "inspection IN ('reduced', 'normal', 'tightened', 'full')", name=op.f("ck_quality_promise_inspection")
        ),
        schema="pqr",
    )


def _verdicts() -> None:
    column = sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("quality_review", column, schema="pqr")
    op.drop_index(op.f("ix_quality_review_lot_id_case_id"), "quality_review", schema="pqr")
    op.create_index(
        op.f("ix_quality_review_lot_id_case_id"),
        "quality_review",
        ["lot_id", "case_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _acts() -> None:
    op.create_table(
        "quality_act",
        sa.Column(
            "lot_id",
            sa.Uuid(),
            sa.ForeignKey("pqr.quality_lot.lot_id", name=op.f("fk_quality_act_lot_id")),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("act_number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        *(sa.Column(n, sa.Integer(), nullable=False) for n in ("reviewed", "faults", "critical", "minor")),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_quality_act")),
        sa.UniqueConstraint("year", "act_number", name=op.f("uq_quality_act_year_act_number")),
        sa.CheckConstraint("decision IN ('accepted', 'rejected', 'measured')", name=op.f("ck_quality_act_decision")),
        schema="pqr",
    )
    table = "quality_act_signature"
    op.create_table(
        table,
        sa.Column(
            "lot_id",
            sa.Uuid(),
            sa.ForeignKey("pqr.quality_act.lot_id", name=op.f("fk_quality_act_signature_lot_id")),
            nullable=False,
        ),
        _person(table, "signed_by"),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        _stamp("signed_at"),
        sa.PrimaryKeyConstraint("lot_id", "signed_by", name=op.f("pk_quality_act_signature")),
        schema="pqr",
    )


def _meetings() -> None:
    table = "quality_meeting"
    op.create_table(
        table,
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "area_id",
            sa.Integer(),
            sa.ForeignKey("pqr.area.area_id", name=op.f("fk_quality_meeting_area_id")),
            nullable=True,
        ),
        _person(table, "agent_id", nullable=True),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        _person(table, "called_by"),
        _stamp("called_at"),
        sa.Column("minutes", sa.Text(), nullable=True),
        _person(table, "closed_by", nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_for", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_quality_meeting")),
        sa.CheckConstraint("kind IN ('errors', 'guidelines')", name=op.f("ck_quality_meeting_kind")),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_quality_meeting_period")),
        sa.CheckConstraint("area_id IS NULL OR agent_id IS NULL", name=op.f("ck_quality_meeting_with_whom")),
        schema="pqr",
    )
    op.create_table(
        "quality_meeting_person",
        _of_meeting("quality_meeting_person"),
        _person("quality_meeting_person", "person_id"),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_quality_meeting_person")),
        schema="pqr",
    )


def _of_meeting(table: str) -> sa.Column[Any]:
    target = sa.ForeignKey("pqr.quality_meeting.meeting_id", name=op.f(f"fk_{table}_meeting_id"))
    return sa.Column("meeting_id", sa.Uuid(), target, nullable=False)


def _topics() -> None:
    table = "quality_meeting_topic"
    op.create_table(
        table,
        _of_meeting(table),
        sa.Column(
            "code",
            sa.Text(),
            sa.ForeignKey("pqr.quality_code.code", name=op.f("fk_quality_meeting_topic_code")),
            nullable=False,
        ),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "code", name=op.f("pk_quality_meeting_topic")),
        schema="pqr",
    )


def _commitments() -> None:
    table = "quality_commitment"
    op.create_table(
        table,
        _of_meeting(table),
        sa.Column("commitment_no", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("words", sa.Text(), nullable=False),
        _person(table, "person_id"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _person(table, "done_by", nullable=True),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("meeting_id", "commitment_no", name=op.f("pk_quality_commitment")),
        schema="pqr",
    )
