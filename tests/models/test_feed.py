"""The feed of changes misses nothing and repeats nothing, however slow some writer is."""

from __future__ import annotations

import threading
import uuid
from collections import Counter

import psycopg
from psycopg.types.json import Jsonb

from tests.people import STAFF

AGENT = STAFF["agent"].person_id
DOOR = "SELECT pqr_api.perform(%s, %s, %s, %s, %s, %s)"
SINCE = "SELECT next_cursor, kind, case_id, version FROM pqr_api.changes_since(%s)"


def _poll(session: psycopg.Connection, cursor: str) -> tuple[str, list[tuple]]:
    head, *changes = session.execute(SINCE, [cursor]).fetchall()
    assert head[1] == "cursor"
    return head[0], [row[1:] for row in changes]


def _now(session: psycopg.Connection) -> str:
    return session.execute("SELECT pqr_api.cursor_now()").fetchone()[0]


def _good(case: uuid.UUID) -> list:
    return [uuid.uuid4(), case, 1, "check_image", "image_good", Jsonb({})]


def test_a_late_commit_is_told_once_and_earlier_ones_are_not_held_back(make_case, sql_as, connect_as):
    slow_case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    fast_case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    reader = sql_as("agent")
    cursor = _now(reader)
    slow = connect_as(STAFF["agent"].login, autocommit=False)
    slow.execute(DOOR, _good(slow_case))
    connect_as(STAFF["agent"].login).execute(DOOR, _good(fast_case))
    cursor, changes = _poll(reader, cursor)
    assert changes == [("put", fast_case, 2)]
    assert _poll(reader, cursor)[1] == []
    slow.commit()
    cursor, changes = _poll(reader, cursor)
    assert changes == [("put", slow_case, 2)]
    assert _poll(reader, cursor)[1] == []


def test_many_writers_some_slow_and_a_reader_between_them(make_case, sql_as, connect_as):
    cases = [make_case("pqr_v08", "check_image", assignee_id=AGENT) for _ in range(48)]
    told: Counter[uuid.UUID] = Counter()
    reader = sql_as("agent")
    cursor = _now(reader)
    polled = threading.Event()
    writers = [connect_as(STAFF["agent"].login, autocommit=False) for _ in range(6)]

    def write(session: psycopg.Connection, own: list[uuid.UUID]) -> None:
        for number, case in enumerate(own):
            session.execute(DOOR, _good(case))
            if number % 3 == 0:
                # Slow: commits only after the reader has looked at least once more.
                polled.clear()
                polled.wait(10)
            session.commit()

    threads = [threading.Thread(target=write, args=[s, cases[i::6]]) for i, s in enumerate(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        cursor, changes = _poll(reader, cursor)
        told.update(case for _, case, _ in changes)
        polled.set()
    _, changes = _poll(reader, cursor)
    told.update(case for _, case, _ in changes)
    assert told == Counter(cases)


def test_a_case_that_leaves_my_sight_is_gone_and_says_nothing_else(make_case, sql_as, perform):
    case = make_case("pqr_v08", "review_intake")
    cursors = {who: _now(sql_as(who)) for who in ("agent", "lawyer", "auditor")}
    assert perform("assigner", case, 1, "review_intake", "reviewed")["status"] == "applied"
    # Now any agent may take it from the pool.
    cursors["agent"], changes = _poll(sql_as("agent"), cursors["agent"])
    assert changes == [("put", case, 2)]
    answer = perform("assigner", case, 2, "assign_case", "assigned", {"assignee_id": STAFF["agent2"].person_id})
    assert answer["status"] == "applied"
    rows = sql_as("agent").execute("SELECT * FROM pqr_api.changes_since(%s)", [cursors["agent"]]).fetchall()
    assert rows[1][1:3] == ("gone", case)
    assert rows[1][4:] == (None,) * 8
    assert _poll(sql_as("lawyer"), cursors["lawyer"])[1] == []
    assert _poll(sql_as("auditor"), cursors["auditor"])[1] == [("put", case, 3)]


def test_so_much_that_fetching_anew_is_cheaper(sql_as):
    reader = sql_as("agent")
    cursor = _now(reader)
    sql_as("postgres").execute(
        "INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id,"
        " procedure, from_activity, outcome, to_activity, from_status, payload_sha256, prev_hash, hash)"
        " SELECT gen_random_uuid(), 1, now(), 1, 'x', gen_random_uuid(), 'pqr_v08', 6, 'x', 6, '', '', '', ''"
        " FROM generate_series(1, 5001)"
    )
    rows = reader.execute(SINCE, [cursor]).fetchall()
    assert [row[1] for row in rows] == ["resync"]
    assert _poll(reader, rows[0][0])[1] == []


def test_a_row_that_changes_without_a_step_is_told(make_case, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    readers = ("agent", "agent2")
    cursors = {who: _now(sql_as(who)) for who in readers}
    sql_as("postgres").execute("UPDATE pqr.case_file SET due_on = '2031-05-05' WHERE case_id = %s", [case])
    assert _poll(sql_as("agent"), cursors["agent"])[1] == [("put", case, 1)]
    assert _poll(sql_as("agent2"), cursors["agent2"])[1] == []


def test_holding_a_case_is_no_change_of_it(make_case, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    cursor = _now(sql_as("agent"))
    sql_as("agent").execute("SELECT pqr_api.claim(%s)", [case])
    assert _poll(sql_as("agent"), cursor)[1] == []
