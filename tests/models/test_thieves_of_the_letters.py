"""What dishonest people tried with psql in letters of the law, proofs, samples and acts, and no longer works."""

from __future__ import annotations

import datetime as dt
import json
import threading
import uuid

import psycopg
import pytest

from app.clock import today
from tests.fixtures.letters import seed_reply
from tests.models.test_catalogue_sql import ASK, BODY, admin, call, delegate, granted, propose
from tests.models.test_petition_law_sql import law, many, prepare
from tests.models.test_proof_thieves import WRONG, refused, same_bytes
from tests.people import STAFF
from tests.services.quality.test_acts import reviewed
from tests.support.petitions import HUMANITARIAN, stand_paper, stand_petition
from tests.support.requirements import WHY, Case
from tests.support.samples import announce

__all__ = ["admin", "call", "delegate", "granted", "law", "propose", "reviewed"]


def area_of_reserved(admin):
    """A petition about something reserved that the area of «mission» sees, but does not answer now."""
    case = stand_petition(admin, "search_inputs", claims=(HUMANITARIAN,))
    admin.execute("UPDATE pqr.claim SET claim_code = '3.11', title = NULL WHERE case_id = %s", [case])
    admin.execute(
        "UPDATE pqr.case_file SET area_id = (SELECT area_id FROM pqr.person WHERE person_id = %s) WHERE case_id = %s",
        [STAFF["mission"].person_id, case],
    )
    return case


def test_why_a_reserved_petition_goes_first_is_not_told_to_who_does_not_answer_it(admin, sql_as):
    case, paper = area_of_reserved(admin), uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, file_label, year, state,"
        " created_by) VALUES (%s, %s, 'priority_proof', 'application/pdf', 1, %s, 'x', 2026, 'ready', %s)",
        [paper, case, b"0" * 32, STAFF["agent"].person_id],
    )
    secret = "Dice que la atacaron en la vereda"
    sql_as("agent").execute("SELECT pqr_api.mark_priority(%s, 1, 'child', %s, '', %s)", [case, secret, paper])
    read = "SELECT ground, reason FROM pqr_api.read_priority(%s)"
    assert sql_as("agent").execute(read, [case]).fetchall() == [("child", secret)]
    told = sql_as("mission").execute(read, [case]).fetchall()
    assert secret not in str(told) and "child" not in str(told)
    lines = "SELECT count(*) FROM pqr_audit.read_log WHERE what = 'sheet' AND case_id = %s AND session_login = %s"
    assert admin.execute(lines, [case, STAFF["agent"].login]).fetchone()[0] >= 1


def test_one_receipt_is_not_both_proofs_of_a_transfer(law):
    case, key = law(), uuid.uuid4()
    case.transfer([2], key=key)
    official, notice = case.letters(key)
    paper = same_bytes(case.admin, case.paper("legal_proof"), b"acuse")
    tell = lambda letter, proof: case.call(  # noqa: E731
        "agent", "tell_legal_letter", letter, case.case, case.version, case.today, case.today, "post", proof
    )
    assert tell(official, paper)["settled"] is False
    assert refused(lambda: tell(notice, paper)) == "proof_reused"
    again = same_bytes(case.admin, case.paper("legal_proof"), b"acuse")
    assert refused(lambda: tell(notice, again)) == "proof_reused"
    assert tell(notice, case.paper("legal_proof"))["settled"] is True


def test_one_page_is_not_both_publications(law):
    cases, key = many(law, 11), uuid.uuid4()
    one = cases[0]
    prepare(one, cases, key=key)
    papers = [same_bytes(one.admin, one.paper("publication_proof", "lawyer", None), b"aviso") for _ in range(2)]
    args = (key, "Diario inventado", one.today, papers[0], "https://pagina.inventada.co/aviso", one.today, papers[1])
    assert refused(lambda: one.call("lawyer", "publish_collective", *args)) == "document_missing"


def test_a_proof_given_back_frees_no_file_that_proves_something_else(admin, sql_as):
    one, two = Case(admin, sql_as), Case(admin, sql_as)
    letter = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.legal_letter (letter_id, case_id, kind, filing_number, made_by)"
        " VALUES (%s, %s, 'continuation', '20269999999991', %s)",
        [letter, one.case, STAFF["agent"].person_id],
    )
    file = "SELECT pqr_api.file_legal_letter(%s, %s)"
    sql_as("agent").execute(file, [letter, one.paper("legal_letter")])
    paper = same_bytes(admin, one.paper("legal_proof"), b"acuse")
    one.call("tell_legal_letter", (letter,), one.today, one.today, "post", paper)
    one.ask()
    one.call("confirm_requirement", "complete", one.today, one.today, "post", paper)
    assert one.check(paper, False, WRONG)["status"] == "applied"
    two.ask()
    other = same_bytes(admin, two.paper("legal_proof"), b"acuse")
    say = lambda: two.call("confirm_requirement", "complete", two.today, two.today, "post", other)  # noqa: E731
    assert refused(say) == "proof_reused"


