"""The first tables: schemas, staff and the declared procedures.

Revision ID: 0000
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app import procedure
from app.models import workflow

revision = "0000"
down_revision = None

SCHEMAS = (
    "pqr",
    "pqr_api",
    "pqr_guard",
    "pqr_effect",
    "pqr_core",
    "pqr_audit",
    "pqr_quota",
    "pqr_chunk",
    "pqr_login",
    "pqr_watch",
)
#: What was released with this revision; later ones are installed by their own.
RELEASED = ("pqr_v08", "outbound_v02", "escalation_v01", "contact_v01")


def upgrade() -> None:
    """Create schemas and tables; owners and grants come from the repeatable SQL files."""
    for schema in SCHEMAS:
        op.execute(f"CREATE SCHEMA {schema}")
    _create_staff()
    _create_absences()
    _create_declarations()
    _create_outcomes()
    _create_server_row()
    workflow.install(op.get_bind(), *(procedure.load(name) for name in RELEASED))


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _create_staff() -> None:
    op.create_table(
        "area",
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("queue_capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('mission', 'internal', 'external')", name=op.f("ck_area_kind")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area")),
        sa.UniqueConstraint("key", name=op.f("uq_area_key")),
        schema="pqr",
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("capacity_units", sa.Numeric(precision=6, scale=2), server_default="45", nullable=False),
        sa.Column("joined_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("cache_epoch", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("login ~ '^u_[a-z][a-z0-9_.]{0,40}$'", name=op.f("ck_person_login")),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_person_area_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        schema="pqr",
    )
    op.create_table(
        "person_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["pqr.person.person_id"], name=op.f("fk_person_role_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_role")),
        schema="pqr",
    )


def _create_absences() -> None:
    op.create_table(
        "absence",
        sa.Column("absence_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("covered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absence_dates")),
        sa.ForeignKeyConstraint(["covered_by"], ["pqr.person.person_id"], name=op.f("fk_absence_covered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["pqr.person.person_id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_absence")),
        schema="pqr",
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False, schema="pqr")


def _create_declarations() -> None:
    op.create_table(
        "procedure",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_procedure")),
        schema="pqr",
    )
    op.create_table(
        "tray",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["procedure"], ["pqr.procedure.name"], name=op.f("fk_tray_procedure")),
        sa.PrimaryKeyConstraint("procedure", "key", name=op.f("pk_tray")),
        schema="pqr",
    )
    op.create_table(
        "activity",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("tray", sa.Text(), nullable=False),
        sa.Column("seed", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure", "tray"], ["pqr.tray.procedure", "pqr.tray.key"], name=op.f("fk_activity_procedure_tray")
        ),
        sa.ForeignKeyConstraint(["procedure"], ["pqr.procedure.name"], name=op.f("fk_activity_procedure")),
        sa.PrimaryKeyConstraint("procedure", "number", name=op.f("pk_activity")),
        sa.UniqueConstraint("procedure", "key", name=op.f("uq_activity_procedure_key")),
        schema="pqr",
    )


def _create_outcomes() -> None:
    op.create_table(
        "outcome",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("activity", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("activity_key", sa.Text(), nullable=False),
        sa.Column("to_activity", sa.SmallInteger(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("has_effect", sa.Boolean(), nullable=False),
        sa.Column("may_wait", sa.Boolean(), nullable=False),
        sa.Column("may_undo", sa.Boolean(), nullable=False),
        sa.Column("assignee_rule", sa.Text(), nullable=False),
        sa.Column("opens", sa.Text(), nullable=True),
        sa.Column("guards", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("checks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_inferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "assignee_rule IN ('keep', 'payload', 'actor', 'clear')", name=op.f("ck_outcome_assignee_rule")
        ),
        sa.ForeignKeyConstraint(["opens"], ["pqr.procedure.name"], name=op.f("fk_outcome_opens")),
        sa.ForeignKeyConstraint(
            ["procedure", "activity"],
            ["pqr.activity.procedure", "pqr.activity.number"],
            name=op.f("fk_outcome_procedure_activity"),
        ),
        sa.PrimaryKeyConstraint("procedure", "activity", "key", name=op.f("pk_outcome")),
        sa.UniqueConstraint("procedure", "activity_key", "key", name=op.f("uq_outcome_procedure_activity_key_key")),
        schema="pqr",
    )
    op.create_table(
        "outcome_role",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("activity", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.CheckConstraint("place IN ('assignee', 'area', 'role')", name=op.f("ck_outcome_role_place")),
        sa.ForeignKeyConstraint(
            ["procedure", "activity", "outcome"],
            ["pqr.outcome.procedure", "pqr.outcome.activity", "pqr.outcome.key"],
            name=op.f("fk_outcome_role_procedure_activity_outcome"),
        ),
        sa.PrimaryKeyConstraint("procedure", "activity", "outcome", "role", name=op.f("pk_outcome_role")),
        schema="pqr",
    )


def _create_server_row() -> None:
    op.create_table(
        "server",
        sa.Column("only_row", sa.Boolean(), server_default=sa.true(), primary_key=True),
        sa.Column("restore_epoch", sa.Integer(), server_default="1", nullable=False),
        sa.Column("min_client", sa.Text(), server_default="0.0.0", nullable=False),
        sa.CheckConstraint("only_row", name="ck_server_only_row"),
        schema="pqr_meta",
    )
    op.execute("INSERT INTO pqr_meta.server DEFAULT VALUES")
