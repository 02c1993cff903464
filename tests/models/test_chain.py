"""The hash chain of each case and the anchors tell what a superuser tampered with."""

from __future__ import annotations

import pytest

from tests.people import STAFF
from tests.support.waiting import wait_for

EVENT = "pqr_audit.case_event"


@pytest.fixture
def walked(make_case, perform, sql_as):
    """A case with four events, and a superuser whose hand no trigger holds."""
    case = make_case("pqr_v08", "draft_in_bulk", assignee_id=STAFF["agent"].person_id)
    for version, (activity, outcome, who) in enumerate([("draft_in_bulk", "individual", "agent")], start=1):
        assert perform(who, case, version, activity, outcome)["status"] == "applied"
    other = make_case("pqr_v08", "check_bulk_folder")
    assert perform("lead", other, 1, "check_bulk_folder", "checked")["status"] == "applied"
    sql_as("agent").execute("SELECT pqr_api.undo(gen_random_uuid(), %s, 2, 1)", [case])
    assert perform("agent", case, 3, "draft_in_bulk", "individual")["status"] == "applied"
    admin = sql_as("postgres")
    admin.execute("SET session_replication_role = 'replica'")
    return case, admin


def _others_ended(admin):
    """An anchor covers what is older than every transaction of the cluster, and other tests run beside this one."""
    covered = f"SELECT pg_snapshot_xmin(pg_current_snapshot()) > max(xid) FROM {EVENT}"
    wait_for(lambda: admin.execute(covered).fetchone()[0], "transactions of other tests")


def _problems(sql_as):
    rows = sql_as("auditor").execute("SELECT version, problem FROM pqr_api.verify_chains() ORDER BY 1, 2")
    return rows.fetchall()


def test_a_true_history_has_no_problems(walked, sql_as):
    assert _problems(sql_as) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (f"UPDATE {EVENT} SET actor_id = 5 WHERE case_id = %s AND version = 2", [(2, "altered")]),
        (f"UPDATE {EVENT} SET recorded_at = recorded_at - interval '1 us' WHERE case_id = %s AND version = 2",
         [(2, "altered")]),
        (f"UPDATE {EVENT} SET from_assignee = NULL, to_area = 4 WHERE case_id = %s AND version = 2",
         [(2, "altered")]),
        (f"UPDATE {EVENT} SET payload_sha256 = sha256('x') WHERE case_id = %s AND version = 4", [(4, "altered")]),
        ("DELETE FROM pqr_audit.case_event WHERE case_id = %s AND version = 2", [(3, "gap"), (4, "gap")]),
        ("DELETE FROM pqr_audit.case_event WHERE case_id = %s AND version = 4", [(4, "head_differs")]),
        ("DELETE FROM pqr_audit.case_event WHERE case_id = %s", [(4, "no_events")]),
        ("UPDATE pqr.case_file SET version = 9 WHERE case_id = %s", [(9, "head_differs")]),
        ("UPDATE pqr.case_file SET chain_head = sha256('x') WHERE case_id = %s", [(4, "head_differs")]),
    ],
)  # fmt: skip
def test_tampering_is_found(walked, sql_as, tampering, found):
    case, admin = walked
    admin.execute(tampering, [case])
    assert _problems(sql_as) == found


def test_an_event_rehashed_alone_breaks_the_link(walked, sql_as):
    case, admin = walked
    admin.execute(
        "UPDATE pqr_audit.case_event e SET outcome = 'image_bad',"
        " hash = pqr_core.event_hash(prev_hash, case_id, version,"
        " recorded_at, actor_id, session_login, command_id, procedure, from_activity, 'image_bad', to_activity,"
        " from_assignee, to_assignee, from_area, to_area, from_status, payload_sha256)"
        " WHERE case_id = %s AND version = 2",
        [case],
    )
    assert _problems(sql_as) == [(3, "broken_link")]


def test_what_the_chain_can_not_see_the_anchor_does(walked, sql_as):
    case, admin = walked
    _others_ended(admin)
    anchor = sql_as("auditor").execute("SELECT events, root FROM pqr_api.take_anchor()").fetchone()
    assert anchor[0] == 6
    assert sql_as("auditor").execute("SELECT * FROM pqr_api.verify_anchors()").fetchall() == []
    # The last event dropped and the case rewound: its chain is whole.
    admin.execute("DELETE FROM pqr_audit.case_event WHERE case_id = %s AND version = 4", [case])
    admin.execute(
        "UPDATE pqr.case_file c SET version = 3, chain_head = e.hash FROM pqr_audit.case_event e"
        " WHERE c.case_id = %s AND e.case_id = c.case_id AND e.version = 3",
        [case],
    )
    assert _problems(sql_as) == []
    rows = sql_as("auditor").execute("SELECT anchor_id, problem FROM pqr_api.verify_anchors()").fetchall()
    assert rows == [(1, "events_differ")]


def test_an_anchor_covers_the_acts_of_signing(waiting_letter, make_director, signer, sql_as):
    make_director(1)
    for _letter in range(2):
        assert signer.sign(waiting_letter()).state == "signed"
    admin, auditor = sql_as("postgres"), sql_as("auditor")
    _others_ended(admin)
    auditor.execute("SELECT * FROM pqr_api.take_anchor()")
    assert admin.execute("SELECT signings FROM pqr_audit.anchor").fetchone() == (2,)
    assert auditor.execute("SELECT * FROM pqr_api.verify_anchors()").fetchall() == []
    admin.execute("SET session_replication_role = 'replica'")
    # The last link dropped with its act: the director's chain is whole without it.
    admin.execute("DELETE FROM pqr_audit.signing_record WHERE seq = 2")
    admin.execute("DELETE FROM pqr.signing_act WHERE signed_at = (SELECT max(signed_at) FROM pqr.signing_act)")
    assert auditor.execute("SELECT * FROM pqr_api.verify_signing_records()").fetchall() == []
    assert auditor.execute("SELECT problem FROM pqr_api.verify_anchors()").fetchall() == [("signings_differ",)]


def test_anchors_follow_each_other_and_cover_each_event_once(walked, sql_as, make_case):
    auditor, admin = sql_as("auditor"), walked[1]
    _others_ended(admin)
    first = auditor.execute("SELECT * FROM pqr_api.take_anchor()").fetchone()
    make_case("pqr_v08", "check_image")
    _others_ended(admin)
    second = auditor.execute("SELECT * FROM pqr_api.take_anchor()").fetchone()
    assert (first[:2], second[:2]) == ((1, 6), (2, 1))
    assert auditor.execute("SELECT * FROM pqr_api.verify_anchors()").fetchall() == []
