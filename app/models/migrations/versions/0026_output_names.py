"""Who cancelled, postponed or withdrew something of a letter (activities 16 to 27), and an image's unread bar code.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"

_CAUSES = ("illegible", "incomplete", "missing_page", "other_petitioner", "blank", "rotated", "barcode")


def upgrade() -> None:
    """Names beside what used to keep none."""
    _image_causes()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _image_causes() -> None:
    name = op.f("ck_image_issue_cause")
    op.drop_constraint(name, "image_issue", schema="pqr")
    listed = ", ".join(f"'{cause}'" for cause in _CAUSES)
    op.create_check_constraint(name, "image_issue", f"cause IN ({listed})", schema="pqr")
