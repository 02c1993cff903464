"""Proofs of legal acts: who looked at each, and that none proves two things.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add them."""
    _proofs()
    _use()


def _proofs() -> None:
    checks = {
        "kind": "kind IN ('extension', 'complete', 'clarify')",
        "means": "means IN ('personal', 'post', 'email', 'notice')",
        "told_after": "told_on >= sent_on",
        "two_papers": "letter_document_id <> proof_document_id",
        "checked": "num_nonnulls(checked_by, checked_at, is_right) IN (0, 3)",
        "two_people": "checked_by <> recorded_by",
        "returned": "(is_right IS FALSE) = (note IS NOT NULL)",
        "note": "length(btrim(note)) BETWEEN 20 AND 1000",
    }
    others = {
        "proof_document_id": "pqr.document.document_id",
        "letter_document_id": "pqr.document.document_id",
        "case_id": "pqr.case_file.case_id",
        "recorded_by": "pqr.person.person_id",
        "checked_by": "pqr.person.person_id",
    }
    op.create_table(
        "term_proof",
        sa.Column("proof_document_id", sa.Uuid, nullable=False),
        sa.Column("letter_document_id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sent_on", sa.Date, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.Column("means", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=False),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("checked_by", sa.Integer),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("is_right", sa.Boolean),
        sa.Column("note", sa.Text),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_term_proof_{name}")) for name, rule in checks.items()),
        *(sa.ForeignKeyConstraint([c], [to], name=op.f(f"fk_term_proof_{c}")) for c, to in others.items()),
        sa.PrimaryKeyConstraint("proof_document_id", name=op.f("pk_term_proof")),
        schema="pqr",
    )
    op.create_index("ix_term_proof_case_id", "term_proof", ["case_id"], schema="pqr")
    op.create_index(
        "uq_term_proof_open",
        "term_proof",
        ["case_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("checked_at IS NULL"),
    )


def _use() -> None:
    op.create_table(
        "proof_use",
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("whose", sa.Uuid, nullable=False),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["pqr.document.document_id"], name=op.f("fk_proof_use_document_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_proof_use")),
        schema="pqr",
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
