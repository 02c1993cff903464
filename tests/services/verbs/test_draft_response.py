"""Activity 17 under the agent's own login: what a sent reply leaves in the database, and what the server refuses."""

from __future__ import annotations

import datetime as dt

import pytest

SEND = ("draft_response", "drafted")


def _send(perform, reply, answers, who="agent", **more):
    return perform(who, reply.case_id, 1, *SEND, {"answers": answers} | more)


def test_a_sent_reply_holds_one_answer_per_claim_with_its_fields_filled_in(make_drafting, perform, sql_as):
    reply = make_drafting(claims=3)
    answer = _send(perform, reply, reply.answers(), opening_html="<p>Petición {{radicado}} de {{nombre}}.</p>")
    assert answer == {"status": "applied", "version": 2, "activity": "sample_for_quality"}
    admin = sql_as("postgres")
    draft = admin.execute(
        "SELECT version, reason, author_id, opening_html FROM pqr.draft WHERE case_id = %s", [reply.case_id]
    ).fetchall()
    shown = f"{reply.filing_number[:4]}-{reply.filing_number[4:7]}-{reply.filing_number[7:-1]}-2"
    assert draft == [(1, "sent", 4, f"<p>Petición {shown} de Marta Prueba Inventada.</p>")]
    rows = admin.execute(
        "SELECT claim_ordinal, decision, body_html, input_id FROM pqr.draft_answer WHERE case_id = %s ORDER BY 1",
        [reply.case_id],
    ).fetchall()
    assert [r[0] for r in rows] == [1, 2, 3]
    assert rows[1] == (
        2,
        "explained",
        "<p>La Unidad responde su solicitud 2: Su solicitud fue reconocida con la Resolución 0600120261834.</p>",
        reply.inputs[1],
    )


def test_a_dropped_paragraph_is_refused_even_if_an_autosave_had_it(make_drafting, perform, sql_as):
    reply = make_drafting(claims=3)
    session = sql_as("agent")
    _save(session, reply.case_id, None, None, reply.answers())
    answer = _send(perform, reply, reply.answers()[:2])
    assert (answer["status"], answer["reason"]) == ("refused", "claim_without_answer")
    case = sql_as("postgres").execute("SELECT activity, version FROM pqr.case_file WHERE case_id = %s", [reply.case_id])
    assert case.fetchone() == (17, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body_html": "<p> &nbsp; </p>"}, "claim_without_answer"),
        ({"body_html": "<p>…</p>"}, "claim_without_answer"),
        ({"decision": None}, "answer_without_decision"),
        ({"input_id": None, "body_html": "<p>Sin insumo.</p>"}, "answer_without_input"),
        ({"decision": "quizás"}, "payload"),
        ({"body_html": "<script>alert(1)</script><p>Hola</p>"}, "text_format"),
        ({"body_html": '<p onclick="x">Hola</p>'}, "text_format"),
        ({"body_html": "<p>" + "a" * 200_001 + "</p>"}, "text_too_long"),
        ({"body_html": "<p>Valor {{giro}}</p>"}, "field_without_value"),
        ({"text_id": "IN-02", "text_version": 2}, "text_not_in_force"),
        ({"claim": 9}, "claim_of_other_case"),
    ],
)
def test_what_is_wrong_in_an_answer_is_refused_by_its_reason(make_drafting, perform, changes, reason):
    reply = make_drafting()
    answer = _send(perform, reply, reply.answers(**changes))
    assert (answer["status"], answer["reason"]) == ("refused", reason), answer


def test_a_stale_input_is_caught_on_the_servers_day(make_drafting, perform, sql_as):
    reply = make_drafting()
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.input SET valid_until = pqr_core.today() - 1 WHERE input_id = %s", [reply.inputs[1]])
    assert _send(perform, reply, reply.answers())["reason"] == "input_expired"
    admin.execute("UPDATE pqr.input SET valid_until = pqr_core.today() WHERE input_id = %s", [reply.inputs[1]])
    assert _send(perform, reply, reply.answers())["status"] == "applied"


def test_a_withdrawn_input_and_one_of_another_claim_are_caught(make_drafting, perform, sql_as):
    reply = make_drafting()
    swapped = reply.answers(input_id=str(reply.inputs[1]))
    assert _send(perform, reply, swapped)["reason"] == "input_of_other_claim"
    sql_as("postgres").execute("UPDATE pqr.input SET withdrawn_at = now() WHERE input_id = %s", [reply.inputs[0]])
    assert _send(perform, reply, reply.answers())["reason"] == "input_withdrawn"


def test_another_persons_input_is_caught_by_the_database(make_drafting, perform):
    reply, other = make_drafting(), make_drafting()
    answer = _send(perform, reply, reply.answers(input_id=str(other.inputs[0])))
    assert (answer["reason"], answer["field"]) == ("input_of_other_case", "claim.1")


@pytest.mark.parametrize(
    "words",
    [
        "la persona identificada con CC 41.337.902",
        "el señor con cédula de ciudadanía n.º 41337902",
        "según 41.337.902",
        "T.I. 1.041.337.902",
    ],
)
def test_another_persons_identity_number_is_refused_until_its_reason_is_given(make_drafting, perform, sql_as, words):
    reply = make_drafting()
    answers = reply.answers(body_html=f"<p>Lo mismo ocurre con {words}.</p>")
    answer = _send(perform, reply, answers)
    number = "1.041.337.902" if "T.I." in words else "41.337.902"
    assert (answer["reason"], answer["field"]) == ("foreign_identity", f"claim.1: {number}")
    noted = [{"number": number, "reason": "Hija menor del mismo hogar, RUV"}]
    assert _send(perform, reply, answers, household=noted)["status"] == "applied"
    row = sql_as("postgres").execute("SELECT document_number, noted_by FROM pqr.draft_identity")
    assert row.fetchone() == (number.replace(".", ""), 4)


