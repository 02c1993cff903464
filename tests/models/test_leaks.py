"""No function that people may call tells an outsider who the citizen is, whatever it is asked."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.fixtures.dispatches import sign_without_steps
from tests.fixtures.letters import move_to, put_director, seed_reply
from tests.people import STAFF

#: What to ask with, by the type of the argument; {case} is the citizen's case, the rest guesses of an attacker.
ARGUMENTS = {
    "uuid": "'{case}'::uuid",
    "uuid[]": "ARRAY['{case}']::uuid[]",
    "text": "'rosa'::text",
    "text[]": "ARRAY['rosa']",
    "integer": "1",
    "integer[]": "ARRAY[1]",
    "bigint": "1::bigint",
    "smallint": "1::smallint",
    "numeric": "1",
    "boolean": "true",
    "date": "date '2026-11-20'",
    "timestamp with time zone": "now()",
    "jsonb": "'{{}}'::jsonb",
    "bytea": r"'\x00'::bytea",
    "bytea[]": r"ARRAY['\x00']::bytea[]",
}
NAME, NUMBER = "Rosa Elvira Prueba Inventada", "999000"
#: Activity, and who has no part in a case that waits there.
OUTSIDERS = {
    "check_image": ("agent2", "lawyer", "mission", "quality", "signer", "printing", "phone_agent", "phone_lead",
                    "records", "admin", "lead", "assigner", "auditor", "escalation_control", "analyst"),
    "stamp_signature": ("agent2", "mission", "quality", "printing", "phone_agent", "records", "admin", "lead",
                        "assigner", "auditor", "analyst", "lawyer"),
    "hand_to_courier": ("agent2", "mission", "quality", "phone_agent", "admin", "auditor", "assigner", "lawyer"),
}  # fmt: skip


def _calls(admin: psycopg.Connection, case: uuid.UUID) -> list[str]:
    rows = admin.execute(
        "SELECT p.proname,"
        " ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY u(t, n) ORDER BY n)"
        " FROM pg_proc p WHERE p.pronamespace = 'pqr_api'::regnamespace ORDER BY 1"
    )
    return [
        f"SELECT to_jsonb(r)::text FROM pqr_api.{name}("
        + ", ".join(ARGUMENTS.get(kind, f"NULL::{kind}").format(case=case) for kind in kinds)
        + ") r"
        for name, kinds in rows
    ]


@pytest.mark.parametrize("activity", OUTSIDERS)
def test_no_function_names_the_citizen_to_an_outsider(sql_as, activity):
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.quota SET allowed = 1000000")
    reply = seed_reply(admin, name=NAME)
    sign_without_steps(admin, reply, put_director(admin, 1))
    number = admin.execute("SELECT number FROM pqr.activity WHERE procedure = 'pqr_v08' AND key = %s", [activity])
    move_to(admin, reply.case_id, number.fetchone()[0])
    calls = _calls(admin, reply.case_id)
    assert len(calls) > 60
    told = []
    for who in OUTSIDERS[activity]:
        session = sql_as(who)
        for call in calls:
            try:
                with session.transaction(force_rollback=True):
                    answer = str(session.execute(call).fetchall())
            except psycopg.errors.UndefinedFunction:
                raise
            except psycopg.Error as refused:
                answer = str(refused)
            if NAME in answer or NUMBER in answer:
                told.append((who, call.split("(")[1].split(".")[-1], answer[:200]))
    assert told == []


def test_the_holder_is_told(sql_as):
    """The same questions do get answers where they may: the test above can fail."""
    admin = sql_as("postgres")
    reply = seed_reply(admin, "check_image", name=NAME)
    session = sql_as("agent")
    told = 0
    for call in _calls(admin, reply.case_id):
        try:
            with session.transaction(force_rollback=True):
                told += NAME in str(session.execute(call).fetchall())
        except psycopg.Error:
            continue
    assert told >= 3


def test_every_person_is_in_some_outsiders_list():
    assert set(STAFF) - set().union(*OUTSIDERS.values()) <= {"agent", "lawyer2", "mission2", "quality2"}
