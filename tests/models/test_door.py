"""The door, over plain SQL under people's own logins: identity, repetition, versions, roles and places."""

from __future__ import annotations

import uuid

import pytest

from tests.fixtures.cases import perform_as
from tests.people import STAFF

AGENT = STAFF["agent"].person_id


def test_the_holder_moves_the_case(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    answer = perform("agent", case, 1, "check_image", "image_good")
    assert answer == {"status": "applied", "version": 2, "activity": "classify_claim"}
    row = sql_as("postgres").execute(
        "SELECT activity, version, status, assignee_id FROM pqr.case_file WHERE case_id = %s", [case]
    )
    assert row.fetchone() == (7, 2, "classify_claim", AGENT)


def test_a_repeated_command_gets_its_first_answer(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    command = uuid.uuid4()
    first = perform("agent", case, 1, "check_image", "image_good", command=command)
    again = perform("agent", case, 1, "check_image", "image_good", command=command)
    assert again == first | {"replayed": True}
    events = sql_as("postgres").execute("SELECT count(*) FROM pqr_audit.case_event WHERE case_id = %s", [case])
    assert events.fetchone() == (2,)


@pytest.mark.parametrize(
    ("who", "outcome", "payload"),
    [("agent", "image_good", {"note": "otro"}), ("agent", "image_bad", {}), ("agent2", "image_good", {})],
)
def test_a_command_reused_for_something_else_is_refused(make_case, perform, who, outcome, payload):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    command = uuid.uuid4()
    perform("agent", case, 1, "check_image", "image_good", command=command)
    answer = perform(who, case, 1, "check_image", outcome, payload, command=command)
    assert answer == {"status": "refused", "reason": "not_permitted"}


def test_an_old_version_is_a_conflict_that_tells_the_present_one(make_case, perform):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    perform("agent", case, 1, "check_image", "image_good")
    answer = perform("agent", case, 1, "check_image", "image_good")
    assert answer == {"status": "conflict", "reason": "stale_version", "version": 2, "activity": "classify_claim"}


@pytest.mark.parametrize("version", [0, 1, 2, 99])
def test_another_agent_learns_nothing(make_case, perform, version):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    known = perform("agent2", case, version, "check_image", "image_good")
    unknown = perform("agent2", uuid.uuid4(), version, "check_image", "image_good")
    assert known == unknown == {"status": "refused", "reason": "not_permitted"}


@pytest.fixture
def taken(make_case, perform, sql_as):
    """A case that waited for any lawyer or for its agent; the agent took the step, and it has gone far since."""
    case = make_case("pqr_v08", "draft_in_bulk", assignee_id=AGENT)
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["status"] == "applied"
    sql_as("postgres").execute("UPDATE pqr.case_file SET activity = 24, version = 7 WHERE case_id = %s", [case])
    return case


def test_who_had_the_case_is_told_where_it_went_and_nothing_of_what_came_later(taken, perform, sql_as):
    answer = perform("lawyer", taken, 1, "draft_in_bulk", "individual")
    told = {"status": "conflict", "reason": "stale_version", "version": 2, "activity": "draft_response"}
    assert answer == told | {"gone": True, "own": False}
    reasons = sql_as("postgres").execute("SELECT reason FROM pqr_audit.refusal").fetchall()
    assert reasons == [("moved_on",)]


def test_who_took_it_in_another_window_is_told_so(make_case, perform, sql_as):
    case = make_case("pqr_v08", "draft_in_bulk", assignee_id=AGENT)
    perform("lawyer", case, 1, "draft_in_bulk", "individual")
    sql_as("postgres").execute("UPDATE pqr.case_file SET activity = 24 WHERE case_id = %s", [case])
    assert perform("lawyer", case, 1, "draft_in_bulk", "individual")["own"] is True


@pytest.mark.parametrize(
    ("who", "version", "activity", "outcome"),
    [
        ("agent2", 1, "draft_in_bulk", "individual"),
        ("printing", 1, "draft_in_bulk", "individual"),
        ("lawyer", 0, "draft_in_bulk", "individual"),
        ("lawyer", 2, "draft_in_bulk", "individual"),
        ("lawyer", 3, "draft_in_bulk", "individual"),
        ("agent2", 2, "draft_response", "drafted"),
        ("lawyer", 1, "request_endorsement", "denied"),
    ],
)
def test_who_did_not_have_it_in_that_step_is_told_nothing(taken, perform, who, version, activity, outcome):
    known = perform(who, taken, version, activity, outcome)
    assert known == perform(who, uuid.uuid4(), version, activity, outcome)
    assert known == {"status": "refused", "reason": "not_permitted"}


def test_who_lost_the_role_is_told_nothing_of_what_they_had(taken, connect_as, sql_as, own_login):
    lawyer = connect_as(login := own_login("lawyer"))
    step = [lawyer, taken, 1, "draft_in_bulk", "individual"]
    assert perform_as(*step)["reason"] == "stale_version"
    sql_as("postgres").execute(f"REVOKE pqr_lawyer FROM {login}")
    assert perform_as(*step) == {"status": "refused", "reason": "not_permitted"}


def test_an_activity_is_not_skipped(make_case, perform):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    for activity, outcome in [
        ("draft_response", "drafted"),
        ("name_director", "named"),
        ("request_endorsement", "not_needed"),
    ]:
        answer = perform("agent", case, 1, activity, outcome)
        assert answer == {"status": "refused", "reason": "wrong_activity"}


def test_refusals_are_written_down_with_their_true_reason(make_case, perform, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    perform("agent2", case, 1, "check_image", "image_good")
    perform("printing", case, 1, "check_image", "image_good")
    rows = sql_as("postgres").execute("SELECT session_login, reason FROM pqr_audit.refusal ORDER BY refusal_id")
    assert rows.fetchall() == [("u_beto", "place"), ("u_omar", "role")]
