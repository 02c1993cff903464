"""Reads of personal data are counted where the reader's rollback can't hide them."""

from __future__ import annotations

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import stand_petition

ASK = "SELECT pqr_api.read_petitioner(%s, 'responder')"


def _allow(admin: psycopg.Connection, kind: str, number: int) -> None:
    admin.execute("UPDATE pqr.quota SET allowed = %s WHERE kind = %s", [number, kind])


def test_a_rollback_does_not_turn_the_count_back(sql_as):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    _allow(admin, "petitioner", 5)
    session = sql_as("agent")
    told = []
    for _ in range(8):
        with session.transaction(force_rollback=True):
            told.append(session.execute(ASK, [case]).fetchone()[0]["status"])
    assert told == ["answered"] * 5 + ["refused"] * 3
    assert admin.execute("SELECT count(*) FROM pqr_audit.read_log").fetchone() == (0,)
    assert session.execute(ASK, [case]).fetchone()[0] == {"status": "refused", "reason": "quota"}


def test_every_read_is_written_in_the_servers_log(sql_as, server):
    case = stand_petition(sql_as("postgres"), "check_image")
    session = sql_as("agent")
    with session.transaction(force_rollback=True):
        session.execute(ASK, [case])
    logs = "".join(path.read_text(errors="replace") for path in server.folder.rglob("*.log"))
    assert f"pqr read petitioner login=u_ana case={case} n=1" in logs
    assert "Rosa Prueba Inventada" not in logs
    assert "10203040" not in logs


def test_reads_that_stay_are_in_the_table_with_their_reason(sql_as):
    case = stand_petition(sql_as("postgres"), "check_image")
    sql_as("agent").execute(ASK, [case])
    rows = sql_as("auditor").execute("SELECT session_login, what, case_id, reason, n FROM pqr_audit.read_log")
    assert rows.fetchall() == [("u_ana", "petitioner", case, "responder", 1)]


def test_each_person_has_a_count_of_their_own(sql_as):
    admin = sql_as("postgres")
    mine, theirs = stand_petition(admin, "check_image"), stand_petition(admin, "check_image", assignee="agent2")
    _allow(admin, "petitioner", 1)
    assert sql_as("agent").execute(ASK, [mine]).fetchone()[0]["status"] == "answered"
    assert sql_as("agent2").execute(ASK, [theirs]).fetchone()[0]["status"] == "answered"
    assert sql_as("agent").execute(ASK, [mine]).fetchone()[0]["reason"] == "quota"


def test_a_new_day_begins_at_one(sql_as):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    _allow(admin, "petitioner", 2)
    admin.execute(f"SELECT setval('pqr_quota.petitioner_{STAFF['agent'].person_id}', 20000 * 1000000000::bigint + 2)")
    told = [sql_as("agent").execute(ASK, [case]).fetchone()[0]["status"] for _ in range(3)]
    assert told == ["answered", "answered", "refused"]


def test_labels_count_each_case(sql_as):
    admin = sql_as("postgres")
    cases = [stand_petition(admin, "check_image") for _ in range(3)]
    _allow(admin, "labels", 5)
    rows = sql_as("agent").execute("SELECT * FROM pqr_api.read_labels(%s)", [cases]).fetchall()
    assert sorted(rows) == sorted((case, "Rosa Prueba Inventada", "…040") for case in cases)
    with pytest.raises(psycopg.Error) as raised:
        sql_as("agent").execute("SELECT * FROM pqr_api.read_labels(%s)", [cases])
    assert (raised.value.sqlstate, raised.value.diag.message_primary) == ("PQ100", "quota")


def test_labels_are_asked_for_two_hundred_at_most(sql_as):
    import uuid

    with pytest.raises(psycopg.errors.InvalidParameterValue):
        sql_as("agent").execute("SELECT * FROM pqr_api.read_labels(%s)", [[uuid.uuid4() for _ in range(201)]])


def test_refusals_are_slowed_down_and_say_no_more(sql_as, make_case, perform):
    admin = sql_as("postgres")
    case = make_case("pqr_v08", "check_image", assignee_id=STAFF["agent"].person_id)
    _allow(admin, "refusal", 3)
    # One long period, so that no minute ends within the test.
    admin.execute("UPDATE pqr.quota SET period_seconds = 315360000 WHERE kind = 'refusal'")
    told = [perform("agent2", case, 1, "check_image", "image_good")["reason"] for _ in range(5)]
    assert told == ["not_permitted"] * 3 + ["too_many_refusals"] * 2
    assert admin.execute("SELECT count(*) FROM pqr_audit.refusal").fetchone() == (3,)
    # Who may take the step is not slowed down.
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, case])
    assert perform("agent2", case, 1, "check_image", "image_good")["status"] == "applied"
