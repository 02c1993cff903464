"""Who cancelled, postponed or withdrew something of a letter (activities 16 to 27), and an image's unread bar code.

Revision ID: 0026
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"

_CAUSES = ("illegible", "incomplete", "missing_page", "other_petitioner", "blank", "rotated", "barcode")


def upgrade() -> None:
    """Names beside what used to keep none."""
    _image_causes()
    _person("bulk_batch", "cancelled_by")
    _person("signature_upgrade", "tried_by")
    _address()
    _anchored()
    # The two last words of a name of three or more, by which a person named in part is found.
    op.execute(
        "ALTER TABLE pqr.person_name ADD COLUMN surnames text GENERATED ALWAYS AS"
        " (substring(name_key FROM '^[a-z]+ (?:.* )?([a-z]{3,} [a-z]{3,})$')) STORED"
    )
    op.create_index("ix_person_name_surnames", "person_name", ["surnames"], schema="pqr")
    # Told before a printer gets a batch: a job whose number was lost may be on paper all the same.
    op.add_column("print_batch", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True), schema="pqr")


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _image_causes() -> None:
    name = op.f("ck_image_issue_cause")
    op.drop_constraint(name, "image_issue", schema="pqr")
    listed = ", ".join(f"'{cause}'" for cause in _CAUSES)
    op.create_check_constraint(name, "image_issue", f"cause IN ({listed})", schema="pqr")


def _person(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Integer(), nullable=True), schema="pqr")
    name = op.f(f"fk_{table}_{column}")
    op.create_foreign_key(name, table, "person", [column], ["person_id"], source_schema="pqr", referent_schema="pqr")


def _address() -> None:
    """Two administrators set the page that the QR of letters names; what one alone had set stays in use."""
    table = "verification_address"
    op.add_column(table, sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True), schema="pqr")
    _person(table, "confirmed_by")
    op.execute("UPDATE pqr.verification_address SET confirmed_at = set_at")
    rule = "confirmed_by <> set_by AND (confirmed_by IS NULL OR confirmed_at IS NOT NULL)"
    op.create_check_constraint(op.f(f"ck_{table}_two_people"), table, rule, schema="pqr")
    # One proposal at a time.
    op.create_index(
        "uq_verification_address_open",
        table,
        [sa.text("(confirmed_at IS NULL)")],
        unique=True,
        schema="pqr",
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )


def _anchored() -> None:
    """Acts of signing in the anchors: which transaction wrote each, and how many each anchor covers."""
    op.execute(
        "ALTER TABLE pqr_audit.signing_record ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();"
        "CREATE INDEX ix_signing_record_xid ON pqr_audit.signing_record (xid);"
        "ALTER TABLE pqr_audit.anchor ADD COLUMN signings bigint NOT NULL DEFAULT 0"
    )