def test_two_accounts_of_one_hand_confirm_no_proof(admin, sql_as):
    case = Case(admin, sql_as)
    case.ask()
    proof = case.record()
    admin.execute(
        "INSERT INTO pqr_audit.staff_event (what, person_id, detail, session_login)"
        " VALUES ('reset_password', %s, '{}', %s)",
        [STAFF["lawyer"].person_id, STAFF["agent"].login],
    )
    assert refused(lambda: case.check(proof)) == "same_hand"
    assert case.check(proof, who="lawyer2")["status"] == "applied"


def test_the_key_of_one_letter_answers_for_no_other(admin, sql_as):
    one, two = Case(admin, sql_as), Case(admin, sql_as)
    letter = one.ask()["letter"]
    assert one.call("ask_requirement", (letter,), "complete", WHY, ["Registro civil"], True)["replayed"]
    for forged in (
        lambda: two.call("ask_requirement", (letter,), "complete", WHY, ["Registro civil"], True),
        lambda: one.call("ask_extension", (letter,), today(), WHY * 2),
    ):
        assert refused(forged) == "not_permitted"
    blind = "SELECT pqr_api.mark_general_interest(%s, NULL, %s)"
    assert refused(lambda: sql_as("agent").execute(blind, [one.case, WHY])) == "stale_version"


def test_an_act_that_was_signed_is_not_read_by_every_signer(call, granted, delegate, admin, sql_as):
    delegate("lawyer2")
    case = granted()
    assert sql_as("lawyer2").execute("SELECT pqr_api.act_sheet(%s)", [case]).fetchone()[0]["petitioner"]
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    assert call("lawyer2", "sign_act", p_key=uuid.uuid4(), p_case=case, p_version=version, p_body=BODY)["status"]
    admin.execute(
        "UPDATE pqr.endorsement SET signer_id = decided_by, signed_by = decided_by WHERE case_id = %s", [case]
    )
    assert call("lawyer2", "act_sheet", p_case=case) == "not_permitted"


def test_a_period_is_drawn_once_also_from_an_old_snapshot(admin, sql_as):
    reply = seed_reply(admin)
    admin.execute(
        "UPDATE pqr.case_file SET activity = 0, status = 'closed', closed_at = now() - interval '10 days'"
        " WHERE case_id = %s",
        [reply.case_id],
    )
    day = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    draw = "SELECT pqr_api.draw_closed(%s, %s, %s, NULL, 'Reunión mensual de calidad')"
    values = [day - dt.timedelta(days=20), day - dt.timedelta(days=5)]
    with sql_as("quality2").transaction():
        sql_as("quality2").execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        sql_as("quality2").execute("SELECT pqr_api.my_roles()")
        sql_as("quality").execute(draw, [uuid.uuid4(), *values])
        with pytest.raises(psycopg.Error), sql_as("quality2").transaction():
            sql_as("quality2").execute(draw, [uuid.uuid4(), *values])


@pytest.mark.parametrize("nothing", ["\u2003" * 60, "\u061c\u034f" * 30, "\u206a\ufe0f\U000e0041" * 20, "\u2028" * 50])
def test_other_signs_that_nobody_sees_are_no_reason_either(admin, sql_as, propose, perform, nothing):
    case = Case(admin, sql_as, 3, "search_inputs")
    paper = case.paper("priority_proof")
    assert refused(lambda: case.call("mark_priority", "child", nothing, "", paper)) == "law_text_short"
    assert refused(lambda: case.ask(items=[nothing])) == "requirement_items"
    assert propose("admin", "denial_reason", "add", "N44", p_label=nothing)[0] == "catalogue_label"
    aval = stand_petition(admin, "request_endorsement", claims=(HUMANITARIAN,))
    asked = perform("agent", aval, 1, "request_endorsement", "requested", ASK | {"note": nothing})
    assert (asked["status"], asked["reason"]) == ("refused", "note_missing")


