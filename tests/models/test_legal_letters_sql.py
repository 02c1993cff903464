"""Numbers of the letters of the law's acts, late withdrawals, «nobody is competent» and the marks, attacked by SQL."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.models.test_petition_law_sql import Law, law, many, prepare, publish, refused
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY
from tests.support.requirements import Case

__all__ = ["law"]
QUOTE = "Escribe «son todos unos bandidos» y nada que se pueda responder sin esas palabras."
GENERAL = "Pregunta cómo se inscribe cualquiera en el programa; no pide nada para sí ni para su hogar."


@pytest.fixture
def stand(sql_as):
    return lambda activity="search_inputs", **more: Case(sql_as("postgres"), sql_as, 3, activity, **more)


def withdraw(case: Case, who: str = "agent") -> dict[str, object]:
    found: dict[str, object] = case.call("record_withdrawal", case.today, case.paper("citizen_paper"), who=who)
    return found


def at(case: Case) -> tuple[int, str]:
    query = "SELECT activity, status FROM pqr.case_file WHERE case_id = %s"
    found: tuple[int, str] = case.admin.execute(query, [case.case]).fetchone()
    return found


def test_every_letter_takes_the_next_number_of_one_series_and_none_is_used_again(law) -> None:
    case, key, cases = law(), uuid.uuid4(), many(law, 11)
    last = "SELECT last_number FROM pqr.filing_counter WHERE type_digit = '1'"
    made = case.transfer([2], key=key)
    again = case.call(
        "agent", "start_transfer", key, case.case, 1, "sena", "x", [2], "otra", uuid.uuid4(), uuid.uuid4()
    )
    assert (again["filing_number"], again["copy_number"]) == (made["filing_number"], made["copy_number"])
    case.call("agent", "withdraw_transfer", key, case.version)
    case.transfer([2], key=uuid.uuid4())
    one = prepare(cases[0], cases)["filing_number"]
    rows = case.admin.execute("SELECT filing_number, annulled_at IS NOT NULL FROM pqr.legal_letter ORDER BY 1")
    numbers = rows.fetchall()
    series = [int(number[7:14]) for number, _annulled in numbers]
    assert series == list(range(1, 6)), "a gap or a double"
    assert [annulled for _number, annulled in numbers] == [True, True, False, False, False]
    assert numbers[-1][0] == one
    assert case.admin.execute(last).fetchone() == (5,)


def test_without_its_file_no_letter_is_told_and_none_is_published(law) -> None:
    case, key, cases = law(), uuid.uuid4(), many(law, 11)
    letters = uuid.uuid4(), uuid.uuid4()
    values = (key, case.case, 1, "sena", "Calle 1 # 2-3", [2], "La persona lo pide y lo decide otra entidad.", *letters)
    case.call("agent", "start_transfer", *values)
    assert refused(lambda: case.tell(letters[0])) == "letter_unmade"
    for who in ("agent2", "lawyer", "analyst"):
        assert refused(lambda who=who: case.file(letters[0], who)) == "not_permitted"
    one, group = cases[0], "SELECT pqr_core.bulk_group_of(%s)"
    answer, name = uuid.uuid4(), one.admin.execute(group, [cases[0].case]).fetchone()[0]
    body, letter = "Respuesta única inventada. " * 6, uuid.uuid4()
    people = [each.case for each in cases]
    one.call("analyst", "prepare_collective", answer, name, "Respuesta a varias consultas", body, letter, people)
    assert refused(lambda: publish(one, answer)) == "letter_unmade"
    # A letter of a case does not take the place of the published answer, nor the answer of another person's file.
    assert refused(lambda: one.call("analyst", "file_legal_letter", letter, one.paper("legal_letter"))) == (
        "document_missing"
    )
    paper = one.paper("collective_answer", "analyst", None)
    assert refused(lambda: one.call("lawyer", "file_legal_letter", letter, paper)) == "not_permitted"
    one.call("analyst", "file_legal_letter", letter, paper)
    assert publish(one, answer)["petitions"] == 11
    told = "SELECT means, proof_document_id IS NOT NULL FROM pqr.legal_letter WHERE letter_id = %s"
    assert one.admin.execute(told, [letter]).fetchone() == ("notice", True)


def test_that_nobody_is_competent_is_said_by_two_people_and_then_told(law) -> None:
    case, key, letter = law(), uuid.uuid4(), uuid.uuid4()
    made = case.transfer([2], entity=None, key=key)
    assert made["copy_number"] is None, "a number before anybody agreed"
    notice = ("start_nobody_notice", letter, key)
    assert refused(lambda: case.call("agent", *notice, case.version)) == "nobody_unapproved"
    for who in ("agent", "agent2", "lead", "quality", "auditor"):
        assert refused(lambda who=who: case.call(who, "approve_nobody", key, case.version)) == "not_permitted"
    case.admin.execute("UPDATE pqr.transfer SET decided_by = %s", [STAFF["lawyer"].person_id])
    assert refused(lambda: case.call("lawyer", "approve_nobody", key, case.version)) == "law_two_people"
    for who in ("agent2", "lead", "auditor"):
        assert refused(lambda who=who: case.call(who, "read_nobody", key)) == "not_permitted"
    assert case.call("lawyer2", "read_nobody", key)
    case.call("lawyer2", "approve_nobody", key, case.version)
    assert refused(lambda: case.call("lawyer2", "read_nobody", key)) == "not_permitted"
    case.admin.execute("UPDATE pqr.transfer SET decided_by = %s", [STAFF["agent"].person_id])
    assert refused(lambda: case.call("agent2", *notice, case.version)) == "not_permitted"
    assert case.call("agent", *notice, case.version)["filing_number"]
    case.file(letter)
    assert case.tell(letter)["settled"] is True
    last = "SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version DESC LIMIT 1"
    assert case.one(last) == ("told_nobody",)


@pytest.mark.parametrize("activity", ["draft_in_bulk", "draft_response", "sample_for_quality", "name_director"])
def test_a_withdrawal_stops_a_letter_in_preparation_and_a_lawyer_may_go_on(stand, perform, activity: str) -> None:
    case = stand(activity, claims=(REGISTRY,), inputs=True)
    for who in ("agent2", "lawyer", "signer", "quality"):
        assert refused(lambda who=who: withdraw(case, who)) == "not_permitted"
    assert withdraw(case)["stopped"] is True
    assert at(case) == (8, "withdrawn")
    assert refused(lambda: withdraw(case)) == "withdrawal_again"
    # Nothing of the letter goes on by itself, and its agent alone closes nothing.
    assert perform("agent", case.case, case.version, activity, "drafted", {})["status"] != "applied"
    aval = {"kind": "archive", "reason_code": "A04", "note": "Escrito firmado que está en el caso."}
    assert perform("agent", case.case, case.version, "request_endorsement", "requested", aval)["status"] == "applied"
    why = {"note": "Hay un interés público: otras cuarenta familias están en la misma situación.", "denial_code": "N99"}
    assert perform("lawyer", case.case, case.version, "request_endorsement", "denied", why)["status"] == "applied"
    assert at(case)[0] == 9
    told = "SELECT outcome_label FROM pqr_api.case_history(%s)"
    words = [row[0] for row in case.sql_as("agent").execute(told, [case.case])]
    assert "El peticionario desistió: la carta en preparación se detuvo (art. 18)" in words


def test_what_left_or_is_signed_or_numbered_is_stopped_by_no_withdrawal(sql_as, signed_reply, stand) -> None:
    admin = sql_as("postgres")
    reply = stand("print_response")
    reply.case = signed_reply().case_id
    admin.execute(
        "UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent"].person_id, reply.case]
    )
    for activity, reason in (
        (26, "withdrawal_sent"), (27, "withdrawal_sent"), (25, "withdrawal_signed"), (24, "withdrawal_numbered"),
        (22, "withdrawal_numbered"), (19, "withdrawal_in_review"), (10, "wrong_activity"),
    ):  # fmt: skip
        admin.execute("UPDATE pqr.case_file SET activity = %s WHERE case_id = %s", [activity, reply.case])
        assert refused(lambda: withdraw(reply)) == reason
    listed = sql_as("agent").execute("SELECT case_id, obstacle FROM pqr_api.withdrawal_list()").fetchall()
    assert reply.case not in dict(listed), "in 10 nothing is in preparation"
    # Once its number is annulled, with its reason, the letter is history and the petition goes to the lawyer.
    admin.execute("UPDATE pqr.case_file SET activity = 24 WHERE case_id = %s", [reply.case])
    admin.execute(
        "UPDATE pqr.outgoing_filing SET annulled_at = now(), annulled_by = %s, annulled_reason = %s WHERE case_id = %s",
        [STAFF["signer"].person_id, "El peticionario desistió por escrito.", reply.case],
    )
    assert withdraw(reply)["stopped"] is True
    kept = "SELECT withdrawn_at IS NOT NULL FROM pqr.letter WHERE case_id = %s"
    assert admin.execute(kept, [reply.case]).fetchone() == (True,)


def test_an_offence_is_quoted_and_what_can_be_answered_is_not_rejected(stand, perform) -> None:
    asked = {"kind": "archive", "reason_code": "A07", "note": QUOTE}
    understood = stand("request_endorsement", claims=(REGISTRY,))
    step = perform("agent", understood.case, 1, "request_endorsement", "requested", asked)
    assert step["reason"] == "disrespect_answerable"
    understood = stand("search_inputs", claims=(REGISTRY,))
    assert perform("agent", understood.case, 1, "search_inputs", "to_archive", {"reason_code": "A07"})["reason"] == (
        "disrespect_answerable"
    )
    case = stand("classify_claim")
    assert perform("agent", case.case, 1, "classify_claim", "to_archive", {"reason_code": "A07"})["status"] == "applied"
    bare = perform("agent", case.case, 2, "request_endorsement", "requested", asked | {"note": "Ofende a todos."})
    assert bare["reason"] == "disrespect_quote"
    assert perform("agent", case.case, 2, "request_endorsement", "requested", asked)["status"] == "applied"


def test_what_was_answered_before_is_not_closed_in_silence(stand, perform) -> None:
    case = stand("request_endorsement", claims=(REGISTRY,))
    aval = {"kind": "archive", "reason_code": "A02", "note": "Pide lo mismo que ya se le respondió en marzo."}
    assert perform("agent", case.case, 1, "request_endorsement", "requested", aval)["status"] == "applied"
    assert perform("lawyer", case.case, 2, "request_endorsement", "archived", {})["status"] == "applied"
    assert perform("agent", case.case, case.version, "close_archived", "reported", {})["reason"] == "act_untold"
    letter = uuid.uuid4()
    assert case.call("start_notice", (letter,))["filing_number"]
    case.sql_as("agent").execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, case.paper("legal_letter")])
    case.call("tell_legal_letter", (letter,), case.today, case.today, "post", case.paper("legal_proof"))
    assert perform("agent", case.case, case.version, "close_archived", "reported", {})["status"] == "applied"


def test_only_who_answers_marks_general_interest_and_only_marked_ones_are_answered_together(law) -> None:
    cases = many(law, 12, "petition")
    one = cases[0]
    mark = lambda case, who="agent", why=GENERAL: case.call(  # noqa: E731
        who, "mark_general_interest", case.case, case.version, why
    )
    for who in ("agent2", "analyst", "lawyer", "lead"):
        assert refused(lambda who=who: mark(one, who)) == "not_permitted"
    assert refused(lambda: mark(one, why="Sí")) == "requirement_reason"
    assert refused(lambda: mark(law("draft_in_bulk", class_key="documents"))) == "interest_class"
    for each in cases[:10]:
        mark(each)
    assert refused(lambda: prepare(one, cases)) == "collective_few"
    mark(cases[10])
    key = uuid.uuid4()
    assert prepare(one, cases, key=key)["petitions"] == 11
    assert refused(lambda: mark(one, why="")) == "interest_taken"
    assert publish(one, key)["petitions"] == 11
    alone = "SELECT closed_at IS NULL FROM pqr.case_file WHERE case_id = %s"
    assert cases[11].one(alone) == (True,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        one.sql_as("agent").execute("INSERT INTO pqr.general_interest (case_id) VALUES (%s)", [cases[11].case])


def test_the_claims_of_two_transfers_have_four_letters(law) -> None:
    case = law(claims=(REGISTRY, HUMANITARIAN, REGISTRY))
    for claim in (1, 2):
        case.transfer([claim], key=(key := uuid.uuid4()))
        case.confirm(key)
    query = "SELECT count(DISTINCT filing_number), count(told_on) FROM pqr.legal_letter WHERE case_id = %s"
    assert case.one(query) == (4, 4)
    assert isinstance(case, Law)
