"""Every letter of articles 14 and 17 to 22 has its number; who approves that nobody is competent; general interest.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_KINDS = (
    "requirement", "clarification", "act_notice", "continuation", "earlier_answer", "extension", "transfer",
    "transfer_notice", "collective",
)  # fmt: skip


def upgrade() -> None:
    """Letters become rows of legal_letter. Those made without a number can't get one: no server holds any yet."""
    for table in ("extension", "transfer", "collective_answer"):
        if op.get_bind().scalar(sa.text(f"SELECT count(*) FROM pqr.{table}")):
            raise RuntimeError(f"pqr.{table} holds letters without an outgoing number (decision 0031)")
    _legal_letter()
    _extension()
    _transfer()
    _collective()
    _general_interest()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _check(table: str, name: str, rule: str, *, new: bool = False) -> None:
    full = op.f(f"ck_{table}_{name}")
    if not new:
        op.drop_constraint(full, table, schema="pqr")
    if rule:
        op.create_check_constraint(full, table, rule, schema="pqr")


def _letter(table: str, column: str, *, nullable: bool) -> None:
    op.add_column(table, sa.Column(column, sa.Uuid(), nullable=nullable), schema="pqr")
    name = op.f(f"fk_{table}_{column}")
    op.create_foreign_key(
        name, table, "legal_letter", [column], ["letter_id"], source_schema="pqr", referent_schema="pqr"
    )


def _legal_letter() -> None:
    op.alter_column("legal_letter", "case_id", nullable=True, schema="pqr")
    _check("legal_letter", "kind", f"kind IN ({', '.join(map(repr, _KINDS))})")
    _check("legal_letter", "of_many", "(case_id IS NULL) = (kind = 'collective')", new=True)


def _extension() -> None:
    _check("extension", "confirmed", "")
    _check("extension", "two_papers", "")
    for column in ("letter_document_id", "proof_document_id"):
        op.drop_column("extension", column, schema="pqr")
    _letter("extension", "letter_id", nullable=False)
    rule = "num_nonnulls(notified_on, confirmed_by, confirmed_at) IN (0, 3)"
    _check("extension", "confirmed", rule, new=True)


def _transfer() -> None:
    for name in ("letter", "nobody", "confirmed", "sent", "both_proofs", "two_papers"):
        _check("transfer", name, "")
    gone = ("letter_document_id", "copy_document_id", "sent_on", "sent_proof_id", "told_on", "told_proof_id")
    for column in gone:
        op.drop_column("transfer", column, schema="pqr")
    _letter("transfer", "letter_id", nullable=True)
    _letter("transfer", "copy_letter_id", nullable=True)
    op.add_column("transfer", sa.Column("approved_by", sa.Integer(), nullable=True), schema="pqr")
    op.add_column("transfer", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True), schema="pqr")
    name = op.f("fk_transfer_approved_by")
    op.create_foreign_key(
        name, "transfer", "person", ["approved_by"], ["person_id"], source_schema="pqr", referent_schema="pqr"
    )
    for rule_name, rule in (
        ("letter", "(entity_key IS NULL) = (letter_id IS NULL)"),
        ("confirmed", "num_nonnulls(confirmed_by, confirmed_at) IN (0, 2)"),
        ("told", "confirmed_at IS NULL OR copy_letter_id IS NOT NULL"),
        ("approved", "num_nonnulls(approved_by, approved_at) IN (0, 2)"),
        ("two_people", "approved_by <> decided_by"),
        # That nobody is competent is not said by one person: a lawyer gave the aval of all of it, or approves it.
        (
            "nobody",
            "entity_key IS NOT NULL OR is_whole OR copy_letter_id IS NULL OR approved_by IS NOT NULL",
        ),
    ):
        _check("transfer", rule_name, rule, new=True)


def _collective() -> None:
    op.drop_column("collective_answer", "answer_document_id", schema="pqr")
    _letter("collective_answer", "letter_id", nullable=False)


def _general_interest() -> None:
    op.create_table(
        "general_interest",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("length(btrim(reason)) BETWEEN 40 AND 2000", name=op.f("ck_general_interest_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_general_interest_case_id")),
        sa.ForeignKeyConstraint(["marked_by"], ["pqr.person.person_id"], name=op.f("fk_general_interest_marked_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_general_interest")),
        schema="pqr",
    )
