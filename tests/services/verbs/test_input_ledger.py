"""The ledger of inputs: facts in columns with their hash, reuse while they hold, and what a thief may not do."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import psycopg
import pytest

from app.clock import today
from app.errors import InvalidInput
from app.services import input_facts
from app.services.refusals import sentences
from app.services.verbs.search_inputs import FoundInput, Reuse, SearchInputs
from tests.support.petitions import REGISTRY, stand_petition

YESTERDAY, NEXT_WEEK = today() - dt.timedelta(days=1), today() + dt.timedelta(days=7)
RUV = {"state": "included", "victimizing_act": "displacement", "declaration_number": "BE000123456"}
FULL = {
    "RUV": RUV | {"declared_on": "2019-03-04", "decided_on": "2019-05-06"},
    "VIVANTO": {
        "state": "not_included",
        "victimizing_act": "threat",
        "registries": "RUV, SIPOD",
        "household_size": "4",
    },
    "SIRAV": {
        "claim_number": "1290-4471",
        "state": "denied",
        "filed_on": "2009-02-03",
        "resolution_number": "77 de 2011",
        "resolved_on": "2011-04-05",
    },
    "SGV": {"kind": "interview", "state": "scheduled", "request_number": "S-55", "scheduled_on": "2031-01-02"},
    "INDEMNIZA": {
        "phase": "paid",
        "resolution_number": "04102019-1084",
        "resolved_on": "2020-01-02",
        "method_result": "favourable",
        "method_year": "2021",
        "amount": "24845790",
        "bank": "Banco Agrario",
        "paid_on": "2022-03-04",
    },
}


def found(system: str, facts: dict[str, str], **more) -> FoundInput:
    base = {"claim": 1, "content": "", "found_on": YESTERDAY, "valid_until": NEXT_WEEK}
    return FoundInput(system=system, facts=facts, **(base | more))


@pytest.fixture
def look(admin, perform):
    """look(case, *inputs) takes step 13 as the agent and leaves the case in 13 again; answers the door's words."""

    def search(case, *inputs, version=1, who="agent"):
        answer = perform(who, case, version, "search_inputs", "missing", SearchInputs(inputs=inputs).payload())
        admin.execute("UPDATE pqr.case_file SET activity = 13 WHERE case_id = %s", [case])
        return answer

    return search


def test_every_system_keeps_its_facts_in_columns_and_the_words_come_from_them(admin, look, sql_as):
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    inputs = [found(system, facts, content="Visto en pantalla") for system, facts in FULL.items()]
    assert look(case, *inputs)["status"] == "applied"
    for each in inputs:
        words = f"{input_facts.words(each.system, each.facts)}\nVisto en pantalla"
        row = admin.execute(
            "SELECT content, content_sha256, note, pqr_core.input_facts(case_id, input_id) FROM pqr.input"
            " WHERE input_id = %s", [each.input_id]
        ).fetchone()  # fmt: skip
        assert row[:3] == (words, hashlib.sha256(words.encode()).digest(), "Visto en pantalla")
        assert {key: str(value) for key, value in row[3].items()} == each.facts
        columns = admin.execute(f"SELECT * FROM pqr.input_{each.system.lower()}")
        row = dict(zip([c.name for c in columns.description], columns.fetchone(), strict=True))
        assert {k: str(v) for k, v in row.items() if k not in ("case_id", "input_id")} == each.facts
    # The same input in another system leaves nothing of the first behind.
    moved = found("SGV", FULL["SGV"], input_id=inputs[0].input_id)
    assert look(case, moved, version=2)["status"] == "applied"
    assert admin.execute("SELECT count(*) FROM pqr.input_ruv").fetchone() == (0,)
    ledger = sql_as("agent").execute("SELECT pqr_api.input_ledger(%s)", [case]).fetchone()[0]
    assert [line["trouble"] for line in ledger["own"]].count("input_withdrawn") == 4