@pytest.mark.parametrize(
    "words",
    [
        "el giro de $ 1.085.000 y el de $1.200.500",
        "la suma de 1.085.000 pesos",
        "la Resolución 0600120261834 y el teléfono 601 426 1111",
        "{{documento}}, que es suya",
    ],
)
def test_money_act_numbers_and_the_petitioners_own_document_are_no_foreign_identity(make_drafting, perform, words):
    reply = make_drafting()
    answer = _send(perform, reply, reply.answers(body_html=f"<p>Consta {words}.</p>"))
    assert answer["status"] == "applied", answer


def test_nobody_else_sends_the_reply(make_drafting, perform):
    reply = make_drafting()
    for who in ("agent2", "lawyer", "quality", "analyst", "lead"):
        assert _send(perform, reply, reply.answers(), who=who)["reason"] == "not_permitted", who


def test_an_autosave_is_kept_by_version_and_never_written_over(make_drafting, sql_as):
    reply = make_drafting()
    ana = sql_as("agent")
    first = _save(ana, reply.case_id, None, None, reply.answers(body_html="<p>Uno</p>"))
    second = _save(ana, reply.case_id, 1, first["saved_at"], reply.answers(body_html="<p>Dos</p>"))
    assert (first["version"], second["version"], second["elsewhere"]) == (1, 1, False)
    # Another window of hers that still holds the first copy: its text goes to a version of its own.
    third = _save(ana, reply.case_id, 1, first["saved_at"], reply.answers(body_html="<p>Tres</p>"))
    assert (third["version"], third["elsewhere"]) == (2, True)
    # The case is given to another agent: what Ana wrote stays as a version.
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.case_file SET assignee_id = 5 WHERE case_id = %s", [reply.case_id])
    fourth = _save(sql_as("agent2"), reply.case_id, 2, third["saved_at"], reply.answers(body_html="<p>Cuatro</p>"))
    assert (fourth["version"], fourth["elsewhere"]) == (3, False)
    texts = admin.execute(
        "SELECT version, body_html FROM pqr.draft_answer WHERE case_id = %s AND claim_ordinal = 1 ORDER BY 1",
        [reply.case_id],
    ).fetchall()
    assert texts == [(1, "<p>Dos</p>"), (2, "<p>Tres</p>"), (3, "<p>Cuatro</p>")]
    assert "not_your_draft" in _refused(ana, reply.case_id, reply.answers())


def test_after_a_return_the_next_text_is_a_new_version_and_nobody_is_blamed(make_drafting, perform, sql_as):
    reply = make_drafting()
    perform("agent", reply.case_id, 1, *SEND, {"answers": reply.answers()})
    admin, ana = sql_as("postgres"), sql_as("agent")
    admin.execute("UPDATE pqr.case_file SET activity = 17 WHERE case_id = %s", [reply.case_id])
    sent_at = admin.execute("SELECT saved_at FROM pqr.draft").fetchone()[0]
    first = _save(ana, reply.case_id, 1, sent_at, reply.answers(body_html="<p>Corregida</p>"))
    assert (first["version"], first["elsewhere"]) == (2, False)
    # A window that still holds the version that was sent does not write over it either.
    late = _save(ana, reply.case_id, 1, sent_at, reply.answers(body_html="<p>Tarde</p>"))
    assert (late["version"], late["elsewhere"]) == (3, True)


def test_a_draft_too_large_is_refused(make_drafting, sql_as):
    reply = make_drafting()
    huge = [a | {"text_id": None, "pad": "x" * 600_000} for a in reply.answers()]
    assert "draft_too_large" in _refused(sql_as("agent"), reply.case_id, huge)


def test_the_sheet_of_the_editor_is_read_by_the_author_and_counted(make_drafting, sql_as):
    reply = make_drafting(claims=2)
    ana = sql_as("agent")
    sheet = ana.execute("SELECT pqr_api.read_draft(%s)", [reply.case_id]).fetchone()[0]
    assert [c["code"] for c in sheet["claims"]] == ["3.2", "3.3"]
    assert sheet["may_write"] is True and sheet["draft"] is None
    assert sheet["claims"][0]["inputs"][0]["in_force"] is True
    assert sheet["fields"]["nombre"] == "Marta Prueba Inventada" and sheet["identities"] == [reply.document_number]
    log = sql_as("postgres").execute("SELECT count(*) FROM pqr_audit.read_log WHERE case_id = %s", [reply.case_id])
    assert log.fetchone() == (1,)
    assert "not_permitted" in _error(sql_as("agent2"), "SELECT pqr_api.read_draft(%s)", [reply.case_id])


def _save(session, case, version, saved_at, answers):
    from psycopg.types.json import Jsonb

    row = session.execute(
        "SELECT pqr_api.save_draft(%s, %s, %s::timestamptz, '', %s)", [case, version, saved_at, Jsonb(answers)]
    )
    return row.fetchone()[0]


def _refused(session, case, answers):
    from psycopg.types.json import Jsonb

    return _error(session, "SELECT pqr_api.save_draft(%s, NULL, NULL, '', %s)", [case, Jsonb(answers)])


def _error(session, query, arguments):
    import psycopg

    with pytest.raises(psycopg.Error) as caught:
        session.execute(query, arguments)
    return str(caught.value)


def test_today_is_bogotas(sql_as):
    day = sql_as("postgres").execute("SELECT pqr_core.today()").fetchone()[0]
    assert day == (dt.datetime.now(dt.UTC) - dt.timedelta(hours=5)).date()
