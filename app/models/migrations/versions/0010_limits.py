"""Limits that keep one dishonest or broken program from filling the server or holding everyone's cases.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

#: Longest text a row of each table may carry, in characters, by the columns that people type.
_LENGTHS = {
    "petition": "length(subject) <= 4000",
    "petitioner": "length(concat_ws('', full_name, phone, email, address)) <= 1000 AND cardinality(differential) <= 20",
    "signatory": "length(concat_ws('', full_name, document_type, document_number, address)) <= 1000",
    "campaign": "length(name) <= 300 AND length(objective) <= 8000 AND length(script) <= 50000",
    "campaign_person": "length(concat_ws('', full_name, document_number, phone)) <= 500",
    "endorsement": "length(target) <= 500",
    "intake_item": "length(concat_ws('', file_label, filing_number, reason_code)) <= 500",
}


def upgrade() -> None:
    """Bound what is typed, and find the cases that a person holds without reading all of them."""
    for table, rule in _LENGTHS.items():
        op.create_check_constraint(op.f(f"ck_{table}_lengths"), table, sa.text(rule), schema="pqr")
    op.create_index(
        "ix_case_file_lease",
        "case_file",
        ["lease_by"],
        schema="pqr",
        postgresql_where=sa.text("lease_by IS NOT NULL"),
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
