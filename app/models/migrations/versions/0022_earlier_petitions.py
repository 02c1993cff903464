"""Repeated petitions, the versions of the claim tree and learned suggestions (activities 6 to 8).

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    """Add them."""
    _reads()
    _link()
    _tree()
    _change()
    _claim()
    _model()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _reads() -> None:
    """The person's other petitions count apart; a document is found without reading the whole registry."""
    op.execute("INSERT INTO pqr.quota (kind, allowed, period_seconds) VALUES ('earlier', 2000, 86400)")
    op.execute(
        """DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT person_id FROM pqr.person LOOP
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS pqr_quota.%I AS bigint MINVALUE 0 START 0 CACHE 1',
                       'earlier_' || p.person_id);
        EXECUTE format('ALTER SEQUENCE pqr_quota.%I OWNER TO pqr_kernel', 'earlier_' || p.person_id);
    END LOOP;
END $$"""
    )
    op.create_index("ix_petitioner_document_number", "petitioner", ["document_number"], schema="pqr")
    op.create_index("ix_signatory_document_number", "signatory", ["document_number"], schema="pqr")
    op.create_index("ix_campaign_person_document_number", "campaign_person", ["document_number"], schema="pqr")


def _link() -> None:
    op.create_table(
        "petition_link",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("earlier_case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("matched_by", sa.Text(), nullable=False),
        sa.Column("likeness", sa.Numeric(3, 2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("kind IN ('repeated', 'duplicate', 'distinct')", name=op.f("ck_petition_link_kind")),
        sa.CheckConstraint("matched_by IN ('document', 'possible')", name=op.f("ck_petition_link_matched_by")),
        sa.CheckConstraint("case_id <> earlier_case_id", name=op.f("ck_petition_link_two_cases")),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 10 AND 1000", name=op.f("ck_petition_link_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_petition_link_case_id")),
        sa.ForeignKeyConstraint(
            ["earlier_case_id"], ["pqr.case_file.case_id"], name=op.f("fk_petition_link_earlier_case_id")
        ),
        sa.ForeignKeyConstraint(["linked_by"], ["pqr.person.person_id"], name=op.f("fk_petition_link_linked_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_petition_link")),
        sa.UniqueConstraint("command_id", name=op.f("uq_petition_link_command_id")),
        schema="pqr",
    )


def _tree() -> None:
    op.create_table(
        "claim_tree_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name=op.f("ck_claim_tree_version_decision")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_claim_tree_version_two_people")),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_claim_tree_version_decided")),
        sa.CheckConstraint(
            "applied_at IS NULL OR decision = 'approved'", name=op.f("ck_claim_tree_version_applied")
        ),
        sa.CheckConstraint(
            "length(reason) <= 2000 AND length(note) <= 500", name=op.f("ck_claim_tree_version_lengths")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["pqr.person.person_id"], name=op.f("fk_claim_tree_version_proposed_by")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["pqr.person.person_id"], name=op.f("fk_claim_tree_version_decided_by")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_claim_tree_version")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_claim_tree_version_proposal_id")),
        schema="pqr",
    )  # fmt: skip
    # One proposal at a time: two that touch the same leaf could not both be what was approved.
    op.create_index(
        "uq_claim_tree_version_open", "claim_tree_version", [sa.text("(true)")], unique=True, schema="pqr",
        postgresql_where=sa.text("decision IS NULL"),
    )  # fmt: skip
    op.execute(
        "INSERT INTO pqr.claim_tree_version (version, reason, valid_from, decision, decided_at, applied_at)"
        " VALUES (1, 'El árbol con que empezó el programa.', '2017-11-08', 'approved', clock_timestamp(),"
        " clock_timestamp())"
    )


