"""Returned rows of nobody in the table of signatories, decided by a second person; birth dates of who asks.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """A row of its own for each decision; who received the list stands in it, so that nobody decides on their own."""
    op.execute(
        "ALTER TABLE pqr.split_reception"
        " ADD CONSTRAINT uq_split_reception_case_id_reception_received_by UNIQUE (case_id, reception, received_by)"
    )
    op.execute(
        """
        CREATE TABLE pqr.split_extra (
          case_id uuid NOT NULL, reception integer NOT NULL, row_no integer NOT NULL, decision text NOT NULL,
          reason text NOT NULL, signatory_ordinal integer, child_case_id uuid, command_id uuid NOT NULL,
          received_by integer NOT NULL, decided_by integer NOT NULL,
          decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT pk_split_extra PRIMARY KEY (case_id, reception, row_no),
          CONSTRAINT uq_split_extra_command_id UNIQUE (command_id),
          CONSTRAINT fk_split_extra_case_id FOREIGN KEY (case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT fk_split_extra_child_case_id FOREIGN KEY (child_case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT fk_split_extra_decided_by FOREIGN KEY (decided_by) REFERENCES pqr.person (person_id),
          CONSTRAINT fk_split_extra_case_id_reception_row_no FOREIGN KEY (case_id, reception, row_no)
              REFERENCES pqr.split_return (case_id, reception, row_no),
          CONSTRAINT fk_split_extra_case_id_reception_received_by FOREIGN KEY (case_id, reception, received_by)
              REFERENCES pqr.split_reception (case_id, reception, received_by),
          CONSTRAINT ck_split_extra_decision CHECK (decision IN ('adopted', 'set_aside')),
          CONSTRAINT ck_split_extra_two_people CHECK (decided_by <> received_by),
          CONSTRAINT ck_split_extra_reason CHECK (length(btrim(reason)) BETWEEN 20 AND 1000),
          CONSTRAINT ck_split_extra_child CHECK ((decision = 'adopted') = (child_case_id IS NOT NULL)
              AND (decision = 'adopted') = (signatory_ordinal IS NOT NULL)))
        """
    )
    op.execute(
        "ALTER TABLE pqr.petitioner ADD COLUMN birth_date date,"
        " ADD CONSTRAINT ck_petitioner_birth_date CHECK (birth_date > date '1880-01-01')"
    )


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")
