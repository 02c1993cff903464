"""Activity 13: inputs with date, validity and hash; a claim without one that holds stops the case."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs.search_inputs import FoundInput, SearchInputs
from tests.support.petitions import REGISTRY, REPARATION, stand_petition

YESTERDAY = today() - dt.timedelta(days=1)


def found(claim: int, content: str = "Estado: incluido", **more) -> FoundInput:
    return FoundInput(claim=claim, system="RUV", content=content, **({"found_on": YESTERDAY} | more))


def test_found_inputs_are_kept_with_their_hash(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY, REPARATION))
    verb = SearchInputs(inputs=(found(1), found(2, "Fase: método técnico", valid_until=today())))
    assert perform("agent", case, 1, "search_inputs", "found", verb.payload())["activity"] == "draft_in_bulk"
    rows = admin.execute("SELECT claim_ordinal, area_id, content_sha256, found_on FROM pqr.input ORDER BY 1").fetchall()
    assert rows[0] == (1, 1, hashlib.sha256(b"Estado: incluido").digest(), YESTERDAY)
    assert rows[1][:2] == (2, 3)


@pytest.mark.parametrize(
    "inputs", [(), (found(1),), (found(1), found(2, valid_until=YESTERDAY))], ids=["none", "one", "expired"]
)
def test_every_claim_needs_one_that_holds_today(sql_as, perform, inputs):
    admin = sql_as("postgres")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY, REPARATION))
    payload = SearchInputs(inputs=inputs).payload()
    assert perform("agent", case, 1, "search_inputs", "found", payload)["reason"] == "every_claim_has_input"
    assert admin.execute("SELECT count(*) FROM pqr.input").fetchone() == (0,)


def test_what_is_left_out_is_withdrawn_and_a_repeat_overwrites(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    first, second = found(1), found(1, "Estado: en valoración")
    perform("agent", case, 1, "search_inputs", "missing", SearchInputs(inputs=(first, second)).payload())
    admin.execute("UPDATE pqr.case_file SET activity = 13 WHERE case_id = %s", [case])
    changed = FoundInput(claim=1, system="SGV", content="Agenda: sí", found_on=YESTERDAY, input_id=second.input_id)
    perform("agent", case, 2, "search_inputs", "found", SearchInputs(inputs=(changed,)).payload())
    rows = admin.execute("SELECT system, content, withdrawn_at IS NULL FROM pqr.input ORDER BY 1").fetchall()
    assert rows == [("RUV", "Estado: incluido", False), ("SGV", "Agenda: sí", True)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"claim": 7}, "claim_unknown"),
        ({"content": " "}, "input_empty"),
        ({"found_on": (today() + dt.timedelta(days=3)).isoformat()}, "input_date"),
        ({"found_on": None}, "input_date"),
        ({"valid_until": "2001-01-01"}, "input_validity"),
        ({"system": "escalation"}, "input_system"),
        ({"system": "LEX"}, "payload"),
    ],
)
def test_the_server_checks_each_input(sql_as, perform, change, reason):
    case = stand_petition(sql_as("postgres"), "search_inputs", claims=(REGISTRY,))
    payload = {"inputs": [SearchInputs(inputs=(found(1),)).payload()["inputs"][0] | change]}
    assert perform("agent", case, 1, "search_inputs", "missing", payload)["reason"] == reason


@pytest.mark.parametrize("who", ["agent2", "lawyer", "mission"])
def test_others_are_refused_over_sql(sql_as, perform, who):
    case = stand_petition(sql_as("postgres"), "search_inputs", claims=(REGISTRY,))
    payload = SearchInputs(inputs=(found(1),)).payload()
    assert perform(who, case, 1, "search_inputs", "found", payload)["reason"] == "not_permitted"


def test_the_verb_names_the_input():
    with pytest.raises(InvalidInput) as told:
        SearchInputs(inputs=(found(2, found_on=today() + dt.timedelta(days=1)),))
    assert "RUV" in told.value.user_message and "pretensión 2" in told.value.user_message
