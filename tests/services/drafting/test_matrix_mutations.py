"""One thing wrong at a time in the claim, input and paragraph matrix: the database refuses each to its own author."""

from __future__ import annotations

import copy
import uuid

import pytest

from app import procedure
from app.services.refusals import sentences

SEND = ("draft_response", "drafted")
OTHER = "Rosa Elvira Cuesta Palomino"

#: What is wrong -> how the three good answers are spoiled, and the reason that the door gives.
IN_THE_LETTER = {
    "dropped paragraph": (lambda a, _: a.pop(1), "claim_without_answer"),
    "emptied paragraph": (lambda a, _: a[1].update(body_html="<p>&nbsp;</p>"), "claim_without_answer"),
    "paragraph without decision": (lambda a, _: a[1].update(decision=None), "answer_without_decision"),
    "paragraph without input": (
        lambda a, _: a[1].update(input_id=None, body_html="<p>Sin insumo.</p>"), "answer_without_input",
    ),
    "duplicated paragraph in another claim": (
        lambda a, _: a[2].update(body_html=a[0]["body_html"].replace("La Unidad", "LA  UNIDAD")), "answer_repeated",
    ),
    "two paragraphs for one claim": (lambda a, _: a[2].update(claim=2), "answer_twice"),
    "input of another claim": (lambda a, _: a[0].update(input_id=a[1]["input_id"]), "input_of_other_claim"),
    "inputs of two claims swapped": (
        lambda a, _: [a[0].update(input_id=a[1]["input_id"]), a[1].update(input_id=a[0]["input_id"])],
        "input_of_other_claim",
    ),
    "input of another case": (lambda a, o: a[0].update(input_id=str(o.inputs[0])), "input_of_other_case"),
    "input that nobody found": (lambda a, _: a[0].update(input_id=str(uuid.UUID(int=7))), "input_of_other_case"),
    "swapped name": (lambda a, _: a[0].update(body_html=f"<p>El giro de {OTHER} ya salió.</p>"), "foreign_name"),
    "swapped document": (
        lambda a, _: a[0].update(body_html="<p>La persona con CC 52.999.124 ya cobró.</p>"), "foreign_identity",
    ),
    "text of an ended version": (lambda a, _: a[0].update(text_id="IN-02", text_version=2), "text_not_in_force"),
    "claim of nobody": (lambda a, _: a[0].update(claim=9), "claim_of_other_case"),
}  # fmt: skip

#: What changes in the database between the drafting and the sending; the letter itself is good.
MEANWHILE = {
    "stale input": (
        "UPDATE pqr.input SET valid_until = pqr_core.today() - 1 WHERE input_id = %(input)s", "input_expired",
    ),
    "withdrawn input": ("UPDATE pqr.input SET withdrawn_at = now() WHERE input_id = %(input)s", "input_withdrawn"),
    "input of tomorrow": (
        "UPDATE pqr.input SET found_on = pqr_core.today() + 1 WHERE input_id = %(input)s", "input_from_the_future",
    ),
    "source of a copy withdrawn": (
        "WITH gone AS (UPDATE pqr.input SET withdrawn_at = now() WHERE input_id = %(source)s) UPDATE pqr.input"
        " SET reused_case_id = %(other)s, reused_input_id = %(source)s WHERE input_id = %(input)s",
        "input_source_changed",
    ),
    "claim added after drafting": (
        "INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)"
        " SELECT %(case)s, 4, code, area_id, 'otra' FROM pqr.claim_node WHERE code = '1.1'", "claim_without_answer",
    ),
    "paragraph moved to another claim": (
        "UPDATE pqr.input SET claim_ordinal = 3 WHERE input_id = %(input)s", "input_of_other_claim",
    ),
}  # fmt: skip


@pytest.fixture
def two(make_drafting, sql_as):
    """A case of three claims to answer, and another whose petitioner has another name and document."""
    mine, other = make_drafting(claims=3), make_drafting(claims=1)
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET full_name = %s, document_number = '52999123' WHERE case_id = %s",
        [OTHER, other.case_id],
    )
    return mine, other


def stands(admin, reply) -> tuple[int, int]:
    """Where the case is, and how many versions of the letter were sent."""
    return admin.execute(
        "SELECT activity, (SELECT count(*) FROM pqr.draft d WHERE d.case_id = c.case_id AND d.reason = 'sent')"
        " FROM pqr.case_file c WHERE case_id = %s", [reply.case_id]
    ).fetchone()  # fmt: skip


def test_every_mutation_of_the_letter_is_refused_to_its_author_and_the_good_one_passes(two, perform, sql_as):
    mine, other = two
    good, admin = mine.answers(), sql_as("postgres")
    for what, (spoil, reason) in IN_THE_LETTER.items():
        answers = copy.deepcopy(good)
        spoil(answers, other)
        answer = perform("agent", mine.case_id, 1, *SEND, {"answers": answers})
        assert (answer["status"], answer["reason"]) == ("refused", reason), f"{what}: {answer}"
        assert reason in sentences(), what
        assert stands(admin, mine) == (17, 0), what
    assert perform("agent", mine.case_id, 1, *SEND, {"answers": good})["status"] == "applied"
    assert stands(admin, mine) == (18, 1)


def test_what_changes_under_a_good_letter_stops_it(two, perform, sql_as):
    mine, other = two
    admin, good = sql_as("postgres"), mine.answers()
    values = {"input": mine.inputs[0], "source": other.inputs[0], "other": other.case_id, "case": mine.case_id}
    admin.execute("CREATE TEMP TABLE before AS SELECT * FROM pqr.input")
    for what, (change, reason) in MEANWHILE.items():
        admin.execute(change, values)
        answer = perform("agent", mine.case_id, 1, *SEND, {"answers": good})
        assert (answer["status"], answer["reason"]) == ("refused", reason), f"{what}: {answer}"
        assert reason in sentences() and stands(admin, mine) == (17, 0), what
        admin.execute("DELETE FROM pqr.claim WHERE case_id = %(case)s AND ordinal > 3", values)
        admin.execute(
            "UPDATE pqr.input i SET valid_until = b.valid_until, withdrawn_at = b.withdrawn_at, found_on = b.found_on,"
            " claim_ordinal = b.claim_ordinal, reused_case_id = NULL, reused_input_id = NULL"
            " FROM before b WHERE b.input_id = i.input_id"
        )
    assert perform("agent", mine.case_id, 1, *SEND, {"answers": good})["status"] == "applied"


def test_the_same_rules_hold_for_what_is_drafted_in_bulk():
    """Activity 16 asks the same two conditions as 17, declared in the same words."""
    declared = procedure.load("pqr_v08")
    checks = declared.by_key("draft_response").outcomes["drafted"].checks
    assert set(checks) >= {"inputs_valid", "every_claim_answered"}
    bulk = [o.checks for o in declared.by_key("draft_in_bulk").outcomes.values() if o.effect]
    assert bulk and all(set(each) >= {"inputs_valid", "every_claim_answered"} for each in bulk)