@pytest.mark.parametrize(
    ("system", "facts", "field"),
    [
        ("RUV", {"victimizing_act": "threat"}, "ruv_without_state"),
        ("RUV", RUV | {"declared_on": "2019-05-06", "decided_on": "2019-03-04"}, "ruv_dates"),
        ("RUV", RUV | {"state": "in_valuation", "decided_on": "2019-03-04"}, "ruv_not_decided"),
        ("RUV", RUV | {"declared_on": NEXT_WEEK.isoformat()}, "future_declared_on"),
        ("RUV", RUV | {"declaration_number": "<b>"}, "ruv_declaration_number"),
        ("VIVANTO", FULL["VIVANTO"] | {"household_size": "0"}, "vivanto_household_size"),
        ("SIRAV", {"state": "denied"}, "sirav_without_claim_number"),
        ("SGV", {"kind": "interview", "state": "scheduled"}, "sgv_turn"),
        ("INDEMNIZA", {"phase": "method", "method_result": "favourable"}, "indemniza_method"),
        ("INDEMNIZA", {"phase": "paid"}, "indemniza_paid"),
        ("INDEMNIZA", {"phase": "method", "method_year": "mil"}, "indemniza_unreadable"),
    ],
)
def test_a_bad_fact_has_its_sentence_in_the_window_and_its_name_in_the_database(admin, perform, system, facts, field):
    with pytest.raises(InvalidInput) as told:
        SearchInputs(inputs=(found(system, facts),))
    assert told.value.user_message.startswith(f"Insumo de {system}, pretensión 1: ")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    payload = SearchInputs(inputs=(found("other", {}, content="x"),)).payload()
    payload["inputs"][0] |= {"system": system, "facts": facts}
    answer = perform("agent", case, 1, "search_inputs", "missing", payload)
    assert (answer["reason"], answer["field"]) == ("input_fact", field)
    assert f"input_fact.{field}" in sentences() or field.endswith("unreadable")
    assert admin.execute("SELECT count(*) FROM pqr.input").fetchone() == (0,)


def test_facts_of_another_table_are_refused(admin, perform):
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    payload = SearchInputs(inputs=(found("other", {}, content="x"),)).payload()
    for system, facts in (("RUV", RUV | {"case_id": str(uuid.uuid4())}), ("RUV", {"phase": "paid"}), ("other", RUV)):
        payload["inputs"][0] |= {"system": system, "facts": facts}
        assert perform("agent", case, 1, "search_inputs", "missing", payload)["reason"] == "input_fact_unknown"


@pytest.fixture
def two_cases(admin, look):
    """An input with validity in one case of a person, and another case of the same person that has none."""
    first, second = (stand_petition(admin, "search_inputs", claims=(REGISTRY,)) for _ in range(2))
    given = found("RUV", RUV)
    assert look(first, given)["status"] == "applied"
    return first, second, given


def reuse(given, case, **more) -> FoundInput:
    return found("RUV", {}, content="mentira", valid_until=None, reuse=Reuse(case, given.input_id), **more)


