"""What dishonest writers, signers and administrators tried with psql around a letter, and no longer works."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.fixtures.letters import put_director
from tests.people import STAFF

SEND = ("draft_response", "drafted")
OTHER = "Rosa Elvira Cuesta Peñate"
TAKE = "SELECT pqr_api.take_outgoing_number(%s, %s)"
ANNUL = "SELECT pqr_api.annul_outgoing_number(%s, %s, %s)"
WHY = "Se tomó por error para otra respuesta del mismo día"


def _refused(session, query, values) -> str:
    with pytest.raises(psycopg.errors.DatabaseError) as caught:
        session.execute(query, values)
    assert caught.value.sqlstate == "PQ100", caught.value
    return caught.value.diag.message_primary


@pytest.fixture
def two(make_drafting, sql_as):
    """A case to answer, and another whose petitioner has another name."""
    mine, other = make_drafting(claims=1), make_drafting(claims=1)
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET full_name = %s, document_number = '52999123' WHERE case_id = %s",
        [OTHER, other.case_id],
    )
    return mine, other


#: What the letter prints as the other's name or document, written so that a comparison of letters doesn't see it.
DISGUISES = (
    "R<b>osa</b> Elvira Cuesta Peñate",
    "Ro\u00adsa Elvira Cuesta Peñate",
    "Ro\u200bsa El\u2060vira Cues\u200dta Pe\u200cñate",
    "Rosa\u00a0Elvira\u00a0Cuesta\u2009Peñate",
    unicodedata.normalize("NFD", OTHER),
    "&#82;osa Elvira Cuesta Peñate",
    "Rosa Elvira Cuesta Pe&ntilde;ate",
    "R\u043esa Elvira Cuesta Peñate",
    "la cédula que dice 52<i>999</i>123",
    "la cuenta de 52 999 123",
    "la cuenta de 52\u00a0999\u00a0123",
)


@pytest.mark.parametrize("words", DISGUISES)
def test_no_disguise_carries_anothers_name_into_a_letter(two, perform, words):
    mine, _other = two
    answers = mine.answers(body_html=f"<p>La indemnización está a nombre de {words} desde enero.</p>")
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": answers})
    assert (answer["status"], answer["reason"]) in [
        ("refused", why) for why in ("foreign_name", "text_format", "unprintable")
    ], answer


def test_the_opening_is_held_to_the_same(two, perform, sql_as):
    mine, _other = two
    for opening in ("<p>Con C.C. 71.234.567, quien también espera:</p>", f"<p>Para {OTHER}:</p>"):
        answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(), "opening_html": opening})
        assert answer["reason"] in ("foreign_identity", "foreign_name"), answer
    text = "El método técnico de priorización no le asignó turno este año, y puede llamar gratis a la línea nacional."
    sql_as("postgres").execute(
        "INSERT INTO pqr.approved_text (text_id, version, claim_code, title, decision, body_html, approved_by,"
        " approved_on, valid_from, valid_to) VALUES ('ZZ-77', 1, NULL, 'Texto general', 'explained', %s, 'x',"
        " '2020-01-01', '2020-01-01', '2020-12-31')",
        [f"<p>{text}</p>"],
    )
    for payload in (
        {"answers": mine.answers(), "opening_html": f"<p>{text}</p>"},
        {"answers": mine.answers(body_html=f"<p>{text}</p>")},
    ):
        assert perform("agent", mine.case_id, 1, *SEND, payload)["reason"] == "text_not_in_force"


def test_the_editor_is_no_list_of_who_has_a_case(two, sql_as):
    """«Is this number somebody's?» asked by saving a draft counts like a search, taken back or not."""
    mine, _other = two
    admin, agent = sql_as("postgres"), sql_as("agent")
    save = "SELECT pqr_api.save_draft(%s, NULL, NULL, '', %s)"
    spent = "SELECT coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'pqr_quota' AND sequencename = %s"
    counter = [f"search_{STAFF['agent'].person_id}"]
    answers = mine.answers(body_html="<p>Números 52999123, 52999124 y 52999125.</p>")
    before = admin.execute(spent, counter).fetchone()
    with agent.transaction(force_rollback=True):
        told = agent.execute(save, [mine.case_id, Jsonb(answers)]).fetchone()[0]
        assert [each["words"] for each in told["foreign"]] == ["52999123"]
    assert admin.execute(spent, counter).fetchone() != before
    kept = agent.execute(save, [mine.case_id, Jsonb(answers)]).fetchone()[0]
    after = admin.execute(spent, counter).fetchone()
    again = "SELECT pqr_api.save_draft(%s, %s, %s, '', %s)"
    agent.execute(again, [mine.case_id, kept["version"], kept["saved_at"], Jsonb(answers)])
    assert admin.execute(spent, counter).fetchone() == after, "the same words saved again ask nothing new"
    admin.execute("UPDATE pqr.quota SET allowed = 0 WHERE kind = 'search'")
    answers[0]["body_html"] = f"<p>{OTHER}</p>"
    told = agent.execute(save, [mine.case_id, Jsonb(answers)]).fetchone()[0]
    assert told["foreign"] == [] and told["version"] > kept["version"], "what was written is kept all the same"


