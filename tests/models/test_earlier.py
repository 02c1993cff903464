"""Other petitions of the same person: found with care, read with rights and counted, and decided on with a reason."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.errors import InvalidInput
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person
from tests.fixtures.letters import put_document
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

REASON = "Pide lo mismo y ya se le respondió"


@pytest.fixture
def answered(admin, signed_reply):
    """An earlier petition of Rosa's, closed, with its letter and the proof that it was delivered."""

    def make(document: str = "10203040", claim: str = HUMANITARIAN, name: str = "Rosa Prueba Inventada") -> uuid.UUID:
        case = signed_reply(name=name).case_id
        proof = put_document(admin, "delivery_proof", b"%PDF-1.7 prueba de entrega", case, "application/pdf")
        admin.execute(
            "INSERT INTO pqr.dispatch (case_id, attempt, letter_no, kind, guide, addressee, address,"
            " municipality_code, weight_grams, value_pesos, state, handed_by)"
            " VALUES (%s, 1, 1, 'email', %s, 'Rosa', 'rosa@ejemplo.co', '05154', 1, 0, 'delivered', %s)",
            [case, f"G{case.hex[:9]}", STAFF["printing"].person_id],
        )
        admin.execute(
            "INSERT INTO pqr.delivery (case_id, attempt, result, happened_on, received_by, document_id, recorded_by)"
            " VALUES (%s, 1, 'delivered', '2026-11-12', 'Rosa', %s, %s)",
            [case, proof, STAFF["printing"].person_id],
        )
        admin.execute("UPDATE pqr.petitioner SET document_number = %s WHERE case_id = %s", [document, case])
        admin.execute("UPDATE pqr.claim SET claim_code = %s WHERE case_id = %s", [claim, case])
        admin.execute(
            "UPDATE pqr.case_file SET activity = 0, closed_at = now(), assignee_id = %s WHERE case_id = %s",
            [STAFF["agent2"].person_id, case],
        )
        return case

    return make


def history(connection, case) -> dict:
    return connection.execute("SELECT pqr_api.person_history(%s)", [case]).fetchone()[0]


def read(connection, case, earlier, what="answer", reason=""):
    query = "SELECT bytes FROM pqr_api.read_earlier(%s, %s, %s, %s)"
    return b"".join(row[0] for row in connection.execute(query, [case, earlier, what, reason]))


def link(connection, case, earlier, kind="repeated", reason=REASON, version=1, command=None):
    return connection.execute(
        "SELECT pqr_api.link_petition(%s, %s, %s, %s, %s, %s)",
        [command or uuid.uuid4(), case, version, earlier, kind, reason],
    ).fetchone()[0]


def refused(call, reason: str) -> None:
    with pytest.raises(psycopg.Error) as told:
        call()
    assert reason in str(told.value)


def test_the_agent_sees_the_earlier_answer_and_its_proof_and_each_reading_is_written_down(admin, sql_as, answered):
    earlier, case = answered(), stand_petition(admin, "check_image")
    agent = sql_as("agent")
    found = history(agent, case)
    assert found["total"] == 1
    (row,) = found["petitions"]
    assert (row["case_id"], row["matched_by"], row["is_settled"]) == (str(earlier), "document", True)
    assert row["answer"]["result"] == "delivered"
    assert row["answer"]["has_proof"]
    assert row["answer"]["number"]
    # The matched row names nobody: who asks is on the screen already.
    assert row["name"] is None
    assert read(agent, case, earlier).startswith(b"%PDF-1.7 prueba")
    assert b"entrega" in read(agent, case, earlier, "proof")
    logged = admin.execute(
        "SELECT what, case_id, names FROM pqr_audit.read_log WHERE session_login = %s ORDER BY at",
        [STAFF["agent"].login],
    ).fetchall()
    assert logged == [("earlier", case, [earlier]), ("document", earlier, None), ("document", earlier, None)]


