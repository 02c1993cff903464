"""Coded reasons of avals, who signs their acts, catalogues changed by two people, and what the mirror repairs.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add them."""
    _catalogues()
    _denials()
    _acts()
    _changes()
    _tree_groups()
    _mirror()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _catalogues() -> None:
    op.execute(
        """
        CREATE TABLE pqr.denial_reason (
          code text NOT NULL, label text NOT NULL, is_active boolean NOT NULL DEFAULT true,
          CONSTRAINT pk_denial_reason PRIMARY KEY (code),
          CONSTRAINT ck_denial_reason_code CHECK (code ~ '^N[0-9]{2}$'));
        CREATE TABLE pqr.input_validity (
          system text NOT NULL, days integer NOT NULL, source text NOT NULL,
          CONSTRAINT pk_input_validity PRIMARY KEY (system),
          CONSTRAINT ck_input_validity_days CHECK (days BETWEEN 1 AND 730));
        CREATE TABLE pqr.act_signer (
          person_id integer NOT NULL, legal_act text NOT NULL, valid_from date NOT NULL, valid_to date,
          CONSTRAINT pk_act_signer PRIMARY KEY (person_id),
          CONSTRAINT fk_act_signer_person_id FOREIGN KEY (person_id) REFERENCES pqr.person (person_id),
          CONSTRAINT ck_act_signer_dates CHECK (valid_to >= valid_from));
        ALTER TABLE pqr.competent_entity ADD COLUMN nit text, ADD COLUMN valid_from date, ADD COLUMN valid_to date,
          ADD CONSTRAINT ck_competent_entity_nit CHECK (nit ~ '^[0-9]{9}-[0-9]$');
        """
    )


def _denials() -> None:
    # What was denied before reasons had codes says so.
    op.execute(
        """
        INSERT INTO pqr.denial_reason (code, label) VALUES ('N99', 'Otra razón, escrita en la nota');
        ALTER TABLE pqr.endorsement ADD COLUMN denial_code text;
        UPDATE pqr.endorsement SET denial_code = 'N99' WHERE decision = 'denied';
        ALTER TABLE pqr.endorsement
          ADD CONSTRAINT fk_endorsement_denial_code FOREIGN KEY (denial_code) REFERENCES pqr.denial_reason (code),
          ADD CONSTRAINT ck_endorsement_denial
              CHECK ((decision IS NOT DISTINCT FROM 'denied') = (denial_code IS NOT NULL));
        """
    )


def _acts() -> None:
    # Until now whoever granted an aval was also who signed its act.
    op.execute(
        """
        ALTER TABLE pqr.endorsement ADD COLUMN act_state text, ADD COLUMN signer_id integer, ADD COLUMN signer_act text,
          ADD COLUMN signed_by integer, ADD COLUMN signed_at timestamptz, ADD COLUMN act_sha256 bytea,
          ADD COLUMN return_note text;
        UPDATE pqr.endorsement SET act_state = 'signed', signer_id = decided_by, signed_by = decided_by,
               signed_at = decided_at WHERE decision = 'granted';
        ALTER TABLE pqr.endorsement
          ADD CONSTRAINT fk_endorsement_signer_id FOREIGN KEY (signer_id) REFERENCES pqr.person (person_id),
          ADD CONSTRAINT fk_endorsement_signed_by FOREIGN KEY (signed_by) REFERENCES pqr.person (person_id),
          ADD CONSTRAINT ck_endorsement_act_state CHECK (act_state IN ('to_sign', 'returned', 'signed')),
          ADD CONSTRAINT ck_endorsement_act
              CHECK ((decision IS NOT DISTINCT FROM 'granted') = (num_nonnulls(act_state, signer_id) = 2)),
          ADD CONSTRAINT ck_endorsement_signed
              CHECK (num_nonnulls(signed_by, signed_at) = CASE WHEN act_state = 'signed' THEN 2 ELSE 0 END),
          ADD CONSTRAINT ck_endorsement_signer CHECK (signed_by <> requested_by),
          ADD CONSTRAINT ck_endorsement_return_note CHECK (length(return_note) BETWEEN 10 AND 2000);
        """
    )
    op.execute("CREATE INDEX ix_endorsement_to_sign ON pqr.endorsement (decided_at) WHERE act_state <> 'signed'")


