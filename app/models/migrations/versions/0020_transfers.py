"""Priority, transfers, collective answers and data claims (Ley 1755 de 2015, arts. 20 to 22; Ley 1581, art. 15).

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"

_KINDS = (
    "priority_proof", "transfer_letter", "transfer_copy", "transfer_proof", "transfer_notice", "collective_answer",
    "publication_proof", "copy_proof",
)  # fmt: skip


def upgrade() -> None:
    """Add them."""
    _kinds()
    _data_terms()
    _priority_mark()
    _competent_entity()
    _transfer()
    _transfer_claim()
    _collective_answer()
    _collective_case()
    _data_claim()
    _area_head()
    _escalation_extension()
    _head_news()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _kinds() -> None:
    """Those that there are, and these: the migration before this one has its own."""
    name = op.f("ck_document_kind")
    words = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": str(name)}
    )
    listed = dict.fromkeys([*re.findall(r"'([a-z_]+)'", words or ""), *_KINDS])
    op.drop_constraint(name, "document", schema="pqr")
    op.create_check_constraint(name, "document", f"kind IN ({', '.join(map(repr, listed))})", schema="pqr")


def _data_terms() -> None:
    """What an extension may add where the law says how much; elsewhere it doubles the term."""
    op.add_column("term_rule", sa.Column("extension_days", sa.Integer(), nullable=True), schema="pqr")
    op.create_check_constraint(op.f("ck_term_rule_extension_days"), "term_rule", "extension_days > 0", schema="pqr")


def _priority_mark() -> None:
    op.create_table(
        "priority_mark",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("proof_document_id", sa.Uuid(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('child', 'journalist') OR length(btrim(measures)) >= 20", name=op.f("ck_priority_mark_measures")
        ),
        sa.CheckConstraint(
            "ground IN ('irreparable_harm', 'life_health', 'child', 'journalist')", name=op.f("ck_priority_mark_ground")
        ),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 20 AND 2000", name=op.f("ck_priority_mark_reason")),
        sa.CheckConstraint(
            "length(btrim(removal_reason)) BETWEEN 20 AND 2000", name=op.f("ck_priority_mark_removal_reason")
        ),
        sa.CheckConstraint("length(measures) <= 2000", name=op.f("ck_priority_mark_measures_length")),
        sa.CheckConstraint(
            "num_nonnulls(removed_by, removed_at, removal_reason) IN (0, 3)", name=op.f("ck_priority_mark_removed")
        ),
        sa.CheckConstraint("removed_by <> marked_by", name=op.f("ck_priority_mark_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_priority_mark_case_id")),
        sa.ForeignKeyConstraint(["marked_by"], ["pqr.person.person_id"], name=op.f("fk_priority_mark_marked_by")),
        sa.ForeignKeyConstraint(
            ["proof_document_id"], ["pqr.document.document_id"], name=op.f("fk_priority_mark_proof_document_id")
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["pqr.person.person_id"], name=op.f("fk_priority_mark_removed_by")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_priority_mark")),
        schema="pqr",
    )
    op.create_index(
        "uq_priority_mark_open",
        "priority_mark",
        ["case_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _competent_entity() -> None:
    op.create_table(
        "competent_entity",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("decides", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint("key ~ '^[a-z0-9_]{2,40}$'", name=op.f("ck_competent_entity_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_competent_entity")),
        schema="pqr",
    )


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entity_key", sa.Text(), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("letter_document_id", sa.Uuid(), nullable=True),
        sa.Column("copy_document_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_proof_id", sa.Uuid(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_proof_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(entity_key IS NOT NULL) OR (sent_on IS NULL AND sent_proof_id IS NULL)", name=op.f("ck_transfer_nobody")
        ),
        sa.CheckConstraint("(entity_key IS NULL) = (letter_document_id IS NULL)", name=op.f("ck_transfer_letter")),
        sa.CheckConstraint("(sent_on IS NULL) = (sent_proof_id IS NULL)", name=op.f("ck_transfer_sent")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR entity_key IS NULL OR sent_on IS NOT NULL", name=op.f("ck_transfer_both_proofs")
        ),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 20 AND 2000", name=op.f("ck_transfer_reason")),
        sa.CheckConstraint(
            "length(destination) <= 300 AND (entity_key IS NULL OR length(btrim(destination)) >= 5)",
            name=op.f("ck_transfer_destination"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(told_on, told_proof_id, confirmed_by, confirmed_at) IN (0, 4)",
            name=op.f("ck_transfer_confirmed"),
        ),
        sa.CheckConstraint("sent_proof_id <> told_proof_id", name=op.f("ck_transfer_two_papers")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_transfer_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["pqr.person.person_id"], name=op.f("fk_transfer_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["copy_document_id"], ["pqr.document.document_id"], name=op.f("fk_transfer_copy_document_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["pqr.person.person_id"], name=op.f("fk_transfer_decided_by")),
        sa.ForeignKeyConstraint(["entity_key"], ["pqr.competent_entity.key"], name=op.f("fk_transfer_entity_key")),
        sa.ForeignKeyConstraint(
            ["letter_document_id"], ["pqr.document.document_id"], name=op.f("fk_transfer_letter_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_proof_id"], ["pqr.document.document_id"], name=op.f("fk_transfer_sent_proof_id")
        ),
        sa.ForeignKeyConstraint(
            ["told_proof_id"], ["pqr.document.document_id"], name=op.f("fk_transfer_told_proof_id")
        ),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_transfer")),
        schema="pqr",
    )
    op.create_index("ix_transfer_case_id", "transfer", ["case_id"], unique=False, schema="pqr")


def _transfer_claim() -> None:
    op.create_table(
        "transfer_claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("claim_ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "claim_ordinal"],
            ["pqr.claim.case_id", "pqr.claim.ordinal"],
            name=op.f("fk_transfer_claim_case_id_claim_ordinal"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["pqr.transfer.transfer_id"], name=op.f("fk_transfer_claim_transfer_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "claim_ordinal", name=op.f("pk_transfer_claim")),
        schema="pqr",
    )


def _collective_answer() -> None:
    op.create_table(
        "collective_answer",
        sa.Column("collective_id", sa.Uuid(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answer_document_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column(
            "prepared_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("newspaper", sa.Text(), nullable=True),
        sa.Column("newspaper_on", sa.Date(), nullable=True),
        sa.Column("newspaper_proof_id", sa.Uuid(), nullable=True),
        sa.Column("web_url", sa.Text(), nullable=True),
        sa.Column("web_on", sa.Date(), nullable=True),
        sa.Column("web_proof_id", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "web_url ~ '^https?://' AND length(web_url) <= 500", name=op.f("ck_collective_answer_web_url")
        ),
        sa.CheckConstraint("length(btrim(body)) BETWEEN 100 AND 20000", name=op.f("ck_collective_answer_body")),
        sa.CheckConstraint("length(btrim(newspaper)) BETWEEN 3 AND 120", name=op.f("ck_collective_answer_newspaper")),
        sa.CheckConstraint("length(btrim(title)) BETWEEN 10 AND 200", name=op.f("ck_collective_answer_title")),
        sa.CheckConstraint("newspaper_proof_id <> web_proof_id", name=op.f("ck_collective_answer_two_papers")),
        sa.CheckConstraint(
            "num_nonnulls(newspaper, newspaper_on, newspaper_proof_id, web_url, web_on, web_proof_id, published_by, published_at) IN (0, 8)",
            name=op.f("ck_collective_answer_published"),
        ),
        sa.CheckConstraint("published_by <> prepared_by", name=op.f("ck_collective_answer_two_people")),
        sa.ForeignKeyConstraint(
            ["answer_document_id"], ["pqr.document.document_id"], name=op.f("fk_collective_answer_answer_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["newspaper_proof_id"], ["pqr.document.document_id"], name=op.f("fk_collective_answer_newspaper_proof_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by"], ["pqr.person.person_id"], name=op.f("fk_collective_answer_prepared_by")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["pqr.person.person_id"], name=op.f("fk_collective_answer_published_by")
        ),
        sa.ForeignKeyConstraint(
            ["web_proof_id"], ["pqr.document.document_id"], name=op.f("fk_collective_answer_web_proof_id")
        ),
        sa.PrimaryKeyConstraint("collective_id", name=op.f("pk_collective_answer")),
        schema="pqr",
    )


def _collective_case() -> None:
    op.create_table(
        "collective_case",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("collective_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column("copy_on", sa.Date(), nullable=True),
        sa.Column("copy_proof_id", sa.Uuid(), nullable=True),
        sa.Column("copy_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(copy_on, copy_proof_id, copy_by) IN (0, 3)", name=op.f("ck_collective_case_copy")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_collective_case_case_id")),
        sa.ForeignKeyConstraint(
            ["collective_id"], ["pqr.collective_answer.collective_id"], name=op.f("fk_collective_case_collective_id")
        ),
        sa.ForeignKeyConstraint(["copy_by"], ["pqr.person.person_id"], name=op.f("fk_collective_case_copy_by")),
        sa.ForeignKeyConstraint(
            ["copy_proof_id"], ["pqr.document.document_id"], name=op.f("fk_collective_case_copy_proof_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_collective_case")),
        schema="pqr",
    )
    op.create_index(
        "ix_collective_case_collective_id", "collective_case", ["collective_id"], unique=False, schema="pqr"
    )


def _data_claim() -> None:
    op.create_table(
        "data_claim",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("systems", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("mark_by", sa.Date(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("cardinality(systems) BETWEEN 1 AND 8", name=op.f("ck_data_claim_systems")),
        sa.CheckConstraint("length(btrim(about)) BETWEEN 20 AND 2000", name=op.f("ck_data_claim_about")),
        sa.CheckConstraint("length(btrim(lift_reason)) BETWEEN 20 AND 2000", name=op.f("ck_data_claim_lift_reason")),
        sa.CheckConstraint(
            "num_nonnulls(lifted_by, lifted_at, lift_reason) IN (0, 3)", name=op.f("ck_data_claim_lifted")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_data_claim_case_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["pqr.person.person_id"], name=op.f("fk_data_claim_lifted_by")),
        sa.ForeignKeyConstraint(["marked_by"], ["pqr.person.person_id"], name=op.f("fk_data_claim_marked_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_data_claim")),
        schema="pqr",
    )


def _head_news() -> None:
    """The head of an area is told too."""
    name = op.f("ck_escalation_reminder_kind")
    op.drop_constraint(name, "escalation_reminder", schema="pqr")
    kinds = "kind IN ('soon', 'today', 'late', 'asked', 'head_third', 'head_late')"
    op.create_check_constraint(name, "escalation_reminder", kinds, schema="pqr")


def _area_head() -> None:
    op.create_table(
        "area_head",
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["pqr.area.area_id"], name=op.f("fk_area_head_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["pqr.person.person_id"], name=op.f("fk_area_head_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["pqr.person.person_id"], name=op.f("fk_area_head_set_by")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area_head")),
        schema="pqr",
    )


def _escalation_extension() -> None:
    op.create_table(
        "escalation_extension",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.Column(
            "extended_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 20 AND 500", name=op.f("ck_escalation_extension_reason")),
        sa.CheckConstraint("new_due_on > old_due_on", name=op.f("ck_escalation_extension_longer")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_escalation_extension_case_id")),
        sa.ForeignKeyConstraint(
            ["extended_by"], ["pqr.person.person_id"], name=op.f("fk_escalation_extension_extended_by")
        ),
        sa.PrimaryKeyConstraint("case_id", "turn", name=op.f("pk_escalation_extension")),
        schema="pqr",
    )