def test_what_holds_is_reused_whole_and_falls_with_its_source(admin, look, perform, two_cases, sql_as):
    first, second, given = two_cases
    ledger = sql_as("agent").execute("SELECT pqr_api.input_ledger(%s)", [second]).fetchone()[0]
    assert [(line["input_id"], line["valid_until"]) for line in ledger["others"]] == [
        (str(given.input_id), NEXT_WEEK.isoformat())
    ]
    # Whose other case was read is in the log.
    assert admin.execute("SELECT names FROM pqr_audit.read_log ORDER BY 1 DESC LIMIT 1").fetchone() == ([first],)
    copy = reuse(given, first)
    assert look(second, copy)["status"] == "applied"
    rows = admin.execute(
        "SELECT content, content_sha256, found_on, valid_until, reused_case_id FROM pqr.input ORDER BY reused_case_id"
    ).fetchall()
    assert rows[0] == (*rows[1][:4], first) and rows[1][4] is None
    found_now = {"inputs": SearchInputs(inputs=(copy,)).payload()["inputs"]}
    # The source says something else now: the copy holds no longer, and drafting is closed.
    admin.execute("UPDATE pqr.input SET content_sha256 = sha256('otra cosa') WHERE case_id = %s", [first])
    assert perform("agent", second, 2, "search_inputs", "found", found_now)["reason"] == "every_claim_has_input"
    admin.execute(
        "UPDATE pqr.input SET content_sha256 = (SELECT content_sha256 FROM pqr.input WHERE case_id = %s),"
        " withdrawn_at = NULL WHERE case_id = %s",
        [second, first],
    )
    assert perform("agent", second, 2, "search_inputs", "found", found_now)["status"] == "applied"


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE pqr.petitioner SET document_number = '555' WHERE case_id = %(first)s",
        "UPDATE pqr.petitioner SET capacity = 'attorney' WHERE case_id = %(first)s",
        "UPDATE pqr.input SET valid_until = pqr_core.today() - 1 WHERE case_id = %(first)s",
        "UPDATE pqr.input SET valid_until = NULL WHERE case_id = %(first)s",
        "UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %(first)s",
        "UPDATE pqr.input SET system = 'escalation' WHERE case_id = %(first)s",
        "UPDATE pqr.input_ruv SET victimizing_act = 'sexual' WHERE case_id = %(first)s",
        "UPDATE pqr.claim_node SET is_sensitive = true WHERE code = '1.1'",
    ],
    ids=["another person", "an attorney", "expired", "no validity", "withdrawn", "an area's", "sexual", "sensitive"],
)
def test_nothing_else_is_reused(admin, perform, two_cases, spoil):
    first, second, given = two_cases
    admin.execute(spoil, {"first": first})
    payload = SearchInputs(inputs=(reuse(given, first),)).payload()
    assert perform("agent", second, 1, "search_inputs", "missing", payload)["reason"] == "input_not_reusable"


def test_others_read_no_ledger_and_write_no_fact(two_cases, sql_as):
    _, second, _ = two_cases
    for who in ("agent2", "mission", "printing", "lawyer"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute("SELECT pqr_api.input_ledger(%s)", [second])
    for attack in (
        "UPDATE pqr.input SET valid_until = '2040-01-01'", "DELETE FROM pqr.input_ruv", "SELECT * FROM pqr.input_ruv",
        "SELECT content FROM pqr.input", "SELECT pqr_core.reusable_inputs(gen_random_uuid())",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as("agent").execute(attack)


def test_a_claim_taken_away_takes_its_facts_unless_another_case_rests_on_them(admin, look, perform):
    case, other = (stand_petition(admin, "search_inputs", claims=(REGISTRY, REGISTRY)) for _ in range(2))
    given = found("RUV", RUV, claim=2)
    assert look(case, given)["status"] == "applied"
    assert look(other, reuse(given, case))["status"] == "applied"
    classify = {"petitioner": {"full_name": "Rosa Prueba Inventada"}, "claims": [{"code": REGISTRY, "words": ""}]}

    def shorten(which):
        admin.execute("UPDATE pqr.case_file SET activity = 7 WHERE case_id = %s", [which])
        return perform("agent", which, 2, "classify_claim", "classified", classify)

    assert shorten(case)["reason"] == "claims_in_use"
    admin.execute("UPDATE pqr.input SET claim_ordinal = 2 WHERE case_id = %s", [other])
    assert shorten(other)["status"] == "applied" and shorten(case)["status"] == "applied"
    assert admin.execute("SELECT count(*) FROM pqr.input_ruv").fetchone() == (0,)


def test_a_claim_without_area_is_a_sentence(admin, perform):
    case = stand_petition(admin, "classify_claim")
    admin.execute("UPDATE pqr.claim_node SET area_id = NULL WHERE code = %s", [REGISTRY])
    payload = {"petitioner": {"full_name": "Rosa"}, "claims": [{"code": REGISTRY, "words": ""}]}
    answer = perform("agent", case, 1, "classify_claim", "classified", payload)
    assert answer["reason"] == "claim_without_area" and "área" in sentences()["claim_without_area"]
