"""What dishonest people tried with psql in Analysis, quality and the acts of the law, and no longer works."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import psycopg
import pytest

from app.clock import today
from tests.fixtures.letters import seed_reply
from tests.models.test_earlier import answered, history, link, refused
from tests.models.test_petition_law_sql import law, many, prepare, publish
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition
from tests.support.requirements import WHY, Case
from tests.support.splits import sent_to_split

__all__ = ["answered", "law"]
DOCUMENT = "70809010"


def type_in(connection, case, number=DOCUMENT):
    """Half fill the form of who asks with somebody's document."""
    form = {"petitioner": {"document_type": "CC", "document_number": number, "full_name": "Rosa"}}
    connection.execute("SELECT pqr_api.save_progress(%s, %s)", [case, json.dumps(form)])


def test_a_form_looks_up_nobody_where_who_asks_is_known(admin, sql_as, answered):
    earlier, case, agent = answered(DOCUMENT), stand_petition(admin, "search_inputs"), sql_as("agent")
    type_in(agent, case)
    assert history(agent, case)["total"] == 0
    refused(lambda: link(agent, case, earlier), "not_permitted")
    # Nor does the form of 6 once the case is in 13.
    moved = stand_petition(admin, "check_image")
    type_in(agent, moved)
    admin.execute("UPDATE pqr.case_file SET activity = 13 WHERE case_id = %s", [moved])
    assert str(earlier) not in [row["case_id"] for row in history(agent, moved)["petitions"]]


def test_each_person_that_is_typed_counts_as_a_search_and_a_rollback_hides_none(admin, sql_as, answered):
    answered(DOCUMENT)
    case, agent = stand_petition(admin, "check_image"), sql_as("agent")
    searches = (
        f"SELECT count(*) FROM pqr_audit.read_log WHERE what = 'search' AND session_login = '{STAFF['agent'].login}'"
    )
    history(agent, case)
    assert admin.execute(searches).fetchone() == (0,), "who filed is not searched"
    type_in(agent, case)
    for _ in range(2):  # opened twice, searched once
        assert history(agent, case)["total"] == 1
    assert admin.execute(searches).fetchone() == (1,)
    admin.execute("UPDATE pqr.quota SET allowed = 3 WHERE kind = 'search'")
    for n in range(2):
        with agent.transaction(force_rollback=True):
            type_in(agent, case, f"7080901{n + 1}")
            history(agent, case)
    type_in(agent, case, "70809019")
    refused(lambda: history(agent, case), "quota")


def test_nothing_is_archived_by_the_answer_given_to_somebody_else(admin, sql_as, answered):
    earlier, case = answered(DOCUMENT), Case(admin, sql_as, 3, "check_image")
    agent = sql_as("agent")
    type_in(agent, case.case)
    link(agent, case.case, earlier)
    refused(lambda: case.call("refer_to_earlier", (uuid.uuid4(),), WHY, True), "earlier_unproved")
    admin.execute("UPDATE pqr.petitioner SET document_number = %s WHERE case_id = %s", [DOCUMENT, case.case])
    assert case.call("refer_to_earlier", (uuid.uuid4(),), WHY, True)["filing_number"]


def test_what_was_copied_of_a_person_falls_when_the_case_turns_out_to_be_of_another(admin, perform):
    source, case = (stand_petition(admin, "search_inputs", claims=(REGISTRY,)) for _ in range(2))
    fact = {
        "input_id": str(uuid.uuid4()), "claim": 1, "system": "RUV", "content": "Incluida", "found_on": str(today()),
        "valid_until": str(today() + dt.timedelta(days=9)),
    }  # fmt: skip
    assert perform("agent", source, 1, "search_inputs", "missing", {"inputs": [fact]})["status"] == "applied"
    copy = {
        "input_id": str(uuid.uuid4()), "claim": 1, "reuse": {"case_id": str(source), "input_id": fact["input_id"]}
    }  # fmt: skip
    assert perform("agent", case, 1, "search_inputs", "found", {"inputs": [copy]})["status"] == "applied"
    # Taken back, classified as somebody else's, and sent again with the same copy.
    admin.execute("UPDATE pqr.petitioner SET document_number = '11111' WHERE case_id = %s", [case])
    admin.execute("UPDATE pqr.case_file SET activity = 13 WHERE case_id = %s", [case])
    again = perform("agent", case, 2, "search_inputs", "found", {"inputs": [copy]})
    assert (again["status"], again["reason"]) == ("refused", "input_not_reusable")
    trouble = "SELECT pqr_core.input_trouble(i) FROM pqr.input i WHERE i.case_id = %s"
    assert admin.execute(trouble, [case]).fetchone() == ("input_source_changed",)


