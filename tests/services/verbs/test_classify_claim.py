"""Activity 7: the petitioner corrected, claims numbered, areas derived from the tree."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person
from tests.support.petitions import HUMANITARIAN, REGISTRY, REPARATION, stand_petition

WHO = Person(full_name="  Rosa   Prueba Corregida ", document_type="CC", document_number="10.203.041")


def classify(*codes: str, **more) -> ClassifyClaim:
    return ClassifyClaim(petitioner=WHO, claims=tuple(ClaimAsked(code, "pido esto") for code in codes), **more)


def test_claims_get_their_number_and_area(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim")
    verb = classify(HUMANITARIAN, REPARATION, signatory_count=3)
    assert perform("agent", case, 1, verb.activity, verb.outcome, verb.payload())["activity"] == "request_endorsement"
    claims = admin.execute("SELECT ordinal, claim_code, area_id FROM pqr.claim ORDER BY ordinal").fetchall()
    assert claims == [(1, HUMANITARIAN, 2), (2, REPARATION, 3)]
    who = admin.execute("SELECT full_name, document_number FROM pqr.petitioner").fetchall()
    assert who == [("Rosa Prueba Corregida", "10203041")]
    assert admin.execute("SELECT signatory_count FROM pqr.petition").fetchone() == (3,)
    assert admin.execute("SELECT weight FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,)


def test_classified_again_after_an_undo_the_list_is_the_new_one(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim", claims=(REGISTRY, HUMANITARIAN, REPARATION), inputs=True)
    verb = classify(REGISTRY, REPARATION)
    assert perform("agent", case, 1, verb.activity, verb.outcome, verb.payload())["status"] == "applied"
    claims = admin.execute("SELECT ordinal, claim_code FROM pqr.claim ORDER BY 1").fetchall()
    assert claims == [(1, REGISTRY), (2, REPARATION)]
    # The input of what stayed stays; that of the claim that became another no longer counts.
    kept = admin.execute("SELECT claim_ordinal, withdrawn_at IS NULL FROM pqr.input ORDER BY 1").fetchall()
    assert kept == [(1, True), (2, False)]


@pytest.mark.parametrize("codes", [(), ("3",), ("99.9",)])
def test_only_leaves_in_force_are_claims(sql_as, perform, codes):
    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim")
    payload = classify(REGISTRY).payload() | {"claims": [{"code": code} for code in codes]}
    answer = perform("agent", case, 1, "classify_claim", "classified", payload)
    assert answer["reason"] in ("no_claims", "claim_unknown")
    assert answer["field"] == "claims"
    assert admin.execute("SELECT count(*) FROM pqr.claim").fetchone() == (0,)


def test_a_name_is_needed_unless_the_petition_is_anonymous(sql_as, perform):
    admin = sql_as("postgres")
    named, hidden = (stand_petition(admin, "classify_claim", is_anonymous=flag) for flag in (False, True))
    payload = classify(REGISTRY).payload() | {"petitioner": {"full_name": None}}
    assert perform("agent", named, 1, "classify_claim", "classified", payload)["reason"] == "petitioner_without_name"
    assert perform("agent", hidden, 1, "classify_claim", "classified", payload)["status"] == "applied"


@pytest.mark.parametrize("who", ["agent2", "lawyer", "lead"])
def test_others_are_refused_over_sql(sql_as, perform, who):
    case = stand_petition(sql_as("postgres"), "classify_claim")
    answer = perform(who, case, 1, "classify_claim", "classified", classify(REGISTRY).payload())
    assert answer["reason"] == "not_permitted"


@pytest.mark.parametrize(
    ("person", "word"),
    [
        (Person(full_name="Ana", document_number="123"), "tipo de documento"),
        (Person(full_name="Ana", document_type="CC", document_number="12*3"), "número"),
        (Person(full_name="Ana", email="ana@"), "correo"),
        (Person(full_name="Ana", accepts_email=True), "correo"),
        (Person(full_name=" "), "nombre"),
    ],
)
def test_the_verb_names_the_field(person, word):
    with pytest.raises(InvalidInput) as told:
        ClassifyClaim(petitioner=person, claims=(ClaimAsked("1.1"),))
    assert word in told.value.user_message
