"""Proofs of legal acts, attacked by SQL: alone, twice, for two cases, before the letter; and inputs without an end."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_paper, stand_petition
from tests.support.requirements import Case

WRONG = "La guía es de otro envío y de otra persona."


@pytest.fixture
def stand(sql_as):
    return lambda **more: Case(sql_as("postgres"), sql_as, **more)


def refused(call) -> str:
    with pytest.raises(psycopg.Error) as why:
        call()
    assert why.value.sqlstate == "PQ100", why.value
    return str(why.value.diag.message_primary)


def same_bytes(admin, paper: uuid.UUID, body: bytes) -> uuid.UUID:
    admin.execute("UPDATE pqr.document SET sha256 = %s WHERE document_id = %s", [hashlib.sha256(body).digest(), paper])
    return paper


def test_the_word_of_one_person_moves_no_clock(stand, sql_as) -> None:
    case = stand()
    case.ask()
    proof = case.record()
    assert case.due_now == case.due
    state = sql_as("agent").execute("SELECT state FROM pqr_api.awaiting_citizen(%s)", [[case.case]]).fetchone()
    assert state == ("unconfirmed",)
    # Neither by asking anew, nor with a second proof, nor by who recorded it, whoever else asks, or with a bare UPDATE.
    assert refused(lambda: case.ask()) == "proof_waiting"
    assert refused(lambda: case.record()) == "proof_waiting"
    for who in ("agent", "agent2", "quality", "lead", "admin", "signer"):
        assert refused(lambda who=who: case.check(proof, who=who)) == "not_permitted"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_as("lawyer").execute("UPDATE pqr.term_proof SET is_right = true")
    assert case.due_now == case.due
    assert case.check(proof)["answer_by"]
    assert case.due_now > case.due
    assert refused(lambda: case.check(proof, False, WRONG)) == "proof_done"
    (word,) = case.admin.execute(
        "SELECT p.login FROM pqr_audit.case_event e JOIN pqr.person p ON p.person_id = e.actor_id"
        " WHERE e.case_id = %s AND e.outcome = 'told_to_complete'", [case.case]
    ).fetchone()  # fmt: skip
    assert word == STAFF["lawyer"].login


def test_a_lawyer_does_not_confirm_their_own_proof(stand, sql_as) -> None:
    case = stand()
    case.admin.execute(
        "UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["lawyer"].person_id, case.case]
    )
    case.paper = lambda kind: stand_paper(case.admin, case.case, kind, STAFF["lawyer"].person_id)
    case.ask(who="lawyer")
    proof = case.record(who="lawyer")
    assert refused(lambda: case.check(proof)) == "proof_two_people"
    assert case.due_now == case.due
    assert case.check(proof, who="lawyer2")["status"] == "applied"


def test_a_proof_given_back_moves_nothing_and_is_recorded_again(stand, sql_as) -> None:
    case = stand()
    case.ask()
    proof = case.record()
    assert refused(lambda: case.check(proof, False, "\u200b" * 40)) == "law_text_short"
    assert case.check(proof, False, WRONG)["status"] == "applied"
    assert case.due_now == case.due
    told = sql_as("agent").execute("SELECT pqr_api.law_acts(%s) -> 'complete' -> 'proof' ->> 'note'", [case.case])
    assert told.fetchone() == (WRONG,)
    case.tell()
    assert case.due_now > case.due


def test_told_before_the_letter_had_its_number_or_tomorrow_is_refused(stand) -> None:
    case = stand()
    case.ask()
    day = dt.timedelta(days=1)
    assert refused(lambda: case.record(told=case.today - day)) == "law_day"
    assert refused(lambda: case.record(told=case.today + day, sent=case.today)) == "law_day"
    assert refused(lambda: case.record(told=case.today, sent=case.today - day)) == "law_day"


def test_a_notice_in_time_is_not_lost_because_it_was_looked_at_late(stand) -> None:
    case = stand()
    case.ask()
    proof = case.record()
    case.move_back(40)
    assert case.due_now < case.today
    assert case.check(proof)["status"] == "applied"


def test_one_file_proves_nothing_of_two_cases(stand, sql_as) -> None:
    admin, body = sql_as("postgres"), b"el mismo acuse"
    one, two = stand(), stand()
    for each in (one, two):
        each.ask()
        paper = each.paper
        each.paper = lambda kind, paper=paper: same_bytes(admin, paper(kind), body)
    proof = one.record()
    assert refused(lambda: two.record()) == "proof_reused"
    # Given back, it is free for the case whose proof it is.
    one.check(proof, False, WRONG)
    assert two.check(two.record())["status"] == "applied"
    assert refused(lambda: one.record()) == "proof_reused"


def test_one_proof_does_not_publish_two_answers(sql_as) -> None:
    admin = sql_as("postgres")
    first, second = (_prepared(admin, sql_as, n) for n in (1, 2))
    paper, web, other, fresh = (
        stand_paper(admin, None, "publication_proof", STAFF["lawyer"].person_id) for _ in range(4)
    )
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    query = "SELECT pqr_api.publish_collective(%s, 'Diario inventado', %s, %s, 'https://pagina.co/aviso', %s, %s)"

    def publish(answer: uuid.UUID, newspaper: uuid.UUID, page: uuid.UUID) -> Any:
        return sql_as("lawyer").execute(query, [answer, today, newspaper, today, page])

    publish(first, paper, web)
    assert refused(lambda: publish(second, paper, web)) == "proof_reused"
    # Nor the same bytes under another name.
    same_bytes(admin, other, paper.bytes)
    assert refused(lambda: publish(second, other, fresh)) == "proof_reused"


def _prepared(admin: Any, sql_as: Any, group: int) -> uuid.UUID:
    """One answer to eleven petitions of the same question."""
    claims = (REGISTRY,)
    for n in range(11):
        case = stand_petition(
            admin, "draft_in_bulk", claims=claims, inputs=True, class_key="inquiry", name=f"Persona {group} {n}"
        )
        admin.execute(
            "UPDATE pqr.petitioner SET document_number = %s, municipality_code = '05001' WHERE case_id = %s",
            [str(70_000_000 + 100 * group + n), case],
        )
    key, letter = uuid.uuid4(), uuid.uuid4()
    analyst = sql_as("analyst")
    (name,) = analyst.execute("SELECT group_key FROM pqr_api.collective_groups()").fetchone()
    cases = [r[0] for r in analyst.execute("SELECT case_id FROM pqr_api.collective_candidates(%s)", [name])]
    analyst.execute(
        "SELECT pqr_api.prepare_collective(%s, %s, 'Estado de la inclusión', %s, %s, %s)",
        [key, name, "Respuesta inventada a todas las consultas iguales. " * 3, letter, cases],
    )
    paper = stand_paper(admin, None, "collective_answer", STAFF["analyst"].person_id)
    analyst.execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, paper])
    return key


def test_an_input_holds_no_longer_than_the_catalogue_says(sql_as, perform) -> None:
    admin = sql_as("postgres")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]

    def found(until: dt.date | None) -> dict[str, Any]:
        given = {"claim": 1, "system": "RUV", "content": "Incluido", "found_on": today.isoformat()}
        given |= {"valid_until": until.isoformat()} if until is not None else {}
        return perform("agent", case, 1, "search_inputs", "found", {"inputs": [given]})

    answer = found(today + dt.timedelta(days=91))
    assert (answer["status"], answer["reason"]) == ("refused", "input_validity_long")
    assert found(None)["status"] == "applied"
    kept = admin.execute("SELECT valid_until FROM pqr.input WHERE case_id = %s", [case]).fetchone()
    assert kept == (today + dt.timedelta(days=90),)


def test_reading_the_typed_reasons_counts_as_an_opening(stand, sql_as) -> None:
    case = stand()
    counted = "SELECT count(*) FROM pqr_audit.read_log WHERE case_id = %s AND what = 'sheet' AND session_login = %s"
    mine = [case.case, STAFF["agent"].login]
    before = case.admin.execute(counted, mine).fetchone()[0]
    sql_as("agent").execute("SELECT pqr_api.law_acts(%s)", [case.case])
    sql_as("agent").execute("SELECT * FROM pqr_api.extension_of(%s)", [case.case])
    assert case.admin.execute(counted, mine).fetchone()[0] == before + 2
    assert sql_as("agent2").execute("SELECT * FROM pqr_api.extension_of(%s)", [case.case]).fetchall() == []
    invisible = ("\u200b" * 60, "\u2063" * 60)
    for words in invisible:
        assert refused(lambda words=words: case.ask(why=words)) == "requirement_reason"
