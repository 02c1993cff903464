"""Activities 8 and 10: an aval is asked by one person and decided by another; only then is the case closed."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.verbs.request_endorsement import DecideEndorsement, RequestEndorsement
from tests.support.petitions import REGISTRY, stand_petition

ARCHIVE = RequestEndorsement(kind="archive", reason_code="A01", note="Invitación a un evento; no pide nada.")
REASSIGN = RequestEndorsement(kind="reassign", reason_code="R01", note="Es de otra área.", target="Talento Humano")


@pytest.fixture
def asked(sql_as, perform):
    """A case whose agent has asked for an aval to archive; version 2."""
    case = stand_petition(sql_as("postgres"), "request_endorsement", claims=(REGISTRY,))
    answer = perform("agent", case, 1, "request_endorsement", "requested", ARCHIVE.payload())
    assert answer == {"status": "applied", "version": 2, "activity": "request_endorsement"}
    return case


def test_asked_and_granted_by_two_people_it_is_reported_and_ends(asked, sql_as, perform):
    admin = sql_as("postgres")
    granted = DecideEndorsement(outcome="archived", note="De acuerdo")
    assert perform("lawyer", asked, 2, "request_endorsement", "archived", granted.payload())["activity"] == (
        "close_archived"
    )
    row = admin.execute("SELECT requested_by, decided_by, decision, act_number FROM pqr.endorsement").fetchone()
    assert row[:3] == (4, 7, "granted")
    assert row[3].startswith("0001 de ")
    assert perform("agent", asked, 3, "close_archived", "reported")["activity"] is None
    report = admin.execute("SELECT kind, reported_by, mirrored_at IS NOT NULL FROM pqr.archive_report").fetchall()
    assert report == [("archive", 4, True)]
    end = admin.execute("SELECT status, activity FROM pqr.case_file WHERE case_id = %s", [asked]).fetchone()
    assert end == ("archived", 0)


def test_denied_it_goes_on_and_cannot_be_reported(asked, sql_as, perform):
    assert perform("lawyer", asked, 2, "request_endorsement", "denied", {})["reason"] == "note_missing"
    no = DecideEndorsement(outcome="denied", note="Hay una pretensión sin responder", denial_code="N02")
    bare = {"note": "Falta algo"}
    for code in (None, "N88", "A01"):
        sent = bare | ({"denial_code": code} if code else {})
        assert perform("lawyer", asked, 2, "request_endorsement", "denied", sent)["reason"] == "denial_reason_missing"
    assert perform("lawyer", asked, 2, "request_endorsement", "denied", no.payload())["activity"] == "decide_split"
    row = sql_as("postgres").execute("SELECT decision, act_number FROM pqr.endorsement").fetchone()
    assert row == ("denied", None)


def test_what_was_asked_is_what_can_be_granted(asked, perform):
    answer = perform("lawyer", asked, 2, "request_endorsement", "reassigned", {})
    assert answer["reason"] == "open_endorsement_to_reassign"


def test_nobody_decides_their_own_request_even_with_both_roles(asked, sql_as, perform):
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.endorsement SET requested_by = 7")
    answer = perform("lawyer", asked, 2, "request_endorsement", "archived", {})
    assert answer["reason"] == "not_own_request"
    assert perform("lawyer2", asked, 2, "request_endorsement", "archived", {})["status"] == "applied"


@pytest.mark.parametrize("who", ["agent", "agent2", "analyst", "mission"])
def test_only_a_lawyer_grants(asked, perform, who):
    assert perform(who, asked, 2, "request_endorsement", "archived", {})["reason"] == "not_permitted"


def test_while_it_is_open_the_case_waits(asked, perform):
    for outcome, payload in (("not_needed", {}), ("requested", ARCHIVE.payload())):
        assert perform("agent", asked, 2, "request_endorsement", outcome, payload)["reason"] == "no_open_endorsement"


def test_a_reassignment_says_where_to(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
    payload = REASSIGN.payload()
    answer = perform("agent", case, 1, "request_endorsement", "requested", payload | {"target": " "})
    assert answer["reason"] == "target_missing"
    wrong = perform("agent", case, 1, "request_endorsement", "requested", payload | {"reason_code": "A01"})
    assert wrong["reason"] == "endorsement_reason_unknown"
    assert perform("agent", case, 1, "request_endorsement", "requested", payload)["status"] == "applied"
    assert perform("lawyer", case, 2, "request_endorsement", "reassigned", {})["activity"] == "close_archived"
    assert perform("agent2", case, 3, "close_archived", "reported")["reason"] == "not_permitted"
    perform("agent", case, 3, "close_archived", "reported")
    assert admin.execute("SELECT kind FROM pqr.archive_report").fetchone() == ("reassign",)


def test_a_case_at_10_without_an_aval_is_not_reported(sql_as, perform):
    case = stand_petition(sql_as("postgres"), "close_archived", claims=(REGISTRY,))
    assert perform("agent", case, 1, "close_archived", "reported")["reason"] == "endorsement_granted"


def test_the_verbs_name_what_is_missing():
    with pytest.raises(InvalidInput) as told:
        RequestEndorsement(kind="reassign", reason_code="R02", note="x")
    assert "reasigna" in told.value.user_message
    with pytest.raises(InvalidInput) as told:
        DecideEndorsement(outcome="denied")
    assert "razón" in told.value.user_message
    with pytest.raises(InvalidInput) as told:
        DecideEndorsement(outcome="denied", denial_code="N02")
    assert "nota" in told.value.user_message
