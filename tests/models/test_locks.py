"""Who may hold a case: an outsider never, an insider for three seconds of others' patience and not for ever."""

from __future__ import annotations

import threading
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.people import STAFF

AGENT = STAFF["agent"].person_id
DOOR = "SELECT pqr_api.perform(%s, %s, %s, %s, %s, %s)"


def _arguments(case: uuid.UUID, outcome: str = "image_good") -> list:
    return [uuid.uuid4(), case, 1, "check_image", outcome, Jsonb({})]


def test_an_outsider_holds_no_lock(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    outsider = connect_as(STAFF["agent2"].login, autocommit=False)
    # All that an outsider may try, in a transaction left open.
    assert outsider.execute(DOOR, _arguments(case)).fetchone()[0]["reason"] == "not_permitted"
    assert outsider.execute("SELECT pqr_api.claim(%s)", [case]).fetchone()[0]["status"] == "refused"
    outsider.execute("SELECT pqr_api.undo(%s, %s, 1, 0)", [uuid.uuid4(), case])
    outsider.execute("SELECT pqr_api.release(%s)", [case])
    sql_as("postgres").execute("SELECT FROM pqr.case_file WHERE case_id = %s FOR UPDATE NOWAIT", [case])
    assert sql_as("agent").execute(DOOR, _arguments(case)).fetchone()[0]["status"] == "applied"


def test_an_insider_makes_others_wait_three_seconds_at_most(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    holder = connect_as(STAFF["agent"].login, autocommit=False)
    assert holder.execute(DOOR, _arguments(case)).fetchone()[0]["status"] == "applied"
    with pytest.raises(psycopg.errors.LockNotAvailable):
        sql_as("agent").execute(DOOR, _arguments(case))
    items = [
        {
            "command": str(uuid.uuid4()),
            "case": str(case),
            "version": 1,
            "activity": "check_image",
            "outcome": "image_good",
        }
    ]
    answers = sql_as("agent").execute("SELECT pqr_api.perform_many(%s)", [Jsonb(items)]).fetchone()[0]
    assert answers == [{"status": "conflict", "reason": "busy"}]


def test_the_watchdog_ends_who_stands_still(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    holder = connect_as(STAFF["agent"].login, autocommit=False)
    holder.execute("SET idle_in_transaction_session_timeout = 0")
    holder.execute(DOOR, _arguments(case))
    admin = sql_as("postgres")
    assert admin.execute("SELECT pqr_watch.end_idle('1 hour', '1 hour')").fetchone() == (0,)
    assert admin.execute("SELECT pqr_watch.end_idle('0 s', '1 hour')").fetchone()[0] >= 1
    with pytest.raises(psycopg.OperationalError):
        holder.execute("SELECT 1")
    assert sql_as("agent").execute(DOOR, _arguments(case)).fetchone()[0]["status"] == "applied"


def test_of_many_at_once_one_wins_and_the_rest_are_told(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    sessions = [connect_as(STAFF["agent"].login) for _ in range(6)]
    start = threading.Barrier(len(sessions))
    answers: list[dict] = []

    def attempt(session: psycopg.Connection) -> None:
        start.wait()
        answers.append(session.execute(DOOR, _arguments(case)).fetchone()[0])

    threads = [threading.Thread(target=attempt, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer["status"] for answer in answers) == ["applied"] + ["conflict"] * 5
    assert sql_as("postgres").execute("SELECT * FROM pqr_api.verify_chains()").fetchall() == []


def test_the_same_command_sent_twice_at_once_is_done_once(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    sessions = [connect_as(STAFF["agent"].login) for _ in range(6)]
    start = threading.Barrier(len(sessions))
    command = _arguments(case)
    answers: list[dict] = []

    def attempt(session: psycopg.Connection) -> None:
        start.wait()
        answers.append(session.execute(DOOR, command).fetchone()[0])

    threads = [threading.Thread(target=attempt, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["status"] for answer in answers] == ["applied"] * 6
    assert sum("replayed" in answer for answer in answers) == 5


def test_a_lease_is_seen_by_others_and_respected(make_case, sql_as, perform):
    case = make_case("pqr_v08", "draft_in_bulk", assignee_id=AGENT)
    held = sql_as("lawyer").execute("SELECT pqr_api.claim(%s, 60)", [case]).fetchone()[0]
    assert held["status"] == "held"
    assert 50 < held["ttl"] <= 60
    busy = sql_as("agent").execute("SELECT pqr_api.claim(%s)", [case]).fetchone()[0]
    assert (busy["status"], busy["by"]) == ("busy", "CA")
    shown = sql_as("agent").execute("SELECT case_id, initials FROM pqr_api.presence(%s)", [[case]]).fetchall()
    assert shown == [(case, "CA")]
    assert sql_as("agent2").execute("SELECT * FROM pqr_api.presence(%s)", [[case]]).fetchall() == []
    answer = perform("agent", case, 1, "draft_in_bulk", "individual")
    assert 50 < answer.pop("ttl") <= 60
    assert answer == {
        "status": "conflict", "reason": "leased", "version": 1, "activity": "draft_in_bulk", "by": "CA",
    }  # fmt: skip
    sql_as("agent").execute("SELECT pqr_api.release(%s)", [case])
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["reason"] == "leased"
    sql_as("lawyer").execute("SELECT pqr_api.release(%s)", [case])
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["status"] == "applied"
