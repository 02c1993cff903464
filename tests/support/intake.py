"""Petitions filed through the door, with their scan uploaded, and the steps that bring them to assignment."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import uuid
from collections.abc import Callable
from typing import Any

import psycopg

from app import clock
from app.services.verbs.classify_claim import Person
from app.services.verbs.receive_petition import ReceivePetition
from tests.fixtures.cases import perform_as

_serial = itertools.count(300_001)
SCAN = b"%PDF-1.4 invented " + b"x" * 300_000


def upload(session: psycopg.Connection[Any], data: bytes = SCAN, kind: str = "petition") -> uuid.UUID:
    """Send a scan in pieces over plain SQL and seal it; its key. Contents differ unless given."""
    data = data if data is not SCAN else data + uuid.uuid4().bytes
    key = uuid.uuid4()
    session.execute(
        "SELECT pqr_api.begin_document(%s, NULL, %s, 'application/pdf', %s, %s, 2, 'Petición')",
        [key, kind, len(data), hashlib.sha256(data).digest()],
    )
    for number, start in enumerate(range(0, len(data), 262144)):
        session.execute("SELECT pqr_api.put_chunk(%s, %s, %s)", [key, number, data[start : start + 262144]])
    sealed = session.execute("SELECT pqr_api.seal_document(%s)", [key]).fetchone()
    assert sealed is not None and sealed[0]["status"] == "applied", sealed
    return key


def petition(**changes: Any) -> ReceivePetition:
    """A good petition of an invented person, received yesterday; `changes` replace its fields."""
    values: dict[str, Any] = {
        "filing_number": next_filing(),
        "received_at": clock.now() - dt.timedelta(days=1),
        "channel": "window",
        "class_key": "petition",
        "subject": "Pide su certificado",
        "document_id": uuid.uuid4(),
        "petitioner": Person(full_name="Rosa Prueba Inventada", document_type="CC", document_number="10.203.040"),
    }
    return ReceivePetition(**(values | changes))


def next_filing() -> str:
    """A filing number of yesterday's year that no other test uses."""
    return f"{(clock.now() - dt.timedelta(days=1)).year}711{next(_serial)}2"


def file(session: psycopg.Connection[Any], **changes: Any) -> tuple[uuid.UUID, dict[str, Any]]:
    """File a petition as that person, with a scan of its own; its case and the door's answer."""
    if "document_id" not in changes:
        changes["document_id"] = upload(session)
    verb, case = petition(**changes), uuid.uuid4()
    answer = perform_as(session, case, 0, verb.activity, verb.outcome, verb.payload(), procedure_name="pqr_v08")
    return case, answer


def to_pool(sql_as: Callable[[str], psycopg.Connection[Any]], count: int, **changes: Any) -> list[uuid.UUID]:
    """File that many petitions and walk them through 2, 3 and 4: they wait to be assigned."""
    cases = []
    for _ in range(count):
        case, answer = file(sql_as("records"), **changes)
        assert answer["status"] == "applied", answer
        for version, (who, activity, outcome) in enumerate(
            (
                ("lead", "check_bulk_folder", "checked"),
                ("lead", "import_intake", "loaded"),
                ("assigner", "review_intake", "reviewed"),
            ),
            start=1,
        ):
            answer = perform_as(sql_as(who), case, version, activity, outcome)
            assert answer["status"] == "applied", answer
        cases.append(case)
    return cases
