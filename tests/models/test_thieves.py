"""What dishonest people of the house tried with psql under their own login, and no longer works."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models import connection
from tests.fixtures.letters import put_director, put_document, seed_reply
from tests.matrix import analysis, replies  # noqa: F401  (they register the preparations)
from tests.matrix.payloads import READY, Bench
from tests.people import PASSWORD, STAFF
from tests.support.petitions import stand_petition

DOOR = "SELECT pqr_api.perform(%s, %s, %s, %s, %s, %s)"
BEGIN = "SELECT pqr_api.begin_document(%s, %s, %s, 'application/pdf', %s, %s, 1, 'prueba')"
AGENT = STAFF["agent"].person_id


def _spent(admin, kind, key):
    name = f"{kind}_{STAFF[key].person_id}"
    row = admin.execute(
        "SELECT coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'pqr_quota' AND sequencename = %s", [name]
    ).fetchone()
    return row[0]


@pytest.fixture
def ready_for(sql_as):
    """ready_for("signer", "pqr_v08", "stamp_signature", "stamped") is the step that this person may take."""

    def make(key, procedure, activity, outcome, place="role"):
        bench = Bench(sql_as("postgres"), procedure, activity, outcome, STAFF[key], place, sql_as)
        return READY[procedure, activity, outcome](bench)

    return make


def test_the_list_of_a_bulk_draft_counts_each_name(sql_as):
    admin = sql_as("postgres")
    reply = seed_reply(admin, "draft_in_bulk")
    group = admin.execute("SELECT pqr_core.bulk_group_of(%s)", [reply.case_id]).fetchone()[0]
    before = _spent(admin, "labels", "analyst")
    analyst = sql_as("analyst")
    with analyst.transaction(force_rollback=True):
        assert len(analyst.execute("SELECT * FROM pqr_api.bulk_rows(%s)", [group]).fetchall()) == 1
    assert _spent(admin, "labels", "analyst") > before
    admin.execute("UPDATE pqr.quota SET allowed = 0 WHERE kind = 'labels'")
    with pytest.raises(psycopg.Error, match="quota"):
        analyst.execute("SELECT * FROM pqr_api.bulk_rows(%s)", [group])


@pytest.mark.parametrize("database_name", ["postgres", "template1"])
def test_a_stolen_login_enters_no_other_database(server, sql_as, database_name):
    sql_as("agent")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connection.connect(server.target(database_name), STAFF["agent"].login, PASSWORD)


def test_short_queries_do_not_keep_a_transaction_open_for_ever(make_case, connect_as, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    admin = sql_as("postgres")
    holder = connect_as(STAFF["agent"].login, autocommit=False)
    holder.execute(DOOR, [uuid.uuid4(), case, 1, "check_image", "image_good", Jsonb({})])
    begun = time.monotonic()
    while time.monotonic() - begun < 1.2:
        holder.execute("SELECT 1")
    assert admin.execute("SELECT pqr_watch.end_idle('1 hour', '1 s')").fetchone()[0] >= 1
    with pytest.raises(psycopg.OperationalError):
        holder.execute("SELECT 1")


def test_nobody_holds_all_the_cases(make_case, sql_as):
    cases = [make_case("pqr_v08", "print_response") for _ in range(12)]
    printing = sql_as("printing")
    answers = [printing.execute("SELECT pqr_api.claim(%s, 600)", [case]).fetchone()[0] for case in cases]
    assert [each["status"] for each in answers] == ["held"] * 10 + ["refused"] * 2
    # One of those held may be kept, and one let go makes room.
    assert printing.execute("SELECT pqr_api.claim(%s)", [cases[0]]).fetchone()[0]["status"] == "held"
    printing.execute("SELECT pqr_api.release(%s)", [cases[0]])
    assert printing.execute("SELECT pqr_api.claim(%s)", [cases[11]]).fetchone()[0]["status"] == "held"


def test_a_letter_with_an_annulled_number_is_not_signed(ready_for, sql_as, perform):
    step = ready_for("signer", "pqr_v08", "stamp_signature", "stamped")
    signer = sql_as("signer")
    why = "Se tomó por error para otra respuesta del mismo día"
    signer.execute("SELECT pqr_api.annul_outgoing_number(%s, %s, %s)", [step.case_id, uuid.uuid4(), why])
    answer = perform("signer", step.case_id, 2, "stamp_signature", "stamped", step.payload)
    assert (answer["status"], answer["reason"]) == ("refused", "number_not_taken")
    with pytest.raises(psycopg.Error, match="not_permitted"):
        signer.execute("SELECT pqr_api.take_outgoing_number(%s, %s)", [step.case_id, uuid.uuid4()])
    back = perform("signer", step.case_id, 2, "stamp_signature", "sent_back", {"reason": "El número se anuló"})
    assert back["status"] == "applied"


def test_a_new_password_ends_what_the_thief_has_open(connect_as, sql_as):
    rosa, login = sql_as("admin"), f"u_robada_{uuid.uuid4().hex[:8]}"
    verifier = rosa.pgconn.encrypt_password(PASSWORD.encode(), login.encode(), b"scram-sha-256").decode()
    added = rosa.execute(
        "SELECT pqr_api.add_person(%s, 'Persona de Prueba', 'PP', NULL, '{agent}', %s)", [login, verifier]
    ).fetchone()[0]
    thief = connect_as(login)
    assert thief.execute("SELECT pqr_api.my_person_id()").fetchone() == (added["person_id"],)
    again = "SELECT pqr_api.reset_password(%s, %s)"
    assert rosa.execute(again, [added["person_id"], verifier]).fetchone()[0]["status"] == "applied"
    try:
        with pytest.raises(psycopg.OperationalError):
            thief.execute("SELECT 1")
    finally:
        sql_as("postgres").execute(f"DROP ROLE {login}")


def test_nobody_acts_on_an_old_picture_of_the_database(make_case, connect_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    for level in (psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE):
        session = connect_as(STAFF["agent"].login, autocommit=False)
        session.isolation_level = level
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            session.execute(DOOR, [uuid.uuid4(), case, 1, "check_image", "image_good", Jsonb({})])
        session.rollback()
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            session.execute("SELECT pqr_api.undo(%s, %s, 2, 1)", [uuid.uuid4(), case])


@pytest.mark.parametrize(
    ("activity", "outcome"),
    [("decide_competence", "accepted"), ("decide_competence", "rejected"), ("answer_input", "answered")],
)
def test_who_asks_an_area_does_not_answer_for_it(ready_for, sql_as, perform, activity, outcome):
    step = ready_for("mission", "escalation_v01", activity, outcome, "area")
    sql_as("postgres").execute(
        "UPDATE pqr.escalation SET requested_by = %s WHERE case_id = %s", [STAFF["mission"].person_id, step.case_id]
    )
    answer = perform("mission", step.case_id, 1, activity, outcome, step.payload)
    assert (answer["status"], answer["reason"]) == ("refused", "own_question")


def test_who_answered_for_an_area_does_not_find_the_answer_good(ready_for, sql_as, perform):
    step = ready_for("escalation_control", "escalation_v01", "check_input", "conforms")
    control = STAFF["escalation_control"].person_id
    sql_as("postgres").execute(
        "UPDATE pqr.escalation SET answered_by = %s, answered_at = now() WHERE case_id = %s", [control, step.case_id]
    )
    answer = perform("escalation_control", step.case_id, 1, "check_input", "conforms", step.payload)
    assert (answer["status"], answer["reason"]) == ("refused", "own_answer")


def test_an_administrator_does_not_put_themselves_in_an_area(sql_as):
    with pytest.raises(psycopg.Error, match="own_account"):
        sql_as("admin").execute("SELECT pqr_api.set_person_work(%s, NULL, 45, 1)", [STAFF["admin"].person_id])


def test_large_files_use_up_the_quota_even_if_never_sealed(make_case, sql_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    admin, agent = sql_as("postgres"), sql_as("agent")
    admin.execute("UPDATE pqr.quota SET allowed = 250 WHERE kind = 'upload'")
    digest = hashlib.sha256(b"x").digest()
    agent.execute(BEGIN, [uuid.uuid4(), case, "attachment", 200 * 1024 * 1024, digest])
    with pytest.raises(psycopg.Error, match="quota"):
        agent.execute(BEGIN, [uuid.uuid4(), case, "attachment", 100 * 1024 * 1024, digest])


@pytest.mark.parametrize("kind", ["letter_unsigned", "letter_signed", "delivery_proof", "petition", "signature_image"])
def test_an_agent_leaves_no_letter_or_proof_in_the_case(make_case, sql_as, kind):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("agent").execute(BEGIN, [uuid.uuid4(), case, kind, 10, hashlib.sha256(b"x").digest()])


def _classified(admin, case, **petitioner):
    code = admin.execute("SELECT min(code) FROM pqr.claim_node WHERE is_leaf AND area_id IS NOT NULL").fetchone()[0]
    person = {"full_name": "Persona de Prueba", **petitioner}
    return {"petitioner": person, "claims": [{"code": code, "words": "Pido"}]}


def test_the_proof_of_representation_is_a_paper_of_the_case(sql_as, perform):
    admin = sql_as("postgres")
    case, other = stand_petition(admin, "classify_claim"), stand_petition(admin, "classify_claim")
    stolen = put_document(admin, "attachment", b"%PDF de otro", other)
    own = put_document(admin, "attachment", b"%PDF propio", case)
    for document, status in ((stolen, "refused"), (own, "applied")):
        payload = _classified(admin, case, proof_document_id=str(document))
        assert perform("agent", case, 1, "classify_claim", "classified", payload)["status"] == status


def test_nobody_fills_the_tables_with_a_name_of_megabytes(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim")
    answer = perform("agent", case, 1, "classify_claim", "classified", _classified(admin, case, full_name="x" * 50_000))
    assert (answer["status"], answer["field"]) == ("refused", "ck_petitioner_lengths")


def test_a_signer_who_holds_the_counter_makes_others_wait_three_seconds(connect_as, sql_as):
    admin = sql_as("postgres")
    director = put_director(admin, 1)
    cases = [seed_reply(admin, "file_outgoing").case_id for _ in range(2)]
    for case in cases:
        admin.execute(
            "INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)"
            " VALUES (%s, 1, 1, 1, %s, %s)",
            [case, director, AGENT],
        )
    take = "SELECT pqr_api.take_outgoing_number(%s, %s)"
    holder = connect_as(STAFF["signer"].login, autocommit=False)
    holder.execute(take, [cases[0], uuid.uuid4()])
    waited: list[type] = []

    def other() -> None:
        try:
            sql_as("signer").execute(take, [cases[1], uuid.uuid4()])
        except psycopg.Error as refused:
            waited.append(type(refused))

    waiting = threading.Thread(target=other)
    waiting.start()
    waiting.join(20)
    assert waited == [psycopg.errors.LockNotAvailable]


def test_an_agent_does_not_choose_an_easy_case_of_the_pool(sql_as, perform):
    admin = sql_as("postgres")
    due = [dt.date(2031, 1, 1) + dt.timedelta(days=n) for n in range(22)]
    cases = [stand_petition(admin, "assign_case", assignee="agent", due_on=day) for day in due]
    admin.execute("UPDATE pqr.case_file SET assignee_id = NULL")
    assert perform("agent", cases[-1], 1, "assign_case", "claimed")["reason"] == "not_next"
    assert perform("agent", cases[2], 1, "assign_case", "claimed")["status"] == "applied"


def test_a_batch_carries_no_megabytes(sql_as):
    start = "SELECT pqr_api.start_bulk(%s, %s, 'Lote de prueba', %s, %s)"
    for group, recipe in (("x" * 5000, {}), ("3.2", {"x": {"text_id": "y" * 70_000}})):
        with pytest.raises(psycopg.Error, match="payload"):
            sql_as("analyst").execute(start, [uuid.uuid4(), group, Jsonb(recipe), [uuid.uuid4()]])


def test_nobody_writes_in_the_servers_log(sql_as):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_as("agent").execute("DO $$ BEGIN RAISE LOG 'pqr read petitioner login=u_beto case=x n=1'; END $$")


def test_an_error_does_not_repeat_what_was_typed(engine_as):
    with engine_as(STAFF["agent"].login).connect() as link, pytest.raises(DBAPIError) as failed:
        link.execute(text("SELECT 1 / 0 WHERE :name <> ''"), {"name": "Persona Secreta"})
    assert "Persona Secreta" not in str(failed.value)


def test_the_pool_is_not_a_list_of_citizens(sql_as):
    admin = sql_as("postgres")
    case = stand_petition(admin, "assign_case", name="Rosa Prueba Inventada")
    admin.execute("UPDATE pqr.case_file SET assignee_id = NULL")
    for who in ("agent", "agent2", "assigner"):
        session = sql_as(who)
        seen = session.execute("SELECT case_id FROM pqr.case_file WHERE case_id = %s", [case]).fetchall()
        assert seen == [(case,)]
        told = session.execute("SELECT pqr_api.read_petitioner(%s, 'curiosidad')", [case]).fetchone()[0]
        assert told == {"status": "refused", "reason": "not_permitted"}
        assert session.execute("SELECT * FROM pqr_api.read_labels(%s)", [[case]]).fetchall() == []
        found = session.execute("SELECT name FROM pqr_api.search('rosa prueba')").fetchall()
        assert found in ([], [(None,)])
        with pytest.raises(psycopg.Error, match="not_permitted"):
            session.execute("SELECT pqr_api.analysis_sheet(%s)", [case])
    assert sql_as("agent").execute("SELECT pqr_api.claim_next(%s)", [uuid.uuid4()]).fetchone()[0]["status"] == "applied"
    told = sql_as("agent").execute("SELECT pqr_api.read_petitioner(%s, 'trámite')", [case]).fetchone()[0]
    assert told["status"] == "answered"


def test_curiosity_leaves_a_trace_although_the_call_is_taken_back(sql_as, server):
    case = stand_petition(sql_as("postgres"), "check_image")
    session = sql_as("agent2")
    for ask in ("analysis_sheet(%s)", "read_draft(%s)", "letter_sheet(%s, 'x')", "escalation_sheet(%s)"):
        with pytest.raises(psycopg.Error, match="not_permitted"), session.transaction(force_rollback=True):
            session.execute(f"SELECT pqr_api.{ask}", [case])
    log = (server.folder / "log" / "server.log").read_text(encoding="utf-8", errors="replace")
    assert log.count(f"pqr refusal login=u_beto case={case}") == 4


@pytest.mark.parametrize("name", ["sha256_before", "sha256_after"])
def test_nobody_signs_without_saying_what(ready_for, perform, name):
    step = ready_for("signer", "pqr_v08", "stamp_signature", "stamped")
    answer = perform("signer", step.case_id, 1, "stamp_signature", "stamped", {**step.payload, name: None})
    assert (answer["status"], answer["reason"]) == ("refused", "document_changed")


def test_an_administrator_does_not_silence_the_refusals(sql_as):
    answer = sql_as("admin").execute("SELECT pqr_api.set_quota('refusal', 0)").fetchone()[0]
    assert answer == {"status": "refused", "reason": "payload"}


def test_who_chose_the_texts_of_a_batch_does_not_review_its_letters(ready_for, sql_as, perform):
    admin = sql_as("postgres")
    step, batch = ready_for("quality", "pqr_v08", "review_quality", "approved"), uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)"
        " VALUES (%s, 'x', 'Lote', '{}', %s)",
        [batch, STAFF["quality"].person_id],
    )
    admin.execute("UPDATE pqr.draft SET batch_id = %s WHERE case_id = %s", [batch, step.case_id])
    answer = perform("quality", step.case_id, 1, "review_quality", "approved", step.payload)
    assert answer["reason"] == "reviewer_is_not_author"
    assert perform("quality2", step.case_id, 1, "review_quality", "approved", step.payload)["status"] == "applied"