def test_nobody_reads_the_history_through_a_case_that_is_not_theirs(admin, sql_as, answered):
    earlier, case = answered(), stand_petition(admin, "check_image")
    stranger = stand_petition(admin, "check_image", assignee="agent2")
    admin.execute("UPDATE pqr.petitioner SET document_number = '99' || '887766' WHERE case_id = %s", [stranger])
    other = sql_as("agent2")
    for key in ("agent2", "records", "quality", "lead", "auditor"):
        refused(lambda key=key: history(sql_as(key), case), "not_permitted")
    # Not even an agent with a case of somebody else's.
    refused(lambda: read(other, case, earlier), "not_permitted")
    refused(lambda: read(other, stranger, earlier), "not_permitted")
    refused(lambda: link(other, stranger, earlier), "not_permitted")
    refused(lambda: link(sql_as("lead"), case, earlier), "not_permitted")
    for table in ("petition_link", "claim_model_word"):
        refused(lambda t=table: other.execute(f"SELECT * FROM pqr.{t}"), "permission denied")


def test_a_name_alone_is_only_a_possibility_and_shows_no_answer_until_an_agent_says_so(admin, sql_as, answered):
    case = stand_petition(admin, "check_image", name="Rosa Elena Prueba Inventada")
    admin.execute("UPDATE pqr.petitioner SET municipality_code = '05154' WHERE case_id = %s", [case])
    slip = answered("10203004", name="Rosa Helena Prueba Inventada")  # two digits swapped, a letter more
    answered("55667788", name="Rosa Elena Prueba Inventada")  # another document: another person
    far = answered("1020304", name="Rosa Elena Prueba Inventada")  # a digit less, but in another town
    admin.execute("UPDATE pqr.petitioner SET municipality_code = '11001' WHERE case_id = %s", [far])
    agent = sql_as("agent")
    (row,) = history(agent, case)["petitions"]
    assert (row["case_id"], row["matched_by"], row["is_settled"]) == (str(slip), "possible", False)
    assert row["answer"] is None
    assert row["name"] == "Rosa Helena Prueba Inventada"
    assert row["document_tail"] == "…004"
    refused(lambda: read(agent, case, slip), "not_permitted")
    link(agent, case, slip, reason="Es ella: la misma firma y la misma dirección")
    (row,) = history(agent, case)["petitions"]
    assert row["is_settled"]
    assert row["answer"]["result"] == "delivered"
    assert read(agent, case, slip).startswith(b"%PDF")


def test_the_document_that_the_agent_is_typing_is_looked_up_too(admin, sql_as, answered):
    earlier, case = answered("70809010"), stand_petition(admin, "check_image")
    agent = sql_as("agent")
    assert history(agent, case)["total"] == 0
    form = '{"petitioner": {"document_type": "CC", "document_number": "70809010", "full_name": "Rosa"}}'
    agent.execute("SELECT pqr_api.save_progress(%s, %s)", [case, form])
    assert [row["case_id"] for row in history(agent, case)["petitions"]] == [str(earlier)]


def test_a_reserved_matter_is_masked_and_its_answer_asks_for_a_reason(admin, sql_as, answered):
    earlier, case = answered(claim="3.11"), stand_petition(admin, "check_image")
    agent = sql_as("agent")
    (row,) = history(agent, case)["petitions"]
    assert row["is_reserved"]
    assert row["claims"] == [{"code": None, "title": "Dato reservado", "area": ""}]
    refused(lambda: read(agent, case, earlier), "reserved_reason_needed")
    assert read(agent, case, earlier, reason="Comparar la respuesta anterior").startswith(b"%PDF")
    written = "SELECT reason FROM pqr_audit.read_log WHERE what = 'document' AND case_id = %s"
    assert admin.execute(written, [earlier]).fetchall() == [("Comparar la respuesta anterior",)]


