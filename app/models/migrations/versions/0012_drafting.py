"""What drafting keeps: proposals of texts, names that may stand in a letter, words of the dictionary.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_NOW = sa.text("clock_timestamp()")
_DECISIONS = "decision IN ('granted', 'denied', 'explained', 'guided', 'transferred')"


def upgrade() -> None:
    """Add them."""
    op.add_column("approved_text", sa.Column("legal_act", sa.Text(), nullable=True), schema="pqr")
    op.create_check_constraint(
        op.f("ck_approved_text_lengths"), "approved_text", sa.text("length(legal_act) <= 300"), schema="pqr"
    )
    op.add_column("draft", sa.Column("recovered_from", sa.Integer(), nullable=True), schema="pqr")
    _foot("draft")
    _foot("bulk_batch")
    _text_proposal()
    _names()
    _words()
    _verification()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _foot(table: str) -> None:
    """«Anexos» and «Copias», which the foot of a letter names."""
    for name in ("attachments", "copies"):
        column: sa.Column[list[str]] = sa.Column(name, sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
        op.add_column(table, column, schema="pqr")
        rule = f"cardinality({name}) <= 12 AND length(array_to_string({name}, '')) <= 1440"
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, sa.text(rule), schema="pqr")


def _person(column: str, table: str, *, nullable: bool = False) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([column], ["pqr.person.person_id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Integer(), nullable=nullable), key


def _text_proposal() -> None:
    table = "text_proposal"
    op.create_table(
        table,
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim_code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("legal_act", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *_person("proposed_by", table),
        *_person("decided_by", table, nullable=True),
        sa.CheckConstraint(_DECISIONS, name=op.f(f"ck_{table}_decision")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f(f"ck_{table}_two_people")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (approved IS NULL)",
            name=op.f(f"ck_{table}_decided"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f(f"ck_{table}_validity")),
        sa.CheckConstraint(
            "text_id ~ '^[A-Z]{2,4}-[0-9]{2,4}$' AND length(title) BETWEEN 5 AND 200"
            " AND length(legal_act) BETWEEN 5 AND 300 AND length(note) <= 500 AND length(body_html) <= 60000",
            name=op.f(f"ck_{table}_lengths"),
        ),
        sa.ForeignKeyConstraint(["claim_code"], ["pqr.claim_node.code"], name=op.f(f"fk_{table}_claim_code")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f(f"pk_{table}")),
        schema="pqr",
    )
    op.create_index(
        "uq_text_proposal_open",
        table,
        ["text_id"],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _names() -> None:
    table = "draft_name"
    op.create_table(
        table,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        *_person("noted_by", table),
        sa.CheckConstraint(
            "length(name_key) BETWEEN 3 AND 200 AND length(reason) BETWEEN 5 AND 300",
            name=op.f(f"ck_{table}_lengths"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "version"], ["pqr.draft.case_id", "pqr.draft.version"], name=op.f(f"fk_{table}_case_id_version")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f(f"fk_{table}_case_id")),
        sa.PrimaryKeyConstraint("case_id", "version", "name_key", name=op.f(f"pk_{table}")),
        schema="pqr",
    )
    op.create_table(
        "person_name",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"], name=op.f("fk_person_name_case_id")),
        sa.PrimaryKeyConstraint("case_id", "name_key", name=op.f("pk_person_name")),
        schema="pqr",
    )
    op.create_index("ix_person_name_name_key", "person_name", ["name_key"], schema="pqr")


def _words() -> None:
    rule = "word ~ '^[[:alpha:]][[:alpha:]''’-]{1,39}$'"
    op.create_table(
        "own_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        *_person("person_id", "own_word"),
        sa.CheckConstraint(rule, name=op.f("ck_own_word_word")),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_own_word")),
        schema="pqr",
    )
    op.create_table(
        "shared_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        *_person("proposed_by", "shared_word"),
        *_person("decided_by", "shared_word", nullable=True),
        sa.CheckConstraint(rule, name=op.f("ck_shared_word_word")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_shared_word_two_people")),
        sa.CheckConstraint("(decided_by IS NULL) = (accepted IS NULL)", name=op.f("ck_shared_word_decided")),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_shared_word")),
        schema="pqr",
    )


def _verification() -> None:
    """What a paper copy is compared with: the code of each letter, and where the entity answers the public."""
    code = "code ~ '^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$'"
    op.create_table(
        "letter_code",
        sa.Column("filing_number", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint(code, name=op.f("ck_letter_code_code")),
        sa.ForeignKeyConstraint(
            ["filing_number"], ["pqr.outgoing_filing.filing_number"], name=op.f("fk_letter_code_filing_number")
        ),
        sa.PrimaryKeyConstraint("filing_number", name=op.f("pk_letter_code")),
        schema="pqr",
    )
    url = "url = '' OR (length(url) <= 120 AND url ~ '^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$')"
    op.create_table(
        "verification_address",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        *_person("set_by", "verification_address"),
        sa.CheckConstraint(url, name=op.f("ck_verification_address_url")),
        sa.PrimaryKeyConstraint("address_id", name=op.f("pk_verification_address")),
        schema="pqr",
    )
