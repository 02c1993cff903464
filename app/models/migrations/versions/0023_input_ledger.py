"""The ledger of inputs, the act of an aval, the mirror of archives and the lists of a split (activities 8 to 15).

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"

_STATE = "state IN ('included', 'not_included', 'in_valuation', 'excluded')"
_ACT = (
    "victimizing_act IN ('terrorism', 'threat', 'sexual', 'disappearance', 'displacement', 'homicide', 'mines', "
    "'kidnapping', 'torture', 'recruitment', 'land', 'goods', 'injury', 'confinement')"
)
_NUMBER = "~ '^[0-9A-Za-z][0-9A-Za-z .-]{2,29}$'"


def upgrade() -> None:
    """Add them."""
    _input()
    _registries()
    _claims_of_money()
    _endorsement()
    _mirror()
    _split()


def downgrade() -> None:
    """Refuse: forward only; a backup is the way back."""
    raise NotImplementedError("forward only")


def _input() -> None:
    op.execute(
        """
        ALTER TABLE pqr.input ADD COLUMN note text, ADD COLUMN reused_case_id uuid, ADD COLUMN reused_input_id uuid,
          ADD CONSTRAINT ck_input_reused CHECK ((reused_case_id IS NULL) = (reused_input_id IS NULL)),
          ADD CONSTRAINT ck_input_lengths CHECK (length(note) <= 4000),
          ADD CONSTRAINT fk_input_reused_case_id_reused_input_id
              FOREIGN KEY (reused_case_id, reused_input_id) REFERENCES pqr.input (case_id, input_id)
        """
    )
    op.execute(
        "CREATE INDEX ix_input_reused_case_id_reused_input_id ON pqr.input (reused_case_id, reused_input_id)"
        " WHERE reused_case_id IS NOT NULL"
    )


def _facts(table: str, columns: str, **checks: str) -> None:
    """A table that hangs from one input."""
    rules = "".join(f", CONSTRAINT ck_{table}_{name} CHECK ({rule})" for name, rule in checks.items())
    op.execute(
        f"CREATE TABLE pqr.{table} (case_id uuid NOT NULL, input_id uuid NOT NULL, {columns},"
        f" CONSTRAINT pk_{table} PRIMARY KEY (case_id, input_id),"
        f" CONSTRAINT fk_{table}_case_id FOREIGN KEY (case_id) REFERENCES pqr.case_file (case_id),"
        f" CONSTRAINT fk_{table}_case_id_input_id FOREIGN KEY (case_id, input_id)"
        f" REFERENCES pqr.input (case_id, input_id){rules})"
    )


def _registries() -> None:
    _facts(
        "input_ruv",
        "state text NOT NULL, victimizing_act text NOT NULL, declaration_number text, declared_on date, decided_on date",
        state=_STATE,
        victimizing_act=_ACT,
        declaration_number=f"declaration_number {_NUMBER}",
        dates="decided_on >= declared_on",
        not_decided="state <> 'in_valuation' OR decided_on IS NULL",
    )
    _facts(
        "input_vivanto",
        "state text NOT NULL, victimizing_act text, registries text, household_size integer",
        state=_STATE,
        victimizing_act=_ACT,
        household_size="household_size BETWEEN 1 AND 60",
        registries="length(registries) <= 200",
    )
    _facts(
        "input_sgv",
        "kind text NOT NULL, state text NOT NULL, request_number text, scheduled_on date",
        kind="kind IN ('interview', 'aid', 'contact', 'other')",
        state="state IN ('open', 'scheduled', 'attended', 'closed')",
        request_number="length(request_number) <= 30",
        turn="state <> 'scheduled' OR scheduled_on IS NOT NULL",
    )


def _claims_of_money() -> None:
    _facts(
        "input_sirav",
        "claim_number text NOT NULL, state text NOT NULL, filed_on date, resolution_number text, resolved_on date",
        state="state IN ('in_study', 'recognised', 'denied', 'paid', 'archived')",
        claim_number=f"claim_number {_NUMBER}",
        resolution_number="length(resolution_number) <= 60",
        dates="resolved_on >= filed_on",
    )
    _facts(
        "input_indemniza",
        "phase text NOT NULL, resolution_number text, resolved_on date, method_year integer, method_result text,"
        " amount numeric(12, 0), bank text, paid_on date",
        phase="phase IN ('request', 'documents', 'decision', 'method', 'payment_order', 'paid', 'trust')",
        method_result="method_result IN ('favourable', 'not_favourable', 'pending')",
        resolution_number="length(resolution_number) <= 60",
        method_year="method_year BETWEEN 2019 AND 2100",
        method="method_result IS NULL OR method_year IS NOT NULL",
        resolution="(resolved_on IS NULL) OR resolution_number IS NOT NULL",
        paid="phase <> 'paid' OR paid_on IS NOT NULL",
        amount="amount BETWEEN 1 AND 9999999999",
        bank="length(bank) <= 80",
    )


def _endorsement() -> None:
    op.execute(
        "ALTER TABLE pqr.endorsement ADD COLUMN act_text text,"
        " ADD CONSTRAINT ck_endorsement_act_text CHECK (length(act_text) <= 8000)"
    )


def _mirror() -> None:
    op.execute(
        """
        CREATE TABLE pqr.filing_transaction (
          transaction_id uuid NOT NULL, filing_number text NOT NULL, reference text, code text NOT NULL, target text,
          report_number text, made_by text NOT NULL, made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT pk_filing_transaction PRIMARY KEY (transaction_id),
          CONSTRAINT ck_filing_transaction_code CHECK (code IN ('archive', 'reassign')),
          CONSTRAINT ck_filing_transaction_lengths
              CHECK (length(concat_ws('', filing_number, reference, target, report_number)) <= 700))
        """
    )
    for column in ("filing_number", "made_at"):
        op.execute(f"CREATE INDEX ix_filing_transaction_{column} ON pqr.filing_transaction ({column})")
    # What was mirrored before had its proof in this column alone.
    op.execute(
        """
        INSERT INTO pqr.filing_transaction (transaction_id, filing_number, reference, code, report_number, made_by, made_at)
        SELECT uuidv7(), p.filing_number, f.lex_code, a.kind, a.report_number, w.login, a.mirrored_at
          FROM pqr.archive_report a JOIN pqr.petition p USING (case_id) JOIN pqr.case_file f USING (case_id)
          JOIN pqr.person w ON w.person_id = a.reported_by WHERE a.mirrored_at IS NOT NULL
        """
    )


def _split() -> None:
    op.execute(
        """
        CREATE TABLE pqr.split_reception (
          case_id uuid NOT NULL, reception integer NOT NULL, source text NOT NULL, file_label text,
          received_by integer NOT NULL, received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT pk_split_reception PRIMARY KEY (case_id, reception),
          CONSTRAINT fk_split_reception_case_id FOREIGN KEY (case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT fk_split_reception_received_by FOREIGN KEY (received_by) REFERENCES pqr.person (person_id),
          CONSTRAINT ck_split_reception_source CHECK (source IN ('list', 'manifest')),
          CONSTRAINT ck_split_reception_lengths CHECK (length(file_label) <= 200))
        """
    )
    op.execute(
        """
        CREATE TABLE pqr.split_return (
          case_id uuid NOT NULL, reception integer NOT NULL, row_no integer NOT NULL, full_name text NOT NULL,
          document_type text, document_number text, result text NOT NULL, signatory_ordinal integer, child_case_id uuid,
          CONSTRAINT pk_split_return PRIMARY KEY (case_id, reception, row_no),
          CONSTRAINT fk_split_return_case_id FOREIGN KEY (case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT fk_split_return_child_case_id FOREIGN KEY (child_case_id) REFERENCES pqr.case_file (case_id),
          CONSTRAINT ck_split_return_result CHECK (result IN ('matched', 'repeated', 'extra')),
          CONSTRAINT ck_split_return_lengths
              CHECK (length(concat_ws('', full_name, document_type, document_number)) <= 400),
          CONSTRAINT ck_split_return_child CHECK ((result = 'matched') = (child_case_id IS NOT NULL)),
          CONSTRAINT ck_split_return_signatory CHECK ((result = 'extra') = (signatory_ordinal IS NULL)))
        """
    )
