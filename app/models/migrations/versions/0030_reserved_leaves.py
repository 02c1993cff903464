"""Reserved leaves of the tree told by no other column; closed cases read with a reason and counted.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

#: Strata by number, in the order they had: a sample drawn again takes the same letters, and none says its claim.
_STRATA = """
UPDATE pqr.quality_lot_case m SET stratum = n.name
  FROM (SELECT lot_id, case_id, to_char(dense_rank() OVER (PARTITION BY lot_id ORDER BY stratum COLLATE "C"), 'FM000000') AS name
          FROM pqr.quality_lot_case) n
 WHERE n.lot_id = m.lot_id AND n.case_id = m.case_id
"""
#: Lots of an area of which every leaf is reserved belong to the series of what is reserved.
_SCOPES = """
UPDATE pqr.quality_lot l SET scope = regexp_replace(l.scope, '^area:[0-9]+:', 'area:reserved:')
 WHERE l.scope ~ '^area:[0-9]+:' AND (SELECT bool_and(n.is_sensitive) FROM pqr.claim_node n
    WHERE n.is_leaf AND n.area_id = split_part(l.scope, ':', 2)::int)
"""
#: A second sample each day and person; verdicts that the auditor opens.
_QUOTAS = (("draw", 1), ("verdict", 300))


def upgrade() -> None:
    """Rename what told a claim beside a case; count the second samples and the verdicts that are read."""
    op.execute(_STRATA)
    op.execute(_SCOPES)
    op.create_table(
        "stratum_salt",
        sa.Column("salt_id", sa.SmallInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("salt_id = 1", name=op.f("ck_stratum_salt_one")),
        sa.PrimaryKeyConstraint("salt_id", name=op.f("pk_stratum_salt")),
        schema="pqr",
    )
    op.execute("INSERT INTO pqr.stratum_salt VALUES (1, sha256(convert_to(gen_random_uuid()::text, 'UTF8')))")
    op.add_column("quality_lot", sa.Column("reason", sa.Text(), nullable=False, server_default=""), schema="pqr")
    op.add_column(
        "campaign", sa.Column("is_reserved", sa.Boolean(), nullable=False, server_default=sa.false()), schema="pqr"
    )
    for kind, allowed in _QUOTAS:
        _quota(kind, allowed)


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _quota(kind: str, allowed: int) -> None:
    """A day's quota, with a counter for each person who is already there; those to come get theirs with their login."""
    op.execute(f"INSERT INTO pqr.quota (kind, allowed, period_seconds) VALUES ('{kind}', {allowed}, 86400)")
    op.execute(
        f"""DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT person_id FROM pqr.person LOOP
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS pqr_quota.%I AS bigint MINVALUE 0 START 0 CACHE 1',
                       '{kind}_' || p.person_id);
        EXECUTE format('ALTER SEQUENCE pqr_quota.%I OWNER TO pqr_kernel', '{kind}_' || p.person_id);
    END LOOP;
END $$"""
    )