def test_who_started_a_batch_does_not_judge_its_letters_in_the_second_sample(admin, sql_as):
    reply, batch, quality = seed_reply(admin), uuid.uuid4(), STAFF["quality"].person_id
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)"
        " VALUES (%s, 'g', 'Lote de prueba', '{}', %s)",
        [batch, quality],
    )
    admin.execute("UPDATE pqr.draft SET batch_id = %s WHERE case_id = %s", [batch, reply.case_id])
    admin.execute(
        "UPDATE pqr.case_file SET activity = 0, status = 'closed', closed_at = now() - interval '10 days'"
        " WHERE case_id = %s",
        [reply.case_id],
    )
    session, day = sql_as("quality"), admin.execute("SELECT pqr_core.today()").fetchone()[0]
    drawn = session.execute(
        "SELECT pqr_api.draw_closed(%s, %s, %s, NULL, %s)",
        [uuid.uuid4(), day - dt.timedelta(days=20), day - dt.timedelta(days=5), "Reunión mensual de calidad"],
    ).fetchone()[0]
    review = "SELECT pqr_api.review_closed(%s, %s, %s, '[]')"
    refused(lambda: session.execute(review, [uuid.uuid4(), drawn["lot_id"], reply.case_id]), "reviewer_is_not_author")


def test_a_list_that_came_back_opens_the_case_of_whom_it_names_only(admin, perform):
    case = sent_to_split(admin, 3)
    rows = [{"full_name": "Nadie Que Firmara", "document_type": "CC", "document_number": "99999999", "ordinal": 2}]
    assert perform("lead", case, 1, "receive_split", "received", {"returned": rows})["status"] == "applied"
    said = admin.execute("SELECT result FROM pqr.split_return WHERE case_id = %s", [case]).fetchall()
    assert said == [("extra",)]


@pytest.mark.parametrize("day", ["infinity", "9999-01-01"])
def test_nobody_closes_the_tree_with_a_version_of_a_day_that_does_not_come(sql_as, day):
    change = [{"code": "2.8", "kind": "retire"}]
    refused(
        lambda: sql_as("quality").execute(
            "SELECT pqr_api.propose_tree(%s, %s, 'Un motivo de más de diez letras', %s)",
            [uuid.uuid4(), day, json.dumps(change)],
        ),
        "tree_too_far",
    )


def test_who_asks_about_their_data_is_not_answered_by_a_newspaper(law):
    cases, key = many(law, 12), uuid.uuid4()
    prepare(cases[0], cases, key=key)
    one = cases[3]
    one.call("agent", "mark_data_claim", one.case, 1, WHY, ["RUV"], one.today)
    page = one.paper("publication_proof", "lawyer", None)
    once = (key, "Diario inventado", one.today, page, "https://pagina.inventada.co/aviso", one.today, page)
    refused(lambda: one.call("lawyer", "publish_collective", *once), "document_missing")
    assert publish(cases[0], key)["petitions"] == 11
    assert one.one("SELECT activity, closed_at FROM pqr.case_file WHERE case_id = %s") == (16, None)


def test_a_data_claim_is_marked_while_the_term_stands_still_and_gains_no_day(admin, sql_as):
    case = Case(admin, sql_as, 3, "search_inputs")
    case.ask()
    case.tell()
    before = case.due_now
    answer = case.call("mark_data_claim", WHY, ["RUV"], case.today)
    assert answer["status"] == "applied"
    assert case.due_now == before


