"""Taking back one's own last steps: the author, within ten minutes, what the declaration allows."""

from __future__ import annotations

import uuid

import pytest
from psycopg.types.json import Jsonb

from tests.people import STAFF

AGENT = STAFF["agent"].person_id
UNDO = "SELECT pqr_api.undo(%s, %s, %s, %s)"


def _undo(session, case, version, back_to, command=None):
    return session.execute(UNDO, [command or uuid.uuid4(), case, version, back_to]).fetchone()[0]


def test_the_case_is_back_where_it_was(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT, status="rescanned")
    perform("agent", case, 1, "check_image", "image_good")
    command = uuid.uuid4()
    answer = _undo(sql_as("agent"), case, 2, 1, command)
    assert answer == {"status": "applied", "version": 3, "activity": "check_image"}
    assert _undo(sql_as("agent"), case, 2, 1, command) == answer | {"replayed": True}
    admin = sql_as("postgres")
    row = admin.execute("SELECT activity, status, assignee_id FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert row == (6, "rescanned", AGENT)
    events = admin.execute("SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version", [case])
    assert [e for (e,) in events] == ["opened", "image_good", "undone"]
    assert admin.execute("SELECT * FROM pqr_api.verify_chains()").fetchall() == []
    assert perform("agent", case, 3, "check_image", "image_good")["status"] == "applied"


@pytest.mark.parametrize("who", ["agent2", "lead", "quality", "auditor"])
def test_only_the_author(make_case, perform, sql_as, who):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    perform("agent", case, 1, "check_image", "image_good")
    assert _undo(sql_as(who), case, 2, 1)["reason"] == "not_permitted"


def test_not_without_the_role_that_took_the_step(make_case, sql_as, own_login, connect_as):
    """An agent who is moved elsewhere can't go on through what they did before."""
    login = own_login("agent")
    session = connect_as(login)
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    step = "SELECT pqr_api.perform(%s, %s, 1, 'check_image', 'image_good')"
    assert session.execute(step, [uuid.uuid4(), case]).fetchone()[0]["status"] == "applied"
    sql_as("postgres").execute(f'REVOKE pqr_agent FROM "{login}"')
    assert _undo(session, case, 2, 1)["reason"] == "not_permitted"
    sql_as("postgres").execute(f'GRANT pqr_agent TO "{login}" WITH INHERIT TRUE, SET FALSE, ADMIN FALSE')
    assert _undo(session, case, 2, 1)["status"] == "applied"


def test_not_after_ten_minutes(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    perform("agent", case, 1, "check_image", "image_good")
    admin = sql_as("postgres")
    admin.execute("ALTER TABLE pqr_audit.case_event DISABLE TRIGGER append_only")
    admin.execute("UPDATE pqr_audit.case_event SET recorded_at = recorded_at - interval '10 min 1 s' WHERE version = 2")
    assert _undo(sql_as("agent"), case, 2, 1)["reason"] == "undo_too_late"


def test_not_what_others_did_nor_what_can_not_be_undone(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    perform("agent", case, 1, "check_image", "image_good")
    # Version 1 is the opening, by somebody else.
    assert _undo(sql_as("agent"), case, 2, 0)["reason"] == "not_undoable"
    split = make_case("pqr_v08", "review_intake")
    perform("assigner", split, 1, "review_intake", "reviewed")
    assert _undo(sql_as("assigner"), split, 2, 1)["reason"] == "not_undoable"


def test_not_while_another_works_on_it(make_case, perform, sql_as):
    case = make_case("pqr_v08", "draft_in_bulk", assignee_id=AGENT)
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["status"] == "applied"
    sql_as("postgres").execute(
        "UPDATE pqr.case_file SET lease_by = %s, lease_until = now() + interval '1 min' WHERE case_id = %s",
        [STAFF["lawyer"].person_id, case],
    )
    assert _undo(sql_as("agent"), case, 2, 1)["reason"] == "leased"


def test_a_batch_answers_each_command_in_its_place(make_case, sql_as):
    mine = [make_case("pqr_v08", "check_image", assignee_id=AGENT) for _ in range(3)]
    other = make_case("pqr_v08", "check_image", assignee_id=STAFF["agent2"].person_id)
    items = [
        {
            "command": str(uuid.uuid4()),
            "case": str(case),
            "version": 1,
            "activity": "check_image",
            "outcome": "image_good",
        }
        for case in (mine[0], other, mine[1], mine[2])
    ]
    items[3]["version"] = 7
    answers = sql_as("agent").execute("SELECT pqr_api.perform_many(%s)", [Jsonb(items)]).fetchone()[0]
    assert [a["status"] for a in answers] == ["applied", "refused", "applied", "conflict"]
    again = sql_as("agent").execute("SELECT pqr_api.perform_many(%s)", [Jsonb(items)]).fetchone()[0]
    assert [a.get("replayed") for a in again] == [True, None, True, None]
    assert sql_as("postgres").execute("SELECT * FROM pqr_api.verify_chains()").fetchall() == []