def test_nobody_excuses_a_thousand_names_in_one_letter(two, perform):
    mine, _other = two
    noted = [{"name": f"Persona Inventada {n}", "reason": "Vecina del barrio"} for n in range(100)]
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(), "household": noted})
    assert (answer["status"], answer["field"]) == ("refused", "household")


def test_the_numbers_of_the_year_are_not_burned(waiting_letter, make_director, sql_as, perform):
    make_director(1)
    case, signer = waiting_letter(), sql_as("signer")
    for _ in range(5):
        signer.execute(TAKE, [case, uuid.uuid4()])
        signer.execute(ANNUL, [case, uuid.uuid4(), WHY])
    assert _refused(signer, TAKE, [case, uuid.uuid4()]) == "numbers_annulled"
    # The letter goes back, and the next one of the case is another letter.
    version = sql_as("postgres").execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    back = perform("signer", case, version, "file_outgoing", "sent_back", {"reason": "Cinco números anulados"})
    assert back["status"] == "applied"


def test_nobody_signs_for_a_director_whom_another_replaces_today(waiting_letter, make_director, sql_as):
    make_director(1)
    case, signer, admin = waiting_letter(), sql_as("signer"), sql_as("postgres")
    acting = put_director(admin, 1, "Encargada de Prueba", acting=True)
    assert _refused(signer, TAKE, [case, uuid.uuid4()]) == "director_replaced"
    lanes = signer.execute("SELECT obstacle FROM pqr_api.signing_lanes()").fetchall()
    assert lanes == [("director_replaced",)]
    admin.execute("UPDATE pqr.director SET valid_to = '2020-12-31' WHERE director_id = %s", [acting])
    signer.execute(TAKE, [case, uuid.uuid4()])


def test_without_an_act_the_image_stays_on_the_server_also_where_a_certificate_signs(
    waiting_letter, make_director, sql_as
):
    director = make_director(1, authority=False)
    case, admin = waiting_letter(), sql_as("postgres")
    admin.execute("UPDATE pqr.director SET signing_method = 'certificate' WHERE director_id = %s", [director])
    admin.execute(
        "INSERT INTO pqr.director_change (change_id, kind, director_id, proposed_by) VALUES (%s, 'certificate', %s, 1)",
        [change := uuid.uuid4(), director],
    )
    admin.execute(
        "INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to,"
        " change_id) VALUES (%s, sha256('x'), '1', '', '', '2020-01-01', '2099-01-01', %s)",
        [director, change],
    )
    admin.execute("UPDATE pqr.case_file SET activity = 22 WHERE case_id = %s", [case])
    ask = "SELECT pqr_api.signature_image(%s)"
    assert sql_as("signer").execute(ask, [case]).fetchone() == (None,)
    admin.execute(
        "INSERT INTO pqr.signature_authority (director_id, act_number, published_on, valid_from)"
        " VALUES (%s, 'Resolución 2 de 2026', '2026-01-01', '2026-01-01')",
        [director],
    )
    assert sql_as("signer").execute(ask, [case]).fetchone() != (None,)


def test_two_accounts_of_one_hand_are_one_person_also_through_a_third(sql_as):
    admin = sql_as("postgres")
    one, between, other, away = (STAFF[key].person_id for key in ("admin", "lawyer", "lead", "agent"))

    def event(by, whom, what, role=None):
        admin.execute(
            "INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)"
            " SELECT p.login, %s, %s, %s FROM pqr.person p WHERE p.person_id = %s",
            [what, whom, Jsonb({"role": role} if role else {}), by],
        )

    same = "SELECT pqr_core.same_hand(%s, %s)"
    event(one, between, "reset_password")
    assert admin.execute(same, [one, other]).fetchone() == (False,)
    event(between, other, "add_person")
    for pair in ([one, other], [other, one], [one, between]):
        assert admin.execute(same, pair).fetchone() == (True,), pair
    # Helping the same third person joins nobody; being helped by the same one does.
    event(away, other, "reset_password")
    assert admin.execute(same, [one, away]).fetchone() == (False,)
    event(away, STAFF["quality"].person_id, "grant_role", "lead")
    assert admin.execute(same, [STAFF["quality"].person_id, other]).fetchone() == (True,)


