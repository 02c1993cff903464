"""What the verbs of activities 16 to 19 refuse before anything is sent, and what they send."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.errors import InvalidInput
from app.services.verbs.draft_in_bulk import DraftAlone, DraftInBulk
from app.services.verbs.draft_response import Answer, DraftResponse, Household
from app.services.verbs.review_quality import Finding, ReviewQuality, verdict

INPUT = UUID("00000000-0000-4000-8000-000000000001")
WHOLE = Answer(claim=1, decision="granted", body_html="<p>Se <b>concede</b>.</p>", input_id=INPUT)
FAULT = Finding(criterion="substance", code="F02", fault_class="incomplete", severity="major", note="Falta la fecha")


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ([], "no tiene respuesta"),
        ([replace(WHOLE, body_html="<p> </p>")], "no tiene respuesta"),
        ([replace(WHOLE, decision=None)], "desenlace"),
        ([replace(WHOLE, decision="quizás")], "desenlace"),
        ([replace(WHOLE, input_id=None)], "insumo"),
        ([replace(WHOLE, claim=2)], "La pretensión 1"),
    ],
)
def test_a_reply_that_leaves_something_out_names_it(answers, word):
    with pytest.raises(InvalidInput) as caught:
        DraftResponse(answers=answers, claims=[1])
    assert word in caught.value.user_message


def test_what_is_sent_is_the_canonical_text_without_what_the_letter_cannot_print():
    hostile = '<div onclick="x">Hola <script>malo()</script><strong>usted</strong></div>'
    verb = DraftResponse(
        answers=[replace(WHOLE, body_html=hostile)],
        claims=[1],
        household=[Household(number="TI 1.041.337.902", reason=" Hija menor ")],
    )
    payload = verb.payload()
    assert payload["answers"][0]["body_html"] == "<p>Hola <b>usted</b></p>"
    assert payload["answers"][0]["input_id"] == str(INPUT)
    assert payload["household"] == [{"number": "TI 1.041.337.902", "reason": "Hija menor"}]


@pytest.mark.parametrize(
    ("number", "reason"), [("12", "Hija menor"), ("1.041.337.902", "no"), ("1" * 12, "Hija menor")]
)
def test_a_household_note_needs_a_number_and_a_reason(number, reason):
    with pytest.raises(InvalidInput):
        Household(number=number, reason=reason)


def test_a_letter_of_a_batch_says_its_batch_and_nothing_else():
    batch = uuid4()
    assert DraftInBulk(batch_id=batch).payload() == {"batch_id": str(batch)}
    assert (DraftAlone().outcome, DraftAlone().payload()) == ("individual", {})


def test_the_verdict_follows_from_the_gravity():
    minor = replace(FAULT, severity="minor")
    assert [verdict(f) for f in ([], [minor], [minor, FAULT], [replace(FAULT, severity="critical")])] == [
        "approved",
        "approved",
        "rejected",
        "rejected",
    ]
    assert ReviewQuality(findings=[FAULT]).outcome == "rejected"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"note": " "}, "nota"),
        ({"note": "x" * 2001}, "2.000"),
        ({"severity": ""}, "gravedad"),
        ({"fault_class": "fea"}, "clase"),
    ],
)
def test_a_fault_that_cannot_be_recorded_names_its_criterion(change, word):
    with pytest.raises(InvalidInput) as caught:
        replace(FAULT, **change)
    assert caught.value.user_message.startswith("Fondo:") and word in caught.value.user_message