def test_what_a_letter_would_print_has_no_hidden_signs(law, propose, admin):
    case, key = law(), uuid.uuid4()
    letters = uuid.uuid4(), uuid.uuid4()
    where = "Calle 1 \u202e# 2-3\u200b"
    case.call("agent", "start_transfer", key, case.case, case.version, "sena", where, [2], WHY, *letters)
    assert case.one("SELECT destination FROM pqr.transfer WHERE case_id = %s") == ("Calle 1 # 2-3",)
    given = {"p_label": "Ministerio", "p_detail": "Prueba", "p_nit": "899999090-2"}
    assert propose("admin", "entity", "add", "mini", p_email="a@b\u202ecc.oc", **given)[0] == {"status": "applied"}
    assert admin.execute("SELECT email FROM pqr.catalogue_change WHERE code = 'mini'").fetchone() == ("a@bcc.oc",)


def test_nobody_commits_to_a_day_that_does_not_come(admin, sql_as):
    meeting = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.quality_meeting (meeting_id, kind, period_from, period_to, meets_at, place, agenda, called_by)"
        " VALUES (%s, 'guidelines', '2026-01-01', '2026-01-31', now() - interval '1 hour', 'Sala', '', %s)",
        [meeting, STAFF["quality"].person_id],
    )
    me = STAFF["quality"].person_id
    admin.execute("INSERT INTO pqr.quality_meeting_person (meeting_id, person_id) VALUES (%s, %s)", [meeting, me])
    words = json.dumps([{"words": "Revisar las plantillas", "person_id": me, "due_on": "infinity"}])
    write = "SELECT pqr_api.record_meeting(%s, %s, 'Se habló de las plantillas', %s)"
    assert refused(lambda: sql_as("quality").execute(write, [meeting, [me], words])) == "meeting_commitment"


def test_an_act_of_the_law_takes_a_letter_out_of_no_announced_lot(make_drafting, perform, admin, sql_as):
    cases = []
    for _ in range(2):
        reply = make_drafting(claims=1)
        done = perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
        cases.append((reply.case_id, done["version"]))
    session = sql_as("quality")
    promise = announce(session, session.execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0])
    case, version = cases[0]
    paper = stand_paper(admin, case, "priority_proof", STAFF["agent"].person_id)
    mark = "SELECT pqr_api.mark_priority(%s, %s, 'child', %s, '', %s)"
    assert sql_as("agent").execute(mark, [case, version, WHY, paper]).fetchone()[0]["status"] == "applied"
    assert session.execute("SELECT pqr_api.draw_sample(%s)", [promise]).fetchone()[0]["letters"] == 2


def test_an_act_waits_for_the_verdict_that_is_being_taken_back(reviewed, admin, sql_as):
    lot, (case,) = reviewed(1)
    said: list[str] = []
    second = sql_as("quality2")

    def sign():
        try:
            said.append(second.execute("SELECT pqr_api.sign_quality_act(%s, '')", [lot]).fetchone()[0])
        except psycopg.Error as error:
            said.append((error.diag.message_primary or "").strip())

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    other = threading.Thread(target=sign)
    with sql_as("quality").transaction():
        undo = "SELECT pqr_api.undo(gen_random_uuid(), %s, 4, 3)"
        assert sql_as("quality").execute(undo, [case]).fetchone()[0]["status"] == "applied"
        other.start()
        while other.is_alive() and admin.execute(waiting, [second.info.backend_pid]).fetchone() == (0,):
            pass
    other.join()
    assert said == ["act_unfinished"]


EVERYBODY = ["agent", "lawyer", "quality", "lead", "auditor", "mission", "analyst", "signer", "admin"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_changes_what_was_written_of_letters_samples_and_catalogues(sql_as, who):
    session = sql_as(who)
    for table in (
        "term_proof", "proof_use", "express_withdrawal", "earlier_answer", "act_appeal", "general_interest",
        "collective_case", "quality_promise", "quality_act", "quality_act_signature", "quality_meeting",
        "quality_meeting_topic", "quality_commitment", "catalogue_change", "act_signer", "denial_reason",
        "competent_entity", "input_validity", "stage_term", "mirror_settlement", "archive_correction",
        "filing_transaction", "filing_import", "endorsement", "stratum_salt", "outgoing_filing", "signing_act",
    ):  # fmt: skip
        for query in (f"DELETE FROM pqr.{table}", f"INSERT INTO pqr.{table} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(query)
    for table in ("quality_promise", "stratum_salt", "term_proof", "proof_use", "filing_transaction"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(f"SELECT * FROM pqr.{table}")
