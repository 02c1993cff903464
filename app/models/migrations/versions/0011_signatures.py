"""What a digital signature, its verification and its act leave behind.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add them."""
    _signing_record()
    _window_tables()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


#: What the window and the saga keep: two people for each director, what verified each letter, what waits for a level.
_WINDOW = """
ALTER TABLE pqr.director ADD COLUMN signing_method text NOT NULL DEFAULT 'mechanical'
    CONSTRAINT ck_director_signing_method CHECK (signing_method IN ('mechanical', 'certificate'));
CREATE TABLE pqr.director_change (
    change_id uuid CONSTRAINT pk_director_change PRIMARY KEY,
    kind text NOT NULL
        CONSTRAINT ck_director_change_kind CHECK (kind IN ('appointment', 'term', 'authority', 'certificate', 'method')),
    director_id int CONSTRAINT fk_director_change_director_id REFERENCES pqr.director,
    area_id int CONSTRAINT fk_director_change_area_id REFERENCES pqr.area,
    full_name text,
    position text,
    is_acting boolean,
    act_number text,
    published_on date,
    valid_from date,
    valid_to date,
    signature_document_id uuid CONSTRAINT fk_director_change_signature_document_id REFERENCES pqr.document,
    certificate_sha256 bytea,
    certificate_serial text,
    certificate_issuer text,
    certificate_subject text,
    proposed_by int NOT NULL CONSTRAINT fk_director_change_proposed_by REFERENCES pqr.person,
    proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    decision text CONSTRAINT ck_director_change_decision CHECK (decision IN ('approved', 'rejected')),
    decided_by int CONSTRAINT fk_director_change_decided_by REFERENCES pqr.person,
    decided_at timestamptz,
    CONSTRAINT ck_director_change_two_people CHECK (decided_by <> proposed_by),
    CONSTRAINT ck_director_change_decided CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CONSTRAINT ck_director_change_target CHECK ((kind = 'appointment') OR director_id IS NOT NULL),
    CONSTRAINT ck_director_change_lengths CHECK (length(concat_ws('', full_name, position, act_number)) <= 600
        AND length(concat_ws('', certificate_serial, certificate_issuer, certificate_subject)) <= 1500)
);
CREATE TABLE pqr.director_certificate (
    certificate_id serial CONSTRAINT pk_director_certificate PRIMARY KEY,
    director_id int NOT NULL CONSTRAINT fk_director_certificate_director_id REFERENCES pqr.director,
    sha256 bytea NOT NULL CONSTRAINT ck_director_certificate_sha256 CHECK (octet_length(sha256) = 32),
    serial text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    change_id uuid NOT NULL CONSTRAINT fk_director_certificate_change_id REFERENCES pqr.director_change
);
CREATE UNIQUE INDEX uq_director_certificate_sha256 ON pqr.director_certificate (director_id, sha256);
CREATE TABLE pqr.signature_check (
    case_id uuid NOT NULL CONSTRAINT fk_signature_check_case_id REFERENCES pqr.case_file,
    letter_no int NOT NULL,
    check_no int NOT NULL,
    document_id uuid NOT NULL CONSTRAINT fk_signature_check_document_id REFERENCES pqr.document,
    sha256 bytea NOT NULL CONSTRAINT ck_signature_check_sha256 CHECK (octet_length(sha256) = 32),
    verdict text NOT NULL
        CONSTRAINT ck_signature_check_verdict CHECK (verdict IN ('valid', 'invalid', 'unconfirmed')),
    method text NOT NULL CONSTRAINT ck_signature_check_method CHECK (method IN ('mechanical', 'certificate')),
    is_intact boolean NOT NULL,
    covers_all boolean NOT NULL,
    changed_after boolean NOT NULL,
    level text,
    signer text,
    serial text,
    revocation text
        CONSTRAINT ck_signature_check_revocation CHECK (revocation IN ('good', 'revoked', 'unknown')),
    claimed_at timestamptz,
    stamped_at timestamptz,
    second_opinion text NOT NULL
        CONSTRAINT ck_signature_check_second_opinion CHECK (second_opinion IN ('agrees', 'disagrees', 'absent')),
    checked_by int NOT NULL CONSTRAINT fk_signature_check_checked_by REFERENCES pqr.person,
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_signature_check PRIMARY KEY (case_id, letter_no, check_no),
    CONSTRAINT ck_signature_check_lengths CHECK (length(concat_ws('', level, signer, serial)) <= 600)
);
CREATE TABLE pqr.signature_upgrade (
    case_id uuid NOT NULL CONSTRAINT fk_signature_upgrade_case_id REFERENCES pqr.case_file,
    letter_no int NOT NULL,
    wanted text NOT NULL CONSTRAINT ck_signature_upgrade_wanted CHECK (wanted IN ('B-T', 'B-LT', 'B-LTA')),
    reached text NOT NULL CONSTRAINT ck_signature_upgrade_reached CHECK (reached IN ('B-B', 'B-T', 'B-LT', 'B-LTA')),
    attempts int NOT NULL DEFAULT 0,
    problem text,
    try_after timestamptz NOT NULL DEFAULT clock_timestamp(),
    document_id uuid CONSTRAINT fk_signature_upgrade_document_id REFERENCES pqr.document,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    CONSTRAINT pk_signature_upgrade PRIMARY KEY (case_id, letter_no),
    CONSTRAINT ck_signature_upgrade_done CHECK ((done_at IS NOT NULL) = (reached = wanted)),
    CONSTRAINT ck_signature_upgrade_lengths CHECK (length(problem) <= 300)
);
CREATE INDEX ix_signature_upgrade_waiting ON pqr.signature_upgrade (try_after) WHERE done_at IS NULL;
"""


def _window_tables() -> None:
    op.execute(_WINDOW)


def _signing_record() -> None:
    op.execute(_RECORD)


#: Each act of signing, chained by director; the functions that write it are in letters/75_signing_record.sql.
_RECORD = """
CREATE TABLE pqr_audit.signing_record (
    director_id int NOT NULL,
    seq int NOT NULL,
    case_id uuid NOT NULL,
    letter_no int NOT NULL,
    batch_id uuid,
    incoming text NOT NULL,
    outgoing text,
    method text NOT NULL CONSTRAINT ck_signing_record_method CHECK (method IN ('mechanical', 'certificate')),
    result text NOT NULL CONSTRAINT ck_signing_record_result CHECK (result IN ('signed', 'failed')),
    reason text,
    level text,
    sha256_before bytea,
    sha256_after bytea,
    certificate_serial text,
    certificate_issuer text,
    certificate_thumbprint text,
    token_serial text,
    director_act text NOT NULL,
    director_from date NOT NULL,
    director_to date,
    authority_act text,
    authority_from date,
    authority_to date,
    actor_id int NOT NULL,
    session_login text NOT NULL,
    workstation text,
    recorded_at timestamptz NOT NULL,
    timestamp_at timestamptz,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_signing_record PRIMARY KEY (director_id, seq),
    CONSTRAINT ck_signing_record_outcome CHECK (
        (result = 'signed') = (sha256_after IS NOT NULL) AND (result = 'failed') = (reason IS NOT NULL))
);
CREATE INDEX ix_signing_record_case ON pqr_audit.signing_record (case_id);
"""