def _changes() -> None:
    op.execute(
        """
        CREATE TABLE pqr.catalogue_change (
          change_id uuid NOT NULL, book text NOT NULL, code text NOT NULL, kind text NOT NULL, label text, detail text,
          nit text, address text, email text, days numeric(5, 2), old_label text, old_detail text, old_nit text,
          old_address text, old_email text, old_days numeric(5, 2), legal_act text NOT NULL, valid_from date NOT NULL,
          valid_to date, proposed_by integer NOT NULL, proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          decision text, decided_by integer, decided_at timestamptz, note text, applied_at timestamptz,
          CONSTRAINT pk_catalogue_change PRIMARY KEY (change_id),
          CONSTRAINT fk_catalogue_change_proposed_by FOREIGN KEY (proposed_by) REFERENCES pqr.person (person_id),
          CONSTRAINT fk_catalogue_change_decided_by FOREIGN KEY (decided_by) REFERENCES pqr.person (person_id),
          CONSTRAINT ck_catalogue_change_book
              CHECK (book IN ('denial_reason', 'entity', 'stage', 'input_validity', 'act_signer')),
          CONSTRAINT ck_catalogue_change_kind CHECK (kind IN ('add', 'change', 'retire')),
          CONSTRAINT ck_catalogue_change_decision CHECK (decision IN ('approved', 'rejected')),
          CONSTRAINT ck_catalogue_change_two_people CHECK (decided_by <> proposed_by OR decision = 'rejected'),
          CONSTRAINT ck_catalogue_change_decided
              CHECK (num_nonnulls(decision, decided_by, decided_at) IN (0, 3)),
          CONSTRAINT ck_catalogue_change_applied CHECK (applied_at IS NULL OR decision = 'approved'),
          CONSTRAINT ck_catalogue_change_dates CHECK (valid_to >= valid_from),
          CONSTRAINT ck_catalogue_change_lengths CHECK (length(label) <= 160 AND length(detail) <= 300
              AND length(address) <= 200 AND length(email) <= 120 AND length(note) <= 500
              AND length(legal_act) BETWEEN 5 AND 200 AND length(code) <= 60))
        """
    )
    # One change under way for each row of a catalogue: proposed, or approved and waiting for its day.
    op.execute(
        "CREATE UNIQUE INDEX uq_catalogue_change_open ON pqr.catalogue_change (book, code)"
        " WHERE decision IS NULL OR (decision = 'approved' AND applied_at IS NULL)"
    )


def _tree_groups() -> None:
    # Groups of the tree change like its leaves, and both may go under another group.
    op.execute(
        r"""
        ALTER TABLE pqr.claim_tree_change ADD COLUMN parent_code text, ADD COLUMN old_parent_code text,
          DROP CONSTRAINT ck_claim_tree_change_kind, DROP CONSTRAINT ck_claim_tree_change_code,
          ADD CONSTRAINT ck_claim_tree_change_kind
              CHECK (kind IN ('add', 'change', 'retire', 'add_group', 'change_group', 'retire_group')),
          ADD CONSTRAINT ck_claim_tree_change_code CHECK (code ~ '^[0-9]{1,2}(\.[0-9]{1,2}){0,2}$'
              AND (code ~ '\.' OR kind IN ('add_group', 'change_group', 'retire_group')))
        """
    )


def _mirror() -> None:
    # ORFEO's side may come from a file that ORFEO exported; each difference is settled by a named person, and kept.
    op.execute(
        """
        CREATE TABLE pqr.filing_import (
          import_id uuid NOT NULL, file_label text NOT NULL, sha256 bytea NOT NULL, covers_from date NOT NULL,
          covers_to date NOT NULL, row_count integer NOT NULL, added integer NOT NULL, imported_by integer NOT NULL,
          imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT pk_filing_import PRIMARY KEY (import_id),
          CONSTRAINT fk_filing_import_imported_by FOREIGN KEY (imported_by) REFERENCES pqr.person (person_id),
          CONSTRAINT uq_filing_import_sha256 UNIQUE (sha256),
          CONSTRAINT ck_filing_import_dates CHECK (covers_to >= covers_from),
          CONSTRAINT ck_filing_import_lengths CHECK (length(file_label) <= 200));
        ALTER TABLE pqr.filing_transaction ADD COLUMN source text NOT NULL DEFAULT 'embedded', ADD COLUMN import_id uuid,
          ADD COLUMN corrects uuid[],
          DROP CONSTRAINT ck_filing_transaction_code,
          ADD CONSTRAINT ck_filing_transaction_code CHECK (code IN ('archive', 'reassign', 'void')),
          ADD CONSTRAINT ck_filing_transaction_source CHECK (source IN ('embedded', 'file')),
          ADD CONSTRAINT ck_filing_transaction_file CHECK ((source = 'file') = (import_id IS NOT NULL)),
          ADD CONSTRAINT fk_filing_transaction_import_id FOREIGN KEY (import_id) REFERENCES pqr.filing_import (import_id);
        CREATE TABLE pqr.mirror_settlement (
          settlement_id uuid NOT NULL, filing_number text NOT NULL, reference text, difference text NOT NULL,
          resolution text NOT NULL, reason text NOT NULL, print text NOT NULL, settled_by integer NOT NULL,
          settled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT pk_mirror_settlement PRIMARY KEY (settlement_id),
          CONSTRAINT fk_mirror_settlement_settled_by FOREIGN KEY (settled_by) REFERENCES pqr.person (person_id),
          CONSTRAINT ck_mirror_settlement_resolution CHECK (resolution IN ('take', 'push', 'ask', 'accept')),
          CONSTRAINT ck_mirror_settlement_reason CHECK (length(reason) BETWEEN 10 AND 1000));
        CREATE UNIQUE INDEX uq_mirror_settlement_done
          ON pqr.mirror_settlement (filing_number, print, resolution);
        CREATE TABLE pqr.archive_correction (
          case_id uuid NOT NULL, seq integer NOT NULL, settlement_id uuid NOT NULL, target text, report_number text,
          filed_on date,
          CONSTRAINT pk_archive_correction PRIMARY KEY (case_id, seq),
          CONSTRAINT fk_archive_correction_case_id FOREIGN KEY (case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT fk_archive_correction_settlement_id
              FOREIGN KEY (settlement_id) REFERENCES pqr.mirror_settlement (settlement_id))
        """
    )