def test_nobody_fills_the_library_or_approves_their_own_text_with_a_second_account(sql_as):
    lawyer, admin = sql_as("lawyer"), sql_as("postgres")
    propose = (
        "SELECT pqr_api.propose_text(%s, %s, '3.3', 'Método técnico', 'explained', %s, 'Resolución 1049', %s, NULL)"
    )
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    assert _refused(lawyer, propose, [uuid.uuid4(), "ZZ-99", "<p>Hola {{nombre</p>", today]) == "unknown_field"
    keys = [uuid.uuid4() for _ in range(50)]
    for n, key in enumerate(keys):
        lawyer.execute(propose, [key, f"ZZ-{n:03}", "<p>Texto de prueba</p>", today])
    assert _refused(lawyer, propose, [uuid.uuid4(), "ZZ-99", "<p>Texto de prueba</p>", today]) == "changes_waiting"
    admin.execute(
        "INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)"
        " VALUES (%s, 'reset_password', %s, '{}')",
        [STAFF["admin"].login, STAFF["lawyer"].person_id],
    )
    decide = "SELECT pqr_api.decide_text(%s, %s, %s)"
    assert _refused(sql_as("admin"), decide, [keys[0], True, None]) == "same_hand"
    sql_as("lead").execute(decide, [keys[0], True, None])


def test_a_batch_is_not_resumed_without_end(sql_as):
    admin, analyst = sql_as("postgres"), sql_as("analyst")
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)"
        " VALUES (%s, 'x', 'Lote', '{}', %s)",
        [batch := uuid.uuid4(), STAFF["analyst"].person_id],
    )
    begin = "SELECT pqr_api.begin_bulk_run(%s, %s)"
    for _ in range(500):
        analyst.execute(begin, [batch, uuid.uuid4()])
    last = admin.execute("SELECT run_id FROM pqr.bulk_run WHERE ended_at IS NULL").fetchone()[0]
    assert _refused(analyst, begin, [batch, uuid.uuid4()]) == "quota"
    analyst.execute("SELECT pqr_api.end_bulk_run(%s, 'stopped')", [last])


def test_a_certificate_given_up_is_not_accepted_with_the_next_one(make_director, sql_as, own_login, connect_as):
    director, admin, one = make_director(1), sql_as("postgres"), sql_as("admin")
    other = connect_as(own_login("lead", "admin"))
    propose = (
        "SELECT pqr_api.propose_director_change(%s, %s, %s, p_sha256 => sha256(%s), p_serial => '1',"
        " p_from => '2026-01-01', p_to => '2099-01-01')"
    )
    for kind, certificate in (("certificate", b"lost"), ("method", b""), ("certificate", b"new")):
        one.execute(propose, [change := uuid.uuid4(), kind, director, certificate])
        other.execute("SELECT pqr_api.decide_director_change(%s, true)", [change])
    rows = admin.execute(
        "SELECT sha256 FROM pqr.director_certificate WHERE pqr_core.today() BETWEEN valid_from AND valid_to"
    ).fetchall()
    assert [bytes(row[0]) for row in rows] == [hashlib.sha256(b"new").digest()]


def test_batches_are_not_begun_and_cancelled_without_end(make_drafting, sql_as):
    admin, analyst = sql_as("postgres"), sql_as("analyst")
    reply = make_drafting("draft_in_bulk", claims=1)
    group = admin.execute("SELECT pqr_core.bulk_group_of(%s)", [reply.case_id]).fetchone()[0]
    recipe = Jsonb({"3.2": {"text_id": "IN-02", "version": 3}})
    start = "SELECT pqr_api.start_bulk(%s, %s, 'Lote de prueba', %s, %s)"
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)"
        " SELECT gen_random_uuid(), 'x', 'Lote', '{}', %s FROM generate_series(1, 199)",
        [STAFF["analyst"].person_id],
    )
    values = [batch := uuid.uuid4(), group, recipe, [reply.case_id]]
    assert analyst.execute(start, values).fetchone()[0]["letters"] == 1
    analyst.execute("SELECT pqr_api.cancel_bulk(%s)", [batch])
    assert analyst.execute(start, values).fetchone()[0]["letters"] == 1, "asked again it is the same batch"
    assert _refused(analyst, start, [uuid.uuid4(), *values[1:]]) == "quota"


def test_who_holds_a_batch_open_makes_others_wait_three_seconds(connect_as, sql_as):
    admin = sql_as("postgres")
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)"
        " VALUES (%s, 'x', 'Lote', '{}', %s)",
        [batch := uuid.uuid4(), STAFF["analyst"].person_id],
    )
    begin = "SELECT pqr_api.begin_bulk_run(%s, %s)"
    holder = connect_as(STAFF["analyst"].login, autocommit=False)
    holder.execute(begin, [batch, uuid.uuid4()])
    lawyer = sql_as("lawyer")
    # Without a limit of its own the call would wait as long as the holder likes.
    lawyer.execute("SET statement_timeout = '8s'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        lawyer.execute(begin, [batch, uuid.uuid4()])
