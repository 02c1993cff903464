"""Loops of escalations are counted and broken; faults have codes; a queue's parameters have an author; reminders.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add them."""
    _escalation()
    _faults()
    _joint_decision()
    _area_term_change()
    _reminder()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _case(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f(f"fk_{table}_case_id")),
    ]


def _reference(table: str, column: str, target: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"pqr.{target}"], name=op.f(f"fk_{table}_{column}")),
    ]


def _stamp(column: str) -> sa.Column[object]:
    now = sa.text("clock_timestamp()")
    return sa.Column(column, sa.DateTime(timezone=True), server_default=now, nullable=False)


def _escalation() -> None:
    settled = sa.Column("settled_turn", sa.Integer(), server_default="0", nullable=False)
    op.add_column("escalation", settled, schema="pqr")
    op.add_column("escalation", _stamp("queued_at"), schema="pqr")
    op.add_column("escalation", sa.Column("queue_position", sa.Integer(), nullable=True), schema="pqr")
    op.execute("UPDATE pqr.escalation SET queued_at = requested_at")


def _faults() -> None:
    op.create_table(
        "conformity_reason",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_conformity_reason")),
        schema="pqr",
    )
    op.create_table(
        "escalation_fault",
        *_case("escalation_fault"),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        *_reference("escalation_fault", "checked_by", "person.person_id"),
        _stamp("checked_at"),
        sa.ForeignKeyConstraint(
            ["reason_code"], ["pqr.conformity_reason.code"], name=op.f("fk_escalation_fault_reason_code")
        ),
        sa.PrimaryKeyConstraint("case_id", "turn", "reason_code", name=op.f("pk_escalation_fault")),
        schema="pqr",
    )


def _joint_decision() -> None:
    name = "joint_decision"
    op.create_table(
        name,
        *_case(name),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        *_reference(name, "area_id", "area.area_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_reference(name, "proposed_by", "person.person_id"),
        _stamp("proposed_at"),
        sa.Column("objection", sa.Text(), nullable=True),
        *_reference(name, "objected_by", "person.person_id", nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        *_reference(name, "agreed_by", "person.person_id", nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ruling IN ('area_answers', 'another_area', 'without_area')", name=op.f("ck_joint_decision_ruling")
        ),
        sa.CheckConstraint("agreed_by <> proposed_by", name=op.f("ck_joint_decision_two_people")),
        sa.CheckConstraint("objected_by <> proposed_by", name=op.f("ck_joint_decision_objector")),
        sa.CheckConstraint("(ruling = 'another_area') = (area_id IS NOT NULL)", name=op.f("ck_joint_decision_area")),
        sa.CheckConstraint("(objection IS NULL) = (objected_by IS NULL)", name=op.f("ck_joint_decision_objected")),
        sa.CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name=op.f("ck_joint_decision_agreed")),
        sa.CheckConstraint(
            "length(reason) <= 2000 AND length(objection) <= 2000", name=op.f("ck_joint_decision_lengths")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_joint_decision")),
        schema="pqr",
    )


def _area_term_change() -> None:
    name = "area_term_change"
    op.create_table(
        name,
        sa.Column("change_id", sa.Uuid(), nullable=False),
        *_reference(name, "area_id", "area.area_id"),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("queue_capacity", sa.Integer(), nullable=True),
        sa.Column("term_days_before", sa.Integer(), nullable=False),
        sa.Column("queue_capacity_before", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_reference(name, "changed_by", "person.person_id"),
        _stamp("changed_at"),
        sa.CheckConstraint(
            "term_days BETWEEN 1 AND 60 AND queue_capacity BETWEEN 1 AND 1000000",
            name=op.f("ck_area_term_change_range"),
        ),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_area_term_change_lengths")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_area_term_change")),
        schema="pqr",
    )


def _reminder() -> None:
    name = "escalation_reminder"
    op.create_table(
        name,
        *_case(name),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_reference(name, "asked_by", "person.person_id", nullable=True),
        _stamp("asked_at"),
        *_reference(name, "told_to", "person.person_id", nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('soon', 'today', 'late', 'asked')", name=op.f("ck_escalation_reminder_kind")),
        sa.CheckConstraint("(kind = 'asked') = (asked_by IS NOT NULL)", name=op.f("ck_escalation_reminder_asker")),
        sa.CheckConstraint("(told_to IS NULL) = (told_at IS NULL)", name=op.f("ck_escalation_reminder_told")),
        sa.PrimaryKeyConstraint("case_id", "turn", "kind", "day", name=op.f("pk_escalation_reminder")),
        schema="pqr",
    )
