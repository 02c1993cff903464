"""The third return of an escalation: no more returns, a decision of two people; each rule tried as another by SQL."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs.check_input import CheckInput
from app.services.verbs.decide_jointly import DecideJointly, agreeing
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition

FAULT = CheckInput(outcome="not_conforming", note="Falta la fecha", reasons=("F03", "C02")).payload()
REFUSAL = {"reason": "Lo lleva otra dirección"}


@pytest.fixture
def escalated(admin, perform):
    """A petition escalated to Registro (mission's area): (case, child); the petition waits in 15 at version 2."""
    case, child = stand_petition(admin, "escalate_inputs", claims=(REGISTRY,)), uuid.uuid4()
    request = {"case_id": str(child), "claims": [1], "question": "¿Está incluida?"}
    assert perform("agent", case, 1, "escalate_inputs", "escalated", {"requests": [request]})["status"] == "applied"
    return case, child


@pytest.fixture
def step(admin, perform):
    """step("mission", case, "accepted", payload): a step at the version and activity where the case stands."""

    def take(key, case, outcome, payload=None):
        version, activity = admin.execute(
            "SELECT f.version, a.key FROM pqr.case_file f JOIN pqr.activity a"
            " ON a.procedure = f.procedure AND a.number = f.activity WHERE case_id = %s",
            [case],
        ).fetchone()
        return perform(key, case, version, activity, outcome, payload or {})

    return take


@pytest.fixture
def disputed(escalated, step):
    """The same, returned twice as not conforming and then disputed by Control."""
    case, child = escalated
    step("mission", child, "accepted")
    for turn in (1, 2, 3):
        answer(step, child)
        if turn < 3:
            assert step("escalation_control", child, "disputed", FAULT)["reason"] == "not_third_turn"
            assert step("escalation_control", child, "not_conforming", FAULT)["activity"] == "answer_input"
    assert step("escalation_control", child, "not_conforming", FAULT)["reason"] == "joint_decision_needed"
    assert step("escalation_control", child, "disputed", FAULT)["activity"] == "decide_jointly"
    return case, child


def answer(step, child):
    given = {"claim": 1, "content": "Incluida", "found_on": today().isoformat()}
    assert step("mission", child, "answered", {"answers": [given]})["activity"] == "check_input"


def proposal(ruling="area_answers", area_id=None):
    return DecideJointly(outcome="proposed", ruling=ruling, area_id=area_id, reason="Lo dice el acto").payload()


def test_three_returns_of_control_end_in_a_joint_decision(disputed, step, admin):
    case, child = disputed
    assert admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (
        "joint_decision",
    )
    faults = admin.execute("SELECT turn, reason_code FROM pqr.escalation_fault ORDER BY 1, 2").fetchall()
    assert faults == [(turn, code) for turn in (1, 2, 3) for code in ("C02", "F03")]
    assert step("mission", child, "answers")["reason"] == "proposal_missing"
    assert step("lawyer", child, "proposed", proposal())["activity"] == "decide_jointly"
    assert step("lawyer2", child, "proposed", proposal())["reason"] == "proposal_open"
    assert step("mission", child, "leaves")["reason"] == "other_proposal"
    assert step("escalation_control", child, "answers")["reason"] == "area_first"
    assert step("mission", child, "answers")["activity"] == "answer_input"
    row = admin.execute("SELECT competence, loop_count, settled_turn, due_on > %s FROM pqr.escalation", [today()])
    assert row.fetchone() == ("accepted", 3, 3, True)
    answer(step, child)  # the count begins again: one more return is a first one
    assert step("escalation_control", child, "not_conforming", FAULT)["activity"] == "answer_input"


def test_three_refusals_of_areas_end_in_one_too_and_who_was_given_it_may_not_refuse(escalated, step, admin):
    case, child = escalated
    for turn in (1, 2, 3):
        if turn < 3:
            assert step("mission", child, "disputed", REFUSAL)["reason"] == "not_third_turn"
            step("mission", child, "rejected", REFUSAL)
            child = ask_again(step, case)
    assert step("mission", child, "rejected", REFUSAL)["reason"] == "joint_decision_needed"
    assert step("mission", child, "disputed", REFUSAL)["activity"] == "decide_jointly"
    assert step("lawyer", child, "proposed", proposal("another_area", 1))["reason"] == "joint_same_area"
    assert step("lawyer", child, "proposed", proposal("another_area", 2))["status"] == "applied"
    assert step("mission", child, "leaves")["activity"] is None
    child = ask_again(step, case, area_id=2)
    assert step("mission2", child, "rejected", REFUSAL)["reason"] == "joint_area_decided"
    assert step("mission2", child, "disputed", REFUSAL)["reason"] == "joint_area_decided"
    assert step("mission2", child, "accepted")["activity"] == "answer_input"
    assert admin.execute(
        "SELECT loop_count, settled_turn FROM pqr.escalation WHERE case_id = %s", [child]
    ).fetchone() == (
        3,
        3,
    )


def test_where_no_area_answers_none_is_asked_again(escalated, step, admin):
    case, child = escalated
    admin.execute("UPDATE pqr.escalation SET loop_count = 2")
    step("mission", child, "disputed", REFUSAL)
    step("lawyer", child, "proposed", proposal("without_area"))
    assert step("mission", child, "leaves")["activity"] is None
    assert step("agent", case, "rejected")["activity"] == "search_inputs"
    step("agent", case, "missing")
    request = {"claims": [1], "question": "¿Está incluida?"}
    assert step("agent", case, "escalated", {"requests": [request]})["reason"] == "joint_without_area"


def test_asked_a_fourth_time_it_opens_as_a_joint_decision(escalated, step, admin):
    """14-15-14 over the petition: what conformed and did not resolve counts as well."""
    case, child = escalated
    admin.execute("UPDATE pqr.escalation SET loop_count = 2")
    step("mission", child, "accepted")
    answer(step, child)
    assert step("escalation_control", child, "conforms")["activity"] is None
    assert step("escalation_control", case, "does_not_resolve")["activity"] == "escalate_inputs"
    again = uuid.uuid4()
    request = {"case_id": str(again), "claims": [1], "question": "¿Y la fecha?"}
    assert step("agent", case, "escalated", {"requests": [request]})["status"] == "applied"
    standing = "SELECT activity, status FROM pqr.case_file WHERE case_id = %s"
    assert admin.execute(standing, [again]).fetchone() == (4, "decide_jointly")
    assert admin.execute(standing, [case]).fetchone() == (15, "joint_decision")
    step("lawyer", again, "proposed", proposal())
    assert step("mission", again, "answers")["activity"] == "answer_input"
    # The area had not had it in this turn: it is its first of three.
    turn = admin.execute("SELECT pqr_core.turn_of_three(%s)", [again]).fetchone()
    assert turn == (1,)


def test_it_has_an_end_though_the_area_objects_or_says_nothing(disputed, step, admin):
    _, child = disputed
    assert step("mission", child, "objected", REFUSAL)["reason"] == "proposal_missing"
    step("lawyer", child, "proposed", proposal())
    assert step("mission", child, "objected", {})["reason"] == "note_missing"
    assert step("mission", child, "objected", REFUSAL)["activity"] == "decide_jointly"
    assert step("mission", child, "answers")["reason"] == "already_objected"
    assert step("escalation_control", child, "answers")["activity"] == "answer_input"
    agreed = admin.execute("SELECT proposed_by, agreed_by FROM pqr.joint_decision").fetchone()
    assert agreed == (STAFF["lawyer"].person_id, STAFF["escalation_control"].person_id)


def test_control_agrees_when_the_area_lets_a_business_day_pass(disputed, step, admin):
    _, child = disputed
    step("lawyer", child, "proposed", proposal())
    assert step("escalation_control", child, "answers")["reason"] == "area_first"
    admin.execute("UPDATE pqr.joint_decision SET proposed_at = proposed_at - interval '9 days'")
    assert step("escalation_control", child, "answers")["activity"] == "answer_input"


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("mission", "proposed"), ("escalation_control", "proposed"), ("agent", "proposed"), ("lead", "proposed"),
        ("lawyer", "answers"), ("mission2", "answers"), ("agent", "leaves"), ("lawyer2", "objected"),
        ("mission2", "objected"),
    ],
)  # fmt: skip
def test_nobody_takes_another_s_part(disputed, step, who, outcome):
    _, child = disputed
    payload = proposal() if outcome == "proposed" else REFUSAL
    assert step(who, child, outcome, payload)["reason"] == "not_permitted"