def test_what_is_reserved_is_not_told_by_the_acts_around_it(admin, sql_as):
    """An area that reads the petition, but neither answers it nor gave a reason."""
    case = stand_petition(admin, "search_inputs", claims=(HUMANITARIAN,))
    admin.execute("UPDATE pqr.claim SET claim_code = '3.11', title = NULL WHERE case_id = %s", [case])
    area = STAFF["mission"]
    admin.execute(
        "UPDATE pqr.case_file SET area_id = (SELECT area_id FROM pqr.person WHERE person_id = %s) WHERE case_id = %s",
        [area.person_id, case],
    )
    secret = "Dice que la atacaron en la vereda"
    agent = sql_as("agent")
    version = "SELECT version FROM pqr.case_file WHERE case_id = %s"
    paper = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, file_label, year, state,"
        " created_by) VALUES (%s, %s, 'priority_proof', 'application/pdf', 1, %s, 'x', 2026, 'ready', %s)",
        [paper, case, b"0" * 32, STAFF["agent"].person_id],
    )
    agent.execute("SELECT pqr_api.mark_priority(%s, 1, 'child', %s, '', %s)", [case, secret, paper])
    now = admin.execute(version, [case]).fetchone()[0]
    agent.execute("SELECT pqr_api.mark_data_claim(%s, %s, %s, '{RUV}', %s)", [case, now, secret, today()])
    sheet = sql_as("mission").execute("SELECT pqr_api.analysis_sheet(%s)", [case]).fetchone()[0]
    assert sheet["claims"][0]["title"] == "Dato reservado"
    assert secret not in json.dumps(sheet, ensure_ascii=False)
    for reading in ("input_ledger", "read_draft"):
        query = f"SELECT pqr_api.{reading}(%s)"
        refused(lambda query=query: sql_as("mission").execute(query, [case]), "not_permitted")
    assert sql_as("mission").execute("SELECT pqr_api.law_acts(%s)", [case]).fetchone() == (None,)


@pytest.mark.parametrize("who", ["agent", "lawyer", "quality", "assigner", "lead", "auditor", "mission", "analyst"])
def test_nobody_changes_what_was_written(sql_as, who):
    session = sql_as(who)
    for table in (
        "assignment_run", "assignment_move", "work_weight", "release_rule", "petition_link", "claim_tree_version",
        "claim_tree_change", "quality_lot", "quality_review", "input", "input_ruv", "transfer", "priority_mark",
        "data_claim", "collective_answer", "requirement", "legal_letter", "escalation_extension", "area_head",
    ):  # fmt: skip
        for query in (f"DELETE FROM pqr.{table}", f"INSERT INTO pqr.{table} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(query)


@pytest.mark.parametrize("nothing", ["\u200b" * 60, "\u2800\u3164" * 30, "\u202e\u2066 \u00a0" * 20])
def test_a_reason_that_nobody_can_read_is_none(admin, sql_as, nothing):
    case = Case(admin, sql_as, 3, "search_inputs")
    paper = case.paper("priority_proof")
    refused(lambda: case.call("mark_priority", "child", nothing, "", paper), "law_text_short")
    refused(lambda: case.call("mark_data_claim", nothing, ["RUV"], case.today), "law_text_short")
    refused(lambda: case.ask(why=nothing), "requirement_reason")
    refused(lambda: case.ask(items=[nothing]), "requirement_items")
    rule = "SELECT pqr_api.set_release(10, 4, %s)"
    refused(lambda: sql_as("assigner").execute(rule, [nothing]), "rule_reason")
    reveal = "SELECT pqr_api.reveal(%s, 'authority', %s)"
    refused(lambda: sql_as("agent").execute(reveal, [case.case, nothing]), "reveal_note")


def test_one_writing_that_many_signed_teaches_no_name_of_theirs(admin, perform):
    case = sent_to_split(admin, 3)
    assert perform("lead", case, 1, "receive_split", "received", {})["status"] == "applied"
    children = admin.execute("SELECT case_id FROM pqr.case_file WHERE parent_id = %s", [case]).fetchall()
    for (child,) in children:
        admin.execute(
            "INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words) SELECT %s, 1, code, area_id,"
            " 'nos representa Quiñonera con Beto Clara Diego Firmante' FROM pqr.claim_node WHERE code = %s",
            [child, REGISTRY],
        )
        admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s", [child])
    rows = admin.execute("SELECT person, words FROM pqr_core.learning_claims()").fetchall()
    assert len(rows) == 3 and {person for person, _words in rows} == {str(case)}
    assert not {"beto", "clara", "diego", "firmant"} & {word for _person, words in rows for word in words}
