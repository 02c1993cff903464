"""Makes the cases for a run under chaos, and counts afterwards what was lost or doubled."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_OPEN = """
WITH one AS (SELECT n, gen_random_uuid() AS case_id FROM generate_series(1, %(cases)s) AS n),
opened AS (
  SELECT one.case_id, one.n, pqr_core.open_case(one.case_id, 'pqr_v08', 6, NULL::pqr.case_file,
    (SELECT p FROM pqr.person p WHERE p.person_id = %(person)s), %(label)s || lpad(one.n::text, 6, '0') || '2',
    NULL, %(person)s, current_date + 30, gen_random_uuid()) FROM one)
SELECT case_id FROM opened ORDER BY n
"""
_PETITION = """
INSERT INTO pqr.petition (case_id, filing_number, received_at, received_on, channel, class_key, regime_id, subject,
  page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, registered_by)
SELECT c, %(label)s || lpad(n::text, 6, '0') || '2', clock_timestamp(), current_date, 'window',
  (SELECT min(key) FROM pqr.petition_class WHERE NOT has_typed_term), pqr_core.regime_on(current_date),
  'Solicitud inventada', 1, 1, false, false, false, 'postal', 'manual', %(person)s
  FROM unnest(%(cases)s::uuid[]) WITH ORDINALITY AS u(c, n)
"""
_PERSON = """
INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name)
SELECT c, 1, 'self', 'CC', '10203040', 'Persona Inventada' FROM unnest(%(cases)s::uuid[]) AS c
"""


@dataclass(frozen=True)
class Counted:
    """What the server has of what was decided."""

    decided: int
    applied: int
    lost: int
    doubled: int
    refused: int
    replayed: int
    broken_versions: int
    broken_chains: int

    @property
    def is_whole(self) -> bool:
        """Nothing lost, nothing doubled, every version and chain in order."""
        faults = (self.lost, self.doubled, self.refused, self.broken_versions, self.broken_chains)
        return not any(faults) and self.applied == self.decided


def open_cases(admin: psycopg.Connection[Any], person_id: int, cases: int, number: int) -> list[str]:
    """Petitions of that person that stand at 6, each with its first event."""
    values = {"person": person_id, "cases": cases, "label": f"2026{711 + number:03d}"}
    found = [row[0] for row in admin.execute(_OPEN, values)]
    for statement in (_PETITION, _PERSON):
        admin.execute(statement, values | {"cases": found})
    return [str(case) for case in found]


def count(
    admin: psycopg.Connection[Any], auditor: psycopg.Connection[Any], folders: list[Path], cases: list[str], steps: int
) -> Counted:
    """Compare the ledgers with the server's history."""
    decided = [uuid.UUID(line) for folder in folders for line in (folder / "ledger").read_text("utf-8").split()]
    told = [line.split()[0] for folder in folders for line in (folder / "told").read_text("utf-8").splitlines()]
    events = dict(
        admin.execute(
            "SELECT command_id, count(*)::int FROM pqr_audit.case_event WHERE command_id = ANY(%s) GROUP BY 1",
            [decided],
        ).fetchall()
    )
    every = admin.execute(
        "SELECT count(*)::int FROM pqr_audit.case_event WHERE case_id = ANY(%s::uuid[]) AND version > 1", [cases]
    ).fetchone()
    wrong = admin.execute(
        "SELECT count(*)::int FROM pqr.case_file c WHERE c.case_id = ANY(%s::uuid[]) AND (c.version <> %s"
        " OR c.version <> (SELECT count(*) FROM pqr_audit.case_event e"
        "   WHERE e.case_id = c.case_id AND e.version BETWEEN 1 AND c.version))",
        [cases, 1 + steps],
    ).fetchone()
    # Cases that a benchmark made by SQL have no chain: only those of this run are asked.
    chains = auditor.execute(
        "SELECT count(*)::int FROM unnest(%s::uuid[]) AS mine (case_id), pqr_api.verify_chains(mine.case_id)", [cases]
    ).fetchone()
    assert every is not None and wrong is not None and chains is not None
    return Counted(
        decided=len(set(decided)),
        applied=len(events),
        lost=len(set(decided) - set(events)),
        doubled=every[0] - len(events),
        refused=told.count("refused"),
        replayed=told.count("replayed"),
        broken_versions=wrong[0],
        broken_chains=chains[0],
    )
