"""Activities 14 and 15 and the area's own cases: asked, accepted or refused, answered, checked, received."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs.answer_input import AnswerInput, ClaimAnswered
from app.services.verbs.check_input import CheckInput
from app.services.verbs.decide_competence import DecideCompetence
from app.services.verbs.escalate_inputs import AreaRequest, EscalateInputs
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

ASK = "¿Cuál es el estado de la declaración?"


@pytest.fixture
def escalated(sql_as, perform):
    """A petition escalated to Registro (mission's area): (case, child); the petition waits in 15 at version 2."""
    case = stand_petition(sql_as("postgres"), "escalate_inputs", claims=(REGISTRY,))
    request = AreaRequest(claims=(1,), question=ASK)
    answer = perform("agent", case, 1, "escalate_inputs", "escalated", EscalateInputs(requests=(request,)).payload())
    assert answer["activity"] == "receive_inputs"
    return case, request.case_id


def answer_of(claim: int = 1, content: str = "Incluido desde 2014") -> dict:
    answer = ClaimAnswered(claim=claim, content=content, found_on=today())
    return AnswerInput(answers=(answer,)).payload()


def test_each_area_gets_its_own_case_and_term(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "escalate_inputs", claims=(REGISTRY, HUMANITARIAN))
    requests = (AreaRequest(claims=(1,), question=ASK), AreaRequest(claims=(2,), question="¿Giro?"))
    payload = EscalateInputs(requests=requests).payload()
    assert perform("agent", case, 1, "escalate_inputs", "escalated", payload)["status"] == "applied"
    rows = admin.execute(
        "SELECT e.area_id, f.area_id, f.parent_id, f.due_on, e.due_on, e.round,"
        " pqr_core.business_days_between(pqr_core.today(), f.due_on)"
        " FROM pqr.escalation e JOIN pqr.case_file f USING (case_id) ORDER BY 1"
    ).fetchall()
    assert [(r[0], r[1], r[2], r[5], r[6]) for r in rows] == [(1, 1, case, 1, 3), (2, 2, case, 1, 2)]
    assert all(r[3] == r[4] for r in rows)
    status = admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert status == ("escalated",)


def test_the_queue_of_dgsh_gives_back_by_quotas(sql_as):
    """2 × ⌈n / 4000⌉ business days (5.3): with a quota of 2 places, the third waits for the second quota."""
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.area SET queue_capacity = 2 WHERE area_id = 2")
    days = "SELECT pqr_core.business_days_between(pqr_core.today(), pqr_core.area_promise(2))"
    seen = []
    for _ in range(4):
        seen.append(admin.execute(days).fetchone()[0])
        case = stand_petition(admin, "escalate_inputs", claims=(HUMANITARIAN,))
        admin.execute(
            "SELECT pqr_core.open_case(uuidv7(), 'escalation_v01', 1, c, p, 'E', 2, NULL, pqr_core.today(), uuidv7())"
            " FROM pqr.case_file c, pqr.person p WHERE c.case_id = %s AND p.person_id = 4",
            [case],
        )
    assert seen == [2, 2, 4, 4]


def test_the_area_follows_from_the_claims(sql_as, perform):
    case = stand_petition(sql_as("postgres"), "escalate_inputs", claims=(REGISTRY, HUMANITARIAN))

    def ask(*requests: AreaRequest) -> dict:
        payload = {"requests": []} if not requests else EscalateInputs(requests=requests).payload()
        return perform("agent", case, 1, "escalate_inputs", "escalated", payload)

    assert ask()["reason"] == "requests_missing"
    assert ask(AreaRequest(claims=(1,), question=ASK, area_id=3))["reason"] == "area_not_of_claims"
    assert ask(AreaRequest(claims=(1, 2), question=ASK))["reason"] == "area_not_of_claims"
    assert ask(AreaRequest(claims=(9,), question=ASK))["reason"] == "claim_unknown"


def test_accepted_answered_and_conforming_it_becomes_an_input(escalated, sql_as, perform):
    case, child = escalated
    admin = sql_as("postgres")
    assert perform("mission", child, 1, "decide_competence", "accepted")["activity"] == "answer_input"
    assert perform("mission", child, 2, "answer_input", "answered", answer_of())["activity"] == "check_input"
    assert perform("escalation_control", case, 2, "receive_inputs", "resolves")["reason"] == "no_open_escalation"
    done = CheckInput(outcome="conforms")
    assert perform("escalation_control", child, 3, "check_input", "conforms", done.payload())["activity"] is None
    row = admin.execute("SELECT case_id, claim_ordinal, area_id, system, content, escalation_case_id FROM pqr.input")
    assert row.fetchall() == [(case, 1, 1, "escalation", "Incluido desde 2014", child)]
    status = admin.execute("SELECT status, version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert status == ("input_received", 2)
    assert perform("escalation_control", case, 2, "receive_inputs", "resolves")["activity"] == "draft_in_bulk"


def test_refused_it_goes_back_to_13_and_may_go_to_the_area_proposed(escalated, sql_as, perform):
    case, child = escalated
    admin = sql_as("postgres")
    assert perform("mission", child, 1, "decide_competence", "rejected", {})["reason"] == "rejection_without_reason"
    no = DecideCompetence(outcome="rejected", reason="Es de Reparación", proposed_area_id=3)
    assert perform("mission", child, 1, "decide_competence", "rejected", no.payload())["activity"] is None
    assert admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (
        "escalation_rejected",
    )
    assert perform("agent", case, 2, "receive_inputs", "rejected")["activity"] == "search_inputs"
    assert perform("agent", case, 3, "search_inputs", "missing", {})["activity"] == "escalate_inputs"
    again = EscalateInputs(requests=(AreaRequest(claims=(1,), question=ASK, area_id=3),))
    assert perform("agent", case, 4, "escalate_inputs", "escalated", again.payload())["status"] == "applied"
    rounds = admin.execute("SELECT area_id, round FROM pqr.escalation ORDER BY round").fetchall()
    assert rounds == [(1, 1), (3, 2)]


def test_what_does_not_conform_goes_back_with_its_note_and_a_new_term(escalated, sql_as, perform):
    case, child = escalated
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.escalation SET due_on = date '2020-01-02'")
    perform("mission", child, 1, "decide_competence", "accepted")
    perform("mission", child, 2, "answer_input", "answered", answer_of())
    assert perform("escalation_control", child, 3, "check_input", "not_conforming", {})["reason"] == "note_missing"
    back = CheckInput(outcome="not_conforming", note="Falta la fecha de la resolución", reasons=("F03",))
    answer = perform("escalation_control", child, 3, "check_input", "not_conforming", back.payload())
    assert answer["activity"] == "answer_input"
    row = admin.execute("SELECT loop_count, check_note, due_on > date '2026-01-01' FROM pqr.escalation").fetchone()
    assert row == (1, "Falta la fecha de la resolución", True)
    assert admin.execute("SELECT count(*) FROM pqr.input").fetchone() == (0,)
    assert perform("mission", child, 4, "answer_input", "answered", answer_of(content="Con fecha"))["version"] == 5
    assert perform("escalation_control", case, 2, "receive_inputs", "rejected")["reason"] == "escalation_rejected"


def test_not_resolving_it_can_be_escalated_again(escalated, perform):
    case, child = escalated
    perform("mission", child, 1, "decide_competence", "accepted")
    perform("mission", child, 2, "answer_input", "answered", answer_of())
    perform("escalation_control", child, 3, "check_input", "conforms", {})
    answer = perform("escalation_control", case, 2, "receive_inputs", "does_not_resolve")
    assert answer["activity"] == "escalate_inputs"


def test_every_claim_asked_is_answered_once(escalated, perform):
    _, child = escalated
    perform("mission", child, 1, "decide_competence", "accepted")
    for payload in ({}, answer_of(2), {"answers": answer_of()["answers"] * 2}):
        assert perform("mission", child, 2, "answer_input", "answered", payload)["reason"] == "claims_without_answer"
    future = answer_of() | {"answers": [answer_of()["answers"][0] | {"found_on": "2099-01-01"}]}
    assert perform("mission", child, 2, "answer_input", "answered", future)["reason"] == "input_date"


@pytest.mark.parametrize("who", ["mission2", "agent", "escalation_control", "lawyer"])
def test_only_that_area_decides_its_competence(escalated, perform, who):
    _, child = escalated
    assert perform(who, child, 1, "decide_competence", "accepted")["reason"] == "not_permitted"


@pytest.mark.parametrize("who", ["mission", "agent", "lawyer"])
def test_only_control_receives(escalated, perform, who):
    case, _ = escalated
    assert perform(who, case, 2, "receive_inputs", "resolves")["reason"] == "not_permitted"


@pytest.mark.parametrize("who", ["agent2", "lawyer", "mission"])
def test_only_who_has_the_case_escalates(sql_as, perform, who):
    case = stand_petition(sql_as("postgres"), "escalate_inputs", claims=(REGISTRY,))
    payload = EscalateInputs(requests=(AreaRequest(claims=(1,), question=ASK),)).payload()
    assert perform(who, case, 1, "escalate_inputs", "escalated", payload)["reason"] == "not_permitted"


def test_a_repeated_command_opens_no_second_child(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "escalate_inputs", claims=(REGISTRY,))
    command = uuid.uuid4()
    payload = EscalateInputs(requests=(AreaRequest(claims=(1,), question=ASK),)).payload()
    for _ in range(2):
        perform("agent", case, 1, "escalate_inputs", "escalated", payload, command=command)
    assert admin.execute("SELECT count(*) FROM pqr.escalation").fetchone() == (1,)


def test_dates_of_answers_may_not_be_in_the_future():
    late = today() + dt.timedelta(days=1)
    with pytest.raises(InvalidInput) as told:
        AnswerInput(answers=(ClaimAnswered(claim=1, content="x", found_on=late),))
    assert "posterior a hoy" in told.value.user_message