def test_one_person_with_both_roles_does_not_decide_alone(disputed, step, admin, own_login):
    """The table holds the rule too, whoever writes to it."""
    _, child = disputed
    step("lawyer", child, "proposed", proposal())
    admin.execute("UPDATE pqr.joint_decision SET proposed_at = proposed_at - interval '9 days'")
    assert step(own_login("lawyer", "escalation_control"), child, "answers")["reason"] == "own_joint_proposal"
    with pytest.raises(psycopg.errors.CheckViolation):
        admin.execute("UPDATE pqr.joint_decision SET agreed_by = proposed_by, agreed_at = now()")


def test_the_tables_are_written_by_the_door_only(disputed, sql_as):
    _, child = disputed
    for key in ("lawyer", "mission", "escalation_control", "lead"):
        session = sql_as(key)
        for theft in (
            "UPDATE pqr.escalation SET loop_count = 0",
            "INSERT INTO pqr.joint_decision (case_id, seq, turn, ruling, reason, proposed_by)"
            f" VALUES ('{child}', 9, 3, 'area_answers', 'x', 7)",
            "DELETE FROM pqr.escalation_fault",
            "UPDATE pqr.escalation_reminder SET told_at = NULL",
            "UPDATE pqr.area SET queue_capacity = 1",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(theft)


def test_faults_are_of_the_list(escalated, step):
    _, child = escalated
    step("mission", child, "accepted")
    answer(step, child)
    note = {"note": "Falta la fecha"}
    assert step("escalation_control", child, "not_conforming", note)["reason"] == "conformity_reason_missing"
    told = step("escalation_control", child, "not_conforming", note | {"reasons": ["F03", "Z99"]})
    assert told["reason"] == "conformity_reason_unknown"


def test_an_expired_input_is_neither_sent_nor_received(escalated, step, admin):
    _, child = escalated
    step("mission", child, "accepted")
    old = {"claim": 1, "content": "Incluida", "found_on": "2020-01-02", "valid_until": "2020-06-30"}
    assert step("mission", child, "answered", {"answers": [old]})["reason"] == "answer_expired"
    answer(step, child)
    # It expired while it waited for Control.
    admin.execute("UPDATE pqr.escalation_answer SET found_on = '2020-01-02', valid_until = '2020-06-30'")
    assert step("escalation_control", child, "conforms")["reason"] == "answer_expired"
    late = {"note": "Ya venció", "reasons": ["F04"]}
    assert step("escalation_control", child, "not_conforming", late)["activity"] == "answer_input"


def test_the_verb_says_what_is_missing():
    for given, words in (
        ({"outcome": "agreed"}, "qué se decide"),
        ({"outcome": "proposed"}, "qué se propone"),
        ({"outcome": "proposed", "ruling": "another_area", "reason": "x"}, "cuál área"),
        ({"outcome": "proposed", "ruling": "area_answers"}, "por qué"),
        ({"outcome": "objected"}, "no está de acuerdo"),
    ):
        with pytest.raises(InvalidInput) as told:
            DecideJointly(**given)
        assert words in told.value.user_message
    assert (agreeing("area_answers"), agreeing("another_area"), agreeing("without_area")) == (
        "answers",
        "leaves",
        "leaves",
    )


def ask_again(step, case, area_id=None):
    """From 15 to 13, to 14, and asked of an area again; returns the new escalation."""
    child = uuid.uuid4()
    assert step("agent", case, "rejected")["activity"] == "search_inputs"
    step("agent", case, "missing")
    request = {"case_id": str(child), "claims": [1], "question": "¿Está incluida?", "area_id": area_id}
    told = step("agent", case, "escalated", {"requests": [request]})
    assert told["status"] == "applied", told
    return child
