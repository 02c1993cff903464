"""Requests to complete, withdrawals, obscure and repeated petitions (Ley 1755 de 2015, arts. 17 to 19).

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_FILING = r"^(19|20)[0-9]{2}[0-9]{3}[0-9]{6,7}[1-9]$"


def upgrade() -> None:
    """Add them."""
    _document_kinds()
    _legal_letter()
    _requirement()
    _express_withdrawal()
    _earlier_answer()
    _act_appeal()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _document_kinds() -> None:
    name = op.f("ck_document_kind")
    words = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": str(name)}
    )
    kinds = [*re.findall(r"'([a-z_]+)'", words or ""), "legal_letter", "legal_proof", "citizen_paper"]
    op.drop_constraint(name, "document", schema="pqr")
    op.create_check_constraint(name, "document", f"kind IN ({', '.join(map(repr, kinds))})", schema="pqr")


def _case() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pqr.case_file.case_id"]),
    ]


def _to(
    column: str, kind: type[sa.types.TypeEngine[Any]], target: str, *, nullable: bool = False
) -> list[sa.schema.SchemaItem]:
    return [sa.Column(column, kind(), nullable=nullable), sa.ForeignKeyConstraint([column], [f"pqr.{target}"])]


def _paper(column: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return _to(column, sa.Uuid, "document.document_id", nullable=nullable)


def _person(column: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return _to(column, sa.Integer, "person.person_id", nullable=nullable)


def _at(column: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("clock_timestamp()") if now else None
    return sa.Column(column, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _table(name: str, *parts: sa.schema.SchemaItem, **checks: str) -> None:
    rules = [sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{key}")) for key, rule in checks.items()]
    for part in parts:
        if isinstance(part, sa.PrimaryKeyConstraint):
            part.name = op.f(f"pk_{name}")
        elif isinstance(part, sa.ForeignKeyConstraint):
            part.name = op.f(f"fk_{name}_{'_'.join(part.column_keys)}")
    op.create_table(name, *parts, *rules, schema="pqr")


def _legal_letter() -> None:
    _table(
        "legal_letter",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        *_case(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filing_number", sa.Text(), nullable=False),
        *_person("made_by"),
        _at("made_at", now=True),
        *_paper("document_id", nullable=True),
        sa.Column("sent_on", sa.Date()),
        sa.Column("told_on", sa.Date()),
        sa.Column("means", sa.Text()),
        *_paper("proof_document_id", nullable=True),
        *_person("told_by", nullable=True),
        _at("told_at"),
        _at("annulled_at"),
        *_person("annulled_by", nullable=True),
        sa.Column("annulled_reason", sa.Text()),
        sa.PrimaryKeyConstraint("letter_id"),
        sa.UniqueConstraint("filing_number", name=op.f("uq_legal_letter_filing_number")),
        kind="kind IN ('requirement', 'clarification', 'act_notice', 'continuation', 'earlier_answer')",
        means="means IN ('personal', 'post', 'email', 'notice')",
        filing_number=f"filing_number ~ '{_FILING}'",
        told="num_nonnulls(sent_on, told_on, means, proof_document_id, told_by, told_at) IN (0, 6)",
        told_what="told_on IS NULL OR document_id IS NOT NULL",
        told_after="told_on >= sent_on",
        two_papers="document_id <> proof_document_id",
        annulment="num_nonnulls(annulled_at, annulled_by, annulled_reason) IN (0, 3)",
        annulled_untold="annulled_at IS NULL OR told_at IS NULL",
    )
    op.create_index("ix_legal_letter_case_id", "legal_letter", ["case_id"], schema="pqr")


def _requirement() -> None:
    _table(
        "requirement",
        *_case(),
        sa.Column("kind", sa.Text(), nullable=False),
        *_to("letter_id", sa.Uuid, "legal_letter.letter_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("own_files_checked", sa.Boolean(), nullable=False),
        sa.Column("send_by", sa.Date(), nullable=False),
        *_person("asked_by"),
        _at("asked_at", now=True),
        sa.Column("old_due_on", sa.Date()),
        sa.Column("answer_by", sa.Date()),
        sa.Column("prolonged_to", sa.Date()),
        *_paper("prolong_document_id", nullable=True),
        *_person("prolonged_by", nullable=True),
        _at("prolonged_at"),
        sa.Column("supplied_on", sa.Date()),
        *_paper("supplied_document_id", nullable=True),
        *_person("supplied_by", nullable=True),
        _at("supplied_at"),
        sa.PrimaryKeyConstraint("case_id", "kind"),
        kind="kind IN ('complete', 'clarify')",
        reason="length(btrim(reason)) BETWEEN 40 AND 2000",
        own_files="kind = 'clarify' OR own_files_checked",
        told="(old_due_on IS NULL) = (answer_by IS NULL)",
        prolonged="num_nonnulls(prolonged_to, prolong_document_id, prolonged_by, prolonged_at) IN (0, 4)",
        prolonged_kind="prolonged_to IS NULL OR kind = 'complete'",
        prolonged_longer="prolonged_to > answer_by",
        supplied="num_nonnulls(supplied_on, supplied_document_id, supplied_by, supplied_at) IN (0, 4)",
        supplied_told="supplied_on IS NULL OR answer_by IS NOT NULL",
    )
    _table(
        "requirement_item",
        *_case(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "kind", "item_no"),
        sa.ForeignKeyConstraint(["case_id", "kind"], ["pqr.requirement.case_id", "pqr.requirement.kind"]),
        words="length(btrim(words)) BETWEEN 5 AND 500",
    )


def _express_withdrawal() -> None:
    _table(
        "express_withdrawal",
        *_case(),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        *_paper("document_id"),
        *_person("recorded_by"),
        _at("recorded_at", now=True),
        sa.Column("decision", sa.Text()),
        sa.Column("act_number", sa.Text()),
        sa.Column("reason", sa.Text()),
        *_person("decided_by", nullable=True),
        _at("decided_at"),
        sa.PrimaryKeyConstraint("case_id"),
        decision="decision IN ('accepted', 'continued')",
        decided="(decision IS NULL) = (decided_at IS NULL)",
        continued="(decision IS DISTINCT FROM 'continued') OR (act_number IS NOT NULL AND length(btrim(reason)) >= 40)",
    )


def _earlier_answer() -> None:
    _table(
        "earlier_answer",
        *_case(),
        sa.Column("earlier_case_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("exceptions_checked", sa.Boolean(), nullable=False),
        *_to("letter_id", sa.Uuid, "legal_letter.letter_id"),
        *_person("linked_by"),
        _at("linked_at", now=True),
        sa.PrimaryKeyConstraint("case_id"),
        sa.ForeignKeyConstraint(["earlier_case_id", "attempt"], ["pqr.delivery.case_id", "pqr.delivery.attempt"]),
        two_cases="earlier_case_id <> case_id",
        reason="length(btrim(reason)) BETWEEN 40 AND 2000",
        exceptions="exceptions_checked",
    )


def _act_appeal() -> None:
    _table(
        "act_appeal",
        *_case(),
        sa.Column("act_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        *_paper("document_id"),
        *_person("recorded_by"),
        _at("recorded_at", now=True),
        sa.PrimaryKeyConstraint("case_id", "act_seq"),
        act_seq="act_seq > 0",
    )
