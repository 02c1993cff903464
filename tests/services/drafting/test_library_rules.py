"""The library under attack: two people for each version, ended texts never sent, letters that a change touches."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

SEND = ("draft_response", "drafted")
BODY = (
    "<p>El método técnico de priorización no le asignó turno este año. Puede preguntar gratis en la línea nacional.</p>"
)


def _refused(session, query, values) -> str:
    with pytest.raises(psycopg.errors.DatabaseError) as caught:
        session.execute(query, values)
    assert caught.value.sqlstate == "PQ100", caught.value
    return caught.value.diag.message_primary


PROPOSE = "SELECT pqr_api.propose_text(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
DECIDE = "SELECT pqr_api.decide_text(%s, %s, %s)"


@pytest.fixture
def today(sql_as) -> dt.date:
    return sql_as("postgres").execute("SELECT pqr_core.today()").fetchone()[0]


@pytest.fixture
def propose(sql_as, today):
    """Propose a text as somebody; returns its key."""

    def call(who="lawyer", text="IN-03", body=BODY, start=None, end=None, leaf="3.3"):
        key = uuid.uuid4()
        values = [key, text, leaf, "Método técnico sin turno", "explained", body, "Resolución 1049 de 2019, artículo 4"]
        sql_as(who).execute(PROPOSE, [*values, start or today, end])
        return key

    return call


def test_one_proposes_another_approves_and_the_version_before_ends(propose, sql_as, today):
    key = propose()
    assert _refused(sql_as("lawyer"), DECIDE, [key, True, None]) == "own_proposal"
    sql_as("lead").execute(DECIDE, [key, True, None])
    rows = (
        sql_as("agent")
        .execute(
            "SELECT version, approved_by, approved_on, valid_from, valid_to, legal_act FROM pqr_api.text_library()"
            " WHERE text_id = 'IN-03' ORDER BY version DESC"
        )
        .fetchall()
    )
    lead = sql_as("lead").execute("SELECT full_name FROM pqr.person WHERE login = session_user").fetchone()[0]
    assert rows[0][1:] == (lead, today, today, None, "Resolución 1049 de 2019, artículo 4")
    assert rows[1][4] == today - dt.timedelta(days=1)
    assert _refused(sql_as("lead"), DECIDE, [key, True, None]) == "proposal_decided"


@pytest.mark.parametrize("who", ["agent", "quality", "mission", "signer", "auditor", "printing"])
def test_others_neither_propose_nor_approve(propose, sql_as, today, who):
    key = propose()
    values = [uuid.uuid4(), "ZZ-01", "3.3", "Otro texto", "explained", BODY, "Resolución 1", today, None]
    assert _refused(sql_as(who), PROPOSE, values) == "not_permitted"
    assert _refused(sql_as(who), DECIDE, [key, True, None]) == "not_permitted"
    for act in ("INSERT INTO pqr.approved_text DEFAULT VALUES", "UPDATE pqr.approved_text SET valid_to = NULL",
                "SELECT * FROM pqr.text_proposal"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(who).execute(act)


def test_bad_proposals_say_what_is_wrong(propose, sql_as, today):
    lawyer = sql_as("lawyer")
    for change, reason in (
        ({"text": "malo"}, "text_incomplete"),
        ({"body": "<p>{{contraseña}} del sistema</p>"}, "unknown_field"),
        ({"body": "<p> </p>"}, "text_empty"),
        ({"body": "<script>alert(1)</script>"}, "text_format"),
        ({"start": today - dt.timedelta(days=1)}, "text_from_the_past"),
        ({"leaf": "99.9"}, "unknown_leaf"),
        ({"end": today - dt.timedelta(days=3)}, "text_incomplete"),
    ):
        with pytest.raises(psycopg.errors.DatabaseError) as caught:
            propose(**change)
        assert caught.value.diag.message_primary == reason, change
    first = propose()
    with pytest.raises(psycopg.errors.DatabaseError, match="text_already_proposed"):
        propose("lead")
    assert _refused(sql_as("lead"), DECIDE, [first, False, "no"]) == "refusal_without_note"
    sql_as("lead").execute(DECIDE, [first, False, "Cita una norma derogada"])
    assert lawyer.execute("SELECT count(*) FROM pqr_api.text_proposals()").fetchone() == (0,)


def test_an_ended_text_can_not_be_sent_with_or_without_saying_where_it_comes_from(
    make_drafting, perform, propose, sql_as, today
):
    key = propose(end=today + dt.timedelta(days=30))
    sql_as("lead").execute(DECIDE, [key, True, None])
    version = (
        sql_as("agent").execute("SELECT max(version) FROM pqr.approved_text WHERE text_id = 'IN-03'").fetchone()[0]
    )
    first, second, third = (make_drafting(claims=2) for _ in range(3))

    def send(reply, **more):
        answers = reply.answers()
        answers[1] |= {"body_html": BODY, **more}
        return perform("agent", reply.case_id, 1, *SEND, {"answers": answers})

    assert send(first, text_id="IN-03", text_version=version)["status"] == "applied"
    # The letter is open: the change tells which one it is, to who may see it.
    ask = "SELECT case_id, label FROM pqr_api.letters_with_text('IN-03', %s)"
    assert sql_as("lead").execute(ask, [version]).fetchall()[0][0] == first.case_id
    assert sql_as("agent2").execute(ask, [version]).fetchall() == []
    effect = sql_as("lawyer").execute("SELECT pqr_api.text_effect('IN-03', %s)", [version]).fetchone()[0]
    assert effect == {"open": 1, "soon": 0, "sent": 0}
    end = "SELECT pqr_api.end_text('IN-03', %s, %s, %s)"
    assert _refused(sql_as("lead"), end, [version, today - dt.timedelta(days=1), "x"]) == "refusal_without_note"
    sql_as("lead").execute(end, [version, today - dt.timedelta(days=1), "Norma derogada"])
    for more in ({"text_id": "IN-03", "text_version": version}, {"text_id": None, "text_version": None}):
        answer = send(second, **more)
        assert (answer["status"], answer["reason"], answer["field"]) == ("refused", "text_not_in_force", "IN-03")
    # A letter of one's own words about the same thing is nobody's copy.
    own = third.answers()
    own[1] |= {"body_html": "<p>El método técnico no le asignó turno; la línea nacional es gratis.</p>"}
    assert perform("agent", third.case_id, 1, *SEND, {"answers": own})["status"] == "applied"


def test_words_are_mine_at_once_and_of_all_after_somebody_else_accepts(sql_as):
    ana, luis, lead = sql_as("agent"), sql_as("agent2"), sql_as("lead")
    ana.execute("SELECT pqr_api.add_word('reubicación', true)")
    ana.execute("SELECT pqr_api.add_word('SIRAV', false)")
    mine = "SELECT word, own FROM pqr_api.my_words() ORDER BY 1, 2"
    assert ana.execute(mine).fetchall() == [("SIRAV", True), ("reubicación", True)]
    assert luis.execute(mine).fetchall() == []
    assert _refused(luis, "SELECT pqr_api.decide_word('reubicación', true)", []) == "not_permitted"
    assert [row[0] for row in lead.execute("SELECT word FROM pqr_api.proposed_words()").fetchall()] == ["reubicación"]
    lead.execute("SELECT pqr_api.decide_word('reubicación', true)")
    assert luis.execute(mine).fetchall() == [("reubicación", False)]
    for word in ("", "a b", "x" * 41, "123", "<b>"):
        assert _refused(ana, "SELECT pqr_api.add_word(%s, false)", [word]) == "not_a_word"
    lead.execute("SELECT pqr_api.add_word('georreferenciar', true)")
    assert _refused(lead, "SELECT pqr_api.decide_word('georreferenciar', true)", []) == "own_proposal"
    ana.execute("SELECT pqr_api.remove_word('SIRAV')")
    assert ("SIRAV", True) not in ana.execute(mine).fetchall()


def test_a_recovered_version_says_where_it_comes_from(make_drafting, sql_as):
    reply = make_drafting(claims=1)
    save = "SELECT pqr_api.save_draft(%s, NULL, NULL, '', %s, %s)"
    agent = sql_as("agent")
    agent.execute(save, [reply.case_id, Jsonb(reply.answers()), None])
    agent.execute(save, [reply.case_id, Jsonb(reply.answers()), 1])
    rows = sql_as("postgres").execute("SELECT version, reason, recovered_from FROM pqr.draft ORDER BY 1").fetchall()
    assert rows == [(1, "saved", None), (2, "recovered", 1)]
