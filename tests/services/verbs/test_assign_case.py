"""Activity 5 by hand: an agent who is here gets the case; nobody else does, and only the assigner gives it."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.verbs.assign_case import AssignCase
from tests.support.petitions import stand_petition


def test_an_agent_gets_the_case(sql_as, perform, staff):
    case = stand_petition(sql_as("postgres"), "assign_case")
    verb = AssignCase(assignee_id=staff["agent2"].person_id)
    answer = perform("assigner", case, 1, verb.activity, verb.outcome, verb.payload())
    assert answer["activity"] == "check_image"
    row = sql_as("postgres").execute("SELECT assignee_id FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert row == (staff["agent2"].person_id,)


def test_who_is_away_or_no_agent_gets_nothing(sql_as, perform, staff):
    admin = sql_as("postgres")
    admin.execute(
        "INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason)"
        " VALUES (%s, pqr_core.today(), pqr_core.today() + 3, 'Vacaciones')",
        [staff["agent2"].person_id],
    )
    case = stand_petition(admin, "assign_case")
    away = {"assignee_id": staff["agent2"].person_id}
    assert perform("assigner", case, 1, "assign_case", "assigned", away)["reason"] == "assignee_absent"
    lawyer = {"assignee_id": staff["lawyer"].person_id}
    assert perform("assigner", case, 1, "assign_case", "assigned", lawyer)["reason"] == "assignee_unfit"


@pytest.mark.parametrize("who", ["agent", "lead", "records", "admin"])
def test_only_the_assigner_gives_cases(sql_as, perform, staff, who):
    case = stand_petition(sql_as("postgres"), "assign_case")
    payload = {"assignee_id": staff["agent"].person_id}
    assert perform(who, case, 1, "assign_case", "assigned", payload)["reason"] == "not_permitted"


def test_nobody_chosen_is_named():
    with pytest.raises(InvalidInput) as told:
        AssignCase(assignee_id=0)
    assert "agente" in told.value.user_message
