"""Petitions that stand in an activity of Analysis, with what the steps before would have written."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import psycopg

from tests.fixtures.cases import insert_case
from tests.people import STAFF

#: A leaf of each of three areas: Registro (1), DGSH (2), Reparación (3).
REGISTRY, HUMANITARIAN, REPARATION = "1.1", "2.1", "3.2"
_serial = iter(range(100_000, 999_999))


def stand_petition(
    admin: psycopg.Connection[Any],
    activity: str,
    *,
    claims: tuple[str, ...] = (),
    inputs: bool = False,
    name: str | None = "Rosa Prueba Inventada",
    assignee: str = "agent",
    due_on: dt.date | None = dt.date(2031, 3, 3),
    document_id: uuid.UUID | None = None,
    **petition: Any,
) -> uuid.UUID:
    """A petition waiting in that activity, assigned to that person; `inputs` gives each claim one that holds."""
    number = f"2026711{next(_serial)}2"
    case = insert_case(admin, "pqr_v08", activity, assignee_id=STAFF[assignee].person_id, label=number, due_on=due_on)
    values = _filing(admin, case, number) | {"document_id": document_id} | petition
    names = ", ".join(values)
    marks = ", ".join(f"%({key})s" for key in values)
    admin.execute(f"INSERT INTO pqr.petition ({names}) VALUES ({marks})", values)
    admin.execute(
        "INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name)"
        " VALUES (%s, 1, 'self', 'CC', '10203040', %s)",
        [case, name],
    )
    for ordinal, code in enumerate(claims, start=1):
        _add_claim(admin, case, ordinal, code, inputs)
    return case


def _filing(admin: psycopg.Connection[Any], case: uuid.UUID, number: str) -> dict[str, Any]:
    """The columns of an ordinary filing."""
    return {
        "case_id": case,
        "filing_number": number,
        "received_at": dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC),
        "received_on": dt.date(2026, 11, 3),
        "channel": "window",
        "class_key": admin.execute("SELECT min(key) FROM pqr.petition_class WHERE NOT has_typed_term").fetchone()[0],
        "regime_id": admin.execute("SELECT pqr_core.regime_on(date '2026-11-03')").fetchone()[0],
        "subject": "Solicitud inventada",
        "page_count": 1,
        "signatory_count": 1,
        "is_oral": False,
        "is_anonymous": False,
        "is_bulk": False,
        "response_channel": "postal",
        "source": "manual",
        "registered_by": STAFF["records"].person_id,
    }


def _add_claim(admin: psycopg.Connection[Any], case: uuid.UUID, ordinal: int, code: str, with_input: bool) -> None:
    admin.execute(
        "INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)"
        " SELECT %s, %s, code, area_id, 'palabras' FROM pqr.claim_node WHERE code = %s",
        [case, ordinal, code],
    )
    if with_input:
        admin.execute(
            "INSERT INTO pqr.input (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256,"
            " found_on, recorded_by)"
            " SELECT case_id, uuidv7(), ordinal, area_id, 'RUV', 'Incluido', sha256('Incluido'),"
            " date '2026-11-05', %s FROM pqr.claim WHERE case_id = %s AND ordinal = %s",
            [STAFF["agent"].person_id, case, ordinal],
        )


def stand_paper(admin: psycopg.Connection[Any], case: uuid.UUID | None, kind: str, person_id: int) -> uuid.UUID:
    """A file of that kind that this person brought to a case."""
    key = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, file_label, year, state,"
        " created_by) VALUES (%s, %s, %s, 'application/pdf', 1, %s, 'x', 2026, 'ready', %s)",
        [key, case, kind, hashlib.sha256(key.bytes).digest(), person_id],
    )
    return key