def _change() -> None:
    op.create_table(
        "claim_tree_change",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Numeric(4, 2), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("lookup_systems", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("synonyms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("old_title", sa.Text(), nullable=True),
        sa.Column("old_area_id", sa.Integer(), nullable=True),
        sa.Column("old_weight", sa.Numeric(4, 2), nullable=True),
        sa.CheckConstraint("kind IN ('add', 'change', 'retire')", name=op.f("ck_claim_tree_change_kind")),
        sa.CheckConstraint("code ~ '^[0-9]{1,2}(\\.[0-9]{1,2}){1,2}$'", name=op.f("ck_claim_tree_change_code")),
        sa.CheckConstraint("length(title) BETWEEN 5 AND 200", name=op.f("ck_claim_tree_change_title")),
        sa.CheckConstraint("weight BETWEEN 0.1 AND 10", name=op.f("ck_claim_tree_change_weight")),
        sa.CheckConstraint(
            "cardinality(synonyms) <= 30 AND length(array_to_string(synonyms, '')) <= 1000",
            name=op.f("ck_claim_tree_change_synonyms"),
        ),
        sa.CheckConstraint("kind = 'retire' OR replaced_by IS NULL", name=op.f("ck_claim_tree_change_replaced_by")),
        sa.ForeignKeyConstraint(
            ["version"], ["pqr.claim_tree_version.version"], name=op.f("fk_claim_tree_change_version")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_claim_tree_change_area_id")),
        sa.ForeignKeyConstraint(["old_area_id"], ["pqr.area.area_id"], name=op.f("fk_claim_tree_change_old_area_id")),
        sa.PrimaryKeyConstraint("version", "code", name=op.f("pk_claim_tree_change")),
        schema="pqr",
    )


def _claim() -> None:
    """A leaf has words to be found by; a claim keeps the name that its leaf had, and from which version."""
    op.add_column(
        "claim_node",
        sa.Column("synonyms", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        schema="pqr",
    )
    op.add_column("claim_node", sa.Column("replaced_by", sa.Text(), nullable=True), schema="pqr")
    op.create_foreign_key(
        op.f("fk_claim_node_replaced_by"), "claim_node", "claim_node", ["replaced_by"], ["code"],
        source_schema="pqr", referent_schema="pqr",
    )  # fmt: skip
    op.add_column("claim", sa.Column("title", sa.Text(), nullable=True), schema="pqr")
    op.add_column("claim", sa.Column("tree_version", sa.Integer(), server_default="1", nullable=False), schema="pqr")
    op.create_foreign_key(
        op.f("fk_claim_tree_version"), "claim", "claim_tree_version", ["tree_version"], ["version"],
        source_schema="pqr", referent_schema="pqr",
    )  # fmt: skip
    op.execute("UPDATE pqr.claim k SET title = n.title FROM pqr.claim_node n WHERE n.code = k.claim_code")


def _model() -> None:
    op.create_table(
        "claim_model",
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("learned_by", sa.Integer(), nullable=True),
        sa.Column("tree_version", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("right_first", sa.Integer(), nullable=False),
        sa.Column("right_three", sa.Integer(), nullable=False),
        sa.Column("right_commonest", sa.Integer(), nullable=False),
        sa.Column("temperature", sa.Numeric(5, 2), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learned_by"], ["pqr.person.person_id"], name=op.f("fk_claim_model_learned_by")),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_claim_model")),
        schema="pqr",
    )
    for name, columns, key in (
        ("leaf", (("claim_code", sa.Text()), ("claims", sa.Integer()), ("words", sa.Integer())), ("claim_code",)),
        ("word", (("word", sa.Text()), ("claim_code", sa.Text()), ("uses", sa.Integer())), ("word", "claim_code")),
        ("bin", (("bin", sa.Integer()), ("offered", sa.Integer()), ("taken", sa.Integer())), ("bin",)),
    ):
        table = f"claim_model_{name}"
        op.create_table(
            table,
            sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
            *(sa.Column(column, kind, autoincrement=False, nullable=False) for column, kind in columns),
            sa.ForeignKeyConstraint(
                ["model_id"], ["pqr.claim_model.model_id"], name=op.f(f"fk_{table}_model_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("model_id", *key, name=op.f(f"pk_{table}")),
            schema="pqr",
        )
