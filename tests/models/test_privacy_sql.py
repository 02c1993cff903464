"""Reserved data attacked by SQL: not selected, not listed, not seen without a reason, not hidden by a rollback."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, stand_petition

SEXUAL = "3.11"
WHY = "Debo saber si la atención es prioritaria"


def _stand(admin: psycopg.Connection, activity: str = "search_inputs", **given):
    """A petition of a person with marks whose claim is reserved."""
    case = stand_petition(admin, activity, **({"claims": (HUMANITARIAN,)} | given))
    admin.execute("UPDATE pqr.petitioner SET differential = '{ethnic,disability}' WHERE case_id = %s", [case])
    admin.execute(
        "UPDATE pqr.claim SET claim_code = %s, title = NULL WHERE case_id = %s AND ordinal = 1", [SEXUAL, case]
    )
    return case


def _refused(session: psycopg.Connection, query: str, *values) -> str:
    with pytest.raises(psycopg.Error) as raised:
        session.execute(query, list(values)).fetchall()
    return raised.value.diag.message_primary or raised.value.sqlstate or ""


def _sheet(session: psycopg.Connection, case):
    return session.execute("SELECT pqr_api.analysis_sheet(%s)", [case]).fetchone()[0]


LINES = "SELECT session_login, case_id, reason FROM pqr_audit.read_log WHERE what = %s"
REVEAL = "SELECT pqr_api.reveal(%s, %s, %s)"


@pytest.mark.parametrize("who", ["agent", "lead", "auditor", "assigner", "printing", "mission", "quality", "signer"])
def test_nobody_selects_the_columns(sql_as, who):
    for query in (
        "SELECT differential FROM pqr.petitioner",
        "SELECT claim_code FROM pqr.claim",
        "SELECT title FROM pqr.claim",
        "SELECT ground FROM pqr.priority_mark",
        "UPDATE pqr_audit.read_log SET reason = ''",
        "DELETE FROM pqr_audit.read_log",
        "SELECT pqr_core.is_revealed(gen_random_uuid())",
    ):
        assert "permi" in _refused(sql_as(who), query), query


def test_marks_are_shown_with_a_reason_once_a_day(sql_as):
    admin = sql_as("postgres")
    case, agent = _stand(admin), sql_as("agent")
    before = _sheet(agent, case)
    assert before["people"][0]["differential"] is None and before["reserved"] == ["differential"]
    # Who answers reads what is asked: it is their work.
    assert before["claims"][0]["code"] == SEXUAL
    card = agent.execute("SELECT pqr_api.read_petitioner(%s, 'llamada')", [case]).fetchone()[0]
    assert "differential" not in card["petitioners"][0]
    assert _refused(agent, REVEAL, case, "", WHY) == "reveal_reason"
    assert _refused(agent, REVEAL, case, "answer", "         x") == "reveal_note"
    assert _refused(agent, REVEAL, case, "answer", "..........") == "reveal_note"
    assert _refused(agent, REVEAL, case, "answer", "a" * 201) == "text_too_long"
    told = agent.execute(REVEAL, [case, "answer", WHY]).fetchone()[0]
    assert told["people"][0]["differential"] == ["ethnic", "disability"]
    # The rest of the day it is not asked again, and each opening is counted as before.
    after = _sheet(agent, case)
    assert after["people"][0]["differential"] == ["ethnic", "disability"] and after["reserved"] == []
    line = admin.execute(
        "SELECT session_login, case_id, reason FROM pqr_audit.read_log WHERE what = 'reveal'"
    ).fetchall()
    assert line == [("u_ana", case, f"Lo necesito para responder esta petición: {WHY}")]
    admin.execute("ALTER TABLE pqr_audit.read_log DISABLE TRIGGER USER")
    admin.execute("UPDATE pqr_audit.read_log SET at = at - interval '1 day' WHERE what = 'reveal'")
    assert _sheet(agent, case)["people"][0]["differential"] is None


def test_another_does_not_look_and_mine_is_not_theirs(sql_as):
    case = _stand(sql_as("postgres"))
    for who in ("agent2", "assigner", "lead", "auditor", "printing"):
        assert _refused(sql_as(who), REVEAL, case, "answer", WHY) == "not_permitted"
    sql_as("agent").execute(REVEAL, [case, "answer", WHY])
    sql_as("postgres").execute(
        "UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, case]
    )
    assert _sheet(sql_as("agent2"), case)["people"][0]["differential"] is None


def test_a_rollback_hides_neither_the_look_nor_the_quota(sql_as):
    admin = sql_as("postgres")
    case, agent = _stand(admin), sql_as("agent")
    admin.execute("UPDATE pqr.quota SET allowed = 3 WHERE kind = 'reveal'")
    for _ in range(3):
        with agent.transaction(force_rollback=True):
            assert agent.execute(REVEAL, [case, "answer", WHY]).fetchone()[0]["people"]
    assert _refused(agent, REVEAL, case, "answer", WHY) == "quota"
    assert admin.execute("SELECT count(*) FROM pqr_audit.read_log WHERE what = 'reveal'").fetchone() == (0,)
    days = "pqr_core.today()"
    seen = "SELECT acts, unwritten FROM pqr_api.user_figures('u_ana', (SELECT {}), (SELECT {})) WHERE kind = 'reveal'"
    today = admin.execute(f"SELECT {days}").fetchone()[0]
    assert sql_as("auditor").execute(seen.format("%s::date", "%s::date"), [today, today]).fetchone() == (0, 4)


def test_lists_name_no_reserved_claim(sql_as):
    admin = sql_as("postgres")
    case = _stand(admin)
    plain = stand_petition(admin, "search_inputs", claims=(HUMANITARIAN,))
    heads = "SELECT case_id, title, claims, is_reserved FROM pqr_api.claim_heads(%s)"
    for who in ("agent", "lead", "auditor"):
        rows = {row[0]: row[1:] for row in sql_as(who).execute(heads, [[case, plain]]).fetchall()}
        assert rows[case][0] == "Dato reservado" and rows[case][2] and rows[plain][0] != "Dato reservado"
    # Another's case is not listed at all.
    assert sql_as("agent2").execute(heads, [[case, plain]]).fetchall() == []


def test_a_form_without_marks_keeps_those_that_are_stored(sql_as):
    admin = sql_as("postgres")
    case, agent = _stand(admin, "classify_claim"), sql_as("agent")
    save = "SELECT pqr_api.save_progress(%s, %s::jsonb)"
    agent.execute(save, [case, '{"petitioner": {"differential": ["child"]}}'])
    assert _sheet(agent, case)["progress"] == {"petitioner": {"differential": None}}
    agent.execute(save, [case, '{"petitioner": {"differential": null, "full_name": "X"}}'])
    assert agent.execute(REVEAL, [case, "answer", WHY]).fetchone()[0]["typed"] == ["child"]
    given = '{"full_name": "Otra", "differential": null}'
    write = "SELECT pqr_core.write_petitioner(c, 1, %s::jsonb) FROM pqr.case_file c WHERE c.case_id = %s"
    admin.execute(write, [given, case])
    query = "SELECT full_name, differential FROM pqr.petitioner WHERE case_id = %s AND ordinal = 1"
    assert admin.execute(query, [case]).fetchone() == ("Otra", ["ethnic", "disability"])


def test_exports_are_written_under_who_saves_and_only_of_what_is_theirs(sql_as):
    admin = sql_as("postgres")
    mine, other = _stand(admin), stand_petition(admin, "search_inputs", assignee="agent2")
    agent = sql_as("agent")
    agent.execute("SELECT pqr_api.note_export('mirror_report', %s, 2)", [[mine, other]])
    assert _refused(agent, "SELECT pqr_api.note_export('nada')") == "payload"
    row = admin.execute(
        "SELECT session_login, case_id, reason FROM pqr_audit.read_log WHERE what = 'export'"
    ).fetchall()
    assert row == [("u_ana", mine, "Exportación: Reporte espejo · 2 filas")]


@pytest.mark.parametrize("who", ["agent", "lead", "admin", "assigner"])
def test_only_the_auditor_asks_what_somebody_did(sql_as, who):
    for name in ("user_activity", "user_figures"):
        refused = _refused(sql_as(who), f"SELECT * FROM pqr_api.{name}('u_ana', date '2026-01-01', date '2026-01-02')")
        assert refused == "not_permitted"


def test_the_auditor_reads_acts_without_the_words_that_were_searched(sql_as):
    admin = sql_as("postgres")
    case, agent = _stand(admin), sql_as("agent")
    agent.execute(REVEAL, [case, "answer", WHY])
    agent.execute("SELECT * FROM pqr_api.search('Rosa Prueba')")
    _refused(agent, "SELECT pqr_api.escalation_sheet(%s)", case)
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    rows = sql_as("auditor").execute(
        "SELECT kind, case_id, reason, had_case FROM pqr_api.user_activity('u_ana', %s, %s)", [today, today]
    ).fetchall()  # fmt: skip
    assert {row[0] for row in rows} >= {"reveal", "search"}
    assert next(row for row in rows if row[0] == "search")[2] == ""
    asked = admin.execute(
        "SELECT session_login, reason FROM pqr_audit.read_log WHERE reason LIKE 'qué vio%'"
    ).fetchall()
    assert asked == [("u_leo", "qué vio u_ana")] or asked == [(STAFF["auditor"].login, "qué vio u_ana")]


def test_who_has_no_step_in_the_case_reads_the_claims_only_with_a_reason(sql_as):
    admin = sql_as("postgres")
    case = _stand(admin, inputs=True)
    of_area = "UPDATE pqr.case_file SET area_id = (SELECT area_id FROM pqr.person WHERE login = %s) WHERE case_id = %s"
    admin.execute(of_area, [STAFF["mission"].login, case])
    admin.execute("UPDATE pqr.petition SET subject = 'Atención por un hecho inventado' WHERE case_id = %s", [case])
    reader = sql_as("mission")
    before = _sheet(reader, case)
    assert before["reserved"] == ["differential", "claim"] and before["petition"]["subject"] == "Dato reservado"
    told = [(each["code"], each["title"], each["words"]) for each in before["claims"]]
    assert told == [("", "Dato reservado", "")]
    assert {(each["content"], str(each["facts"])) for each in before["inputs"]} == {("Dato reservado", "{}")}
    reader.execute(REVEAL, [case, "authority", WHY])
    after = _sheet(reader, case)
    assert after["reserved"] == [] and after["claims"][0]["code"] == SEXUAL
    assert after["petition"]["subject"] == "Atención por un hecho inventado"


def test_lists_of_control_and_of_priorities_say_no_more_than_they_must(sql_as):
    admin = sql_as("postgres")
    case = _stand(admin, "receive_inputs")
    titles = "SELECT title FROM pqr_api.escalated_petitions() WHERE case_id = %s"
    assert sql_as("escalation_control").execute(titles, [case]).fetchone() == ("Dato reservado",)
    agent, proof = STAFF["agent"].person_id, uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, file_label, year, created_by)"
        " VALUES (%s, %s, 'priority_proof', 'application/pdf', 1, sha256(''), 'x', 2026, %s)",
        [proof, case, agent],
    )
    admin.execute(
        "INSERT INTO pqr.priority_mark (case_id, seq, ground, reason, measures, proof_document_id, marked_by)"
        " VALUES (%s, 1, 'child', 'Un motivo inventado completo', '', %s, %s)",
        [case, proof, agent],
    )
    grounds = "SELECT ground FROM pqr_api.priority_list() WHERE case_id = %s"
    seen = {who: sql_as(who).execute(grounds, [case]).fetchone() for who in ("agent", "lawyer", "lead", "auditor")}
    assert seen == dict.fromkeys(seen, ("reserved",))
