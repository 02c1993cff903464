"""What an attack on letters found: sums of a sheet that nobody sent, and people named by part of their name.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Limits of what a sheet adds up, and the first name with the first surname of each person."""
    rule = (
        "weight_grams BETWEEN 0 AND 100000 AND value_pesos BETWEEN 0 AND 10000000"
        " AND (sheet_row IS NULL OR sheet_row BETWEEN 1 AND 5000)"
    )
    op.create_check_constraint(op.f("ck_dispatch_measure"), "dispatch", sa.text(rule), schema="pqr")
    op.execute(
        "ALTER TABLE pqr.person_name ADD COLUMN short_name text GENERATED ALWAYS AS"
        " (substring(name_key FROM '^[a-z]{3,} ')"
        " || substring(name_key FROM '^[a-z]{3,} (?:.* )?([a-z]{3,}) [a-z]{3,}$')) STORED"
    )
    # Their keys are written again, without the marks that Spanish has not, when the functions of the guard are applied.
    for table in ("petitioner", "signatory"):
        op.execute(
            f"DELETE FROM pqr.person_name n USING pqr.{table} p WHERE p.case_id = n.case_id"
            " AND p.full_name ~ '[^\\u0001-\\u007fáéíóúüñàèìòùâêîôûäëïöãõçÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÃÕÇ]'"
        )
    op.create_index("ix_person_name_short_name", "person_name", ["short_name"], schema="pqr")


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
