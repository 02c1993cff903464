"""Activities 9 and 11: who decides a split, and that it needs a table of people."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.verbs.decide_split import DecideSplit, Signatory
from tests.support.petitions import REGISTRY, stand_petition

TWO = DecideSplit(
    signatories=(
        Signatory(full_name="Pedro Uno", document_type="CC", document_number="111.222", address="Calle 1"),
        Signatory(full_name="Pedra Dos", document_type="CC", document_number="333444"),
    )
)


@pytest.mark.parametrize("who", ["analyst", "lawyer"])
def test_the_table_is_confirmed_and_the_case_sent(sql_as, perform, who):
    admin = sql_as("postgres")
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=5)
    assert perform(who, case, 1, "decide_split", "split", TWO.payload())["activity"] == "send_to_split"
    names = admin.execute("SELECT ordinal, full_name, document_number FROM pqr.signatory ORDER BY 1").fetchall()
    assert names == [(1, "Pedro Uno", "111222"), (2, "Pedra Dos", "333444")]
    assert admin.execute("SELECT signatory_count FROM pqr.petition").fetchone() == (2,)
    assert perform("analyst", case, 2, "send_to_split", "sent")["reason"] == "not_permitted"
    assert perform("agent", case, 2, "send_to_split", "sent")["activity"] == "receive_split"
    status = admin.execute("SELECT f.status, s.sent_by FROM pqr.case_file f JOIN pqr.split s USING (case_id)")
    assert status.fetchone() == ("split_sent", 4)


def test_one_person_is_no_split(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,))
    payload = {"signatories": TWO.payload()["signatories"][:1]}
    assert perform("analyst", case, 1, "decide_split", "split", payload)["reason"] == "several_signatories"
    # Refused after the effect: nothing of it stays.
    assert admin.execute("SELECT count(*) FROM pqr.signatory").fetchone() == (0,)


def test_an_agent_passes_a_single_signatory_only(sql_as, perform):
    admin = sql_as("postgres")
    one, many = (stand_petition(admin, "decide_split", signatory_count=n) for n in (1, 2))
    assert perform("agent", one, 1, "decide_split", "single")["activity"] == "search_inputs"
    assert perform("agent", many, 1, "decide_split", "single")["reason"] == "single_signatory"
    assert perform("agent", many, 1, "decide_split", "split", TWO.payload())["reason"] == "not_permitted"
    assert perform("analyst", many, 1, "decide_split", "no_split")["activity"] == "search_inputs"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"full_name": "A"}, {"full_name": " "}], "signatory_without_name"),
        ([{"full_name": n, "document_type": "CC", "document_number": "9"} for n in "AB"], "signatory_twice"),
    ],
)
def test_a_bad_table_is_refused_by_the_server(sql_as, perform, rows, reason):
    case = stand_petition(sql_as("postgres"), "decide_split")
    assert perform("analyst", case, 1, "decide_split", "split", {"signatories": rows})["reason"] == reason


def test_the_verb_names_the_row():
    same = Signatory(full_name="Pedro", document_type="CC", document_number="111222")
    with pytest.raises(InvalidInput) as told:
        DecideSplit(signatories=(same, Signatory(full_name="Juan"), same))
    assert told.value.user_message.startswith("Firmante 3")
