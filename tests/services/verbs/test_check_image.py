"""Activity 6: a bad image goes back with its cause; nobody but who has the case can say so."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.verbs.check_image import CheckImage
from tests.support.petitions import stand_petition


def test_a_bad_image_goes_back_with_its_cause(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    verb = CheckImage(cause="missing_page", pages="2, 3", note="Falta la página 3")
    answer = perform("agent", case, 1, verb.activity, verb.outcome, verb.payload())
    assert answer["activity"] == "receive_petition"
    issue = admin.execute("SELECT seq, cause, pages, note, reported_by, solved_at FROM pqr.image_issue").fetchall()
    assert issue == [(1, "missing_page", "2, 3", "Falta la página 3", 4, None)]
    status = admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert status == ("image_returned",)


@pytest.mark.parametrize("who", ["agent2", "lawyer", "records", "mission"])
def test_others_are_refused_over_sql(sql_as, perform, who):
    case = stand_petition(sql_as("postgres"), "check_image")
    payload = CheckImage(cause="blank").payload()
    assert perform(who, case, 1, "check_image", "image_bad", payload)["reason"] == "not_permitted"


@pytest.mark.parametrize("payload", [{}, {"cause": ""}, {"cause": "fea"}])
def test_a_cause_is_demanded_by_the_server(sql_as, perform, payload):
    case = stand_petition(sql_as("postgres"), "check_image")
    assert perform("agent", case, 1, "check_image", "image_bad", payload)["status"] == "refused"


def test_the_verb_names_what_is_missing():
    with pytest.raises(InvalidInput) as told:
        CheckImage(cause="")
    assert "causa" in told.value.user_message
