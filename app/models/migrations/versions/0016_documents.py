"""An identity document whose kind has only digits has only digits.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

_FORM = "document_type NOT IN ('CC','TI','CE','PPT','NIT') OR document_number ~ '^[0-9]+$'"


def upgrade() -> None:
    """Letters stay possible where they exist: civil registers, old personal numbers and passports."""
    op.create_check_constraint(op.f("ck_petitioner_document_digits"), "petitioner", _FORM, schema="pqr")


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