def test_the_decision_is_an_event_of_the_chain_and_can_be_sent_twice(admin, sql_as, answered):
    earlier, case = answered(), stand_petition(admin, "check_image")
    agent, command = sql_as("agent"), uuid.uuid4()
    assert link(agent, case, earlier, command=command) == {"status": "applied", "version": 2}
    assert link(agent, case, earlier, command=command)["replayed"]
    refused(lambda: link(agent, case, earlier), "stale_version")
    refused(lambda: link(agent, case, earlier, reason="corto", version=2), "link_reason")
    refused(lambda: link(agent, case, earlier, kind="otra", version=2), "link_kind")
    assert link(agent, case, earlier, "distinct", version=2)["version"] == 3
    kinds = admin.execute("SELECT kind, matched_by FROM pqr.petition_link ORDER BY seq").fetchall()
    assert kinds == [("repeated", "document"), ("distinct", "document")]
    events = admin.execute("SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version", [case])
    assert [row[0] for row in events] == ["opened", "linked", "linked"]
    assert history(agent, case)["petitions"][0]["link"]["kind"] == "distinct"


def test_what_was_not_answered_is_not_repeated_but_may_be_a_duplicate(admin, sql_as):
    open_one, case = (stand_petition(admin, "check_image", claims=(REGISTRY,)) for _ in range(2))
    agent = sql_as("agent")
    (row,) = history(agent, case)["petitions"]
    assert (row["case_id"], row["answer"], row["closed_at"]) == (str(open_one), None, None)
    assert row["likeness"] == 1
    refused(lambda: link(agent, case, open_one), "link_unanswered")
    assert link(agent, case, open_one, "duplicate")["status"] == "applied"


def test_another_birth_date_of_the_same_document_or_name_is_told_with_both(admin, sql_as, perform):
    other, case = (stand_petition(admin, "classify_claim", claims=(REGISTRY,)) for _ in range(2))
    agent, said = sql_as("agent"), "SELECT birth_date::text FROM pqr.petitioner WHERE case_id = %s"
    who = {"full_name": "Rosa Prueba Inventada", "document_type": "CC", "document_number": "10203040"}
    for day in ("31/02/1980", "1/1/2999", "ayer"):
        with pytest.raises(InvalidInput, match="birth_date"):
            Person(**who, birth_date=day).checked()
        payload = {"petitioner": who | {"birth_date": day}, "claims": [{"code": REGISTRY}]}
        assert perform("agent", case, 1, "classify_claim", "classified", payload)["reason"] == "birth_date"
    verb = ClassifyClaim(petitioner=Person(**who, birth_date="12/3/1980"), claims=(ClaimAsked(REGISTRY),))
    assert perform("agent", case, 1, verb.activity, verb.outcome, verb.payload())["status"] == "applied"
    assert admin.execute(said, [case]).fetchone() == ("1980-03-12",)

    def births(day, **changed):
        for column, value in {"birth_date": day, **changed}.items():
            admin.execute(f"UPDATE pqr.petitioner SET {column} = %s WHERE case_id = %s", [value, other])
        before = admin.execute("SELECT count(*) FROM pqr_audit.read_log WHERE what = 'earlier'").fetchone()[0]
        (row,) = history(agent, case)["petitions"]
        after = admin.execute("SELECT count(*) FROM pqr_audit.read_log WHERE what = 'earlier'").fetchone()[0]
        assert after > before, "the date is read with the history, which is counted"
        return row["births"]

    assert births(None) is None and births("1980-03-12") is None
    assert births("1991-07-15") == {"now": "1980-03-12", "then": "1991-07-15"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        agent.execute(said, [case])
    # A form that does not send it does not lose it.
    old = verb.payload() | {"petitioner": who}
    admin.execute("UPDATE pqr.case_file SET activity = 7 WHERE case_id = %s", [case])
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    assert perform("agent", case, version, "classify_claim", "classified", old)["status"] == "applied"
    assert admin.execute(said, [case]).fetchone() == ("1980-03-12",)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("12345", "12354", True), ("12345", "12395", True), ("12345", "1234", True), ("12345", "13245", True),
     ("12345", "54321", False), ("12345", "123", False), ("12345", "15342", False)],
)  # fmt: skip
def test_one_slip_of_the_hand(admin, one, other, alike):
    assert admin.execute("SELECT pqr_core.one_slip(%s, %s)", [one, other]).fetchone() == (alike,)
