"""The tree of claims: proposed by one, approved by another, in force from its day; old cases keep the name they had."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import psycopg
import pytest

from tests.models.test_earlier import refused
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

REASON = "Circular interna del área competente"


@pytest.fixture
def day(admin) -> dt.date:
    return admin.execute("SELECT pqr_core.today()").fetchone()[0]


def propose(connection, day, *changes, reason=REASON, key=None):
    query = "SELECT pqr_api.propose_tree(%s, %s, %s, %s::jsonb)"
    return connection.execute(query, [key or uuid.uuid4(), day, reason, json.dumps(changes)]).fetchone()[0]


def decide(connection, version, approve=True, note="No procede por ahora"):
    return connection.execute("SELECT pqr_api.decide_tree(%s, %s, %s)", [version, approve, note]).fetchone()[0]


def leaf(admin, code):
    query = "SELECT title, weight, valid_to, replaced_by FROM pqr.claim_node WHERE code = %s"
    return admin.execute(query, [code]).fetchone()


ADD = {
    "code": "2.9",
    "kind": "add",
    "title": "Auxilio funerario",
    "area_id": 2,
    "weight": 1.5,
    "synonyms": ["entierro"],
}
RENAME = {"code": REGISTRY, "kind": "change", "title": "Estado en el registro", "weight": 0.8}
RETIRE = {"code": "2.8", "kind": "retire", "replaced_by": HUMANITARIAN}


def test_one_proposes_and_another_approves_and_old_cases_keep_their_words(admin, sql_as, day):
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    version = propose(sql_as("quality"), day, ADD, RENAME, RETIRE)["version"]
    before = leaf(admin, REGISTRY)
    refused(lambda: decide(sql_as("quality"), version), "own_proposal")
    assert leaf(admin, REGISTRY) == before
    assert decide(sql_as("lead"), version) == {"status": "applied", "in_force": True}
    assert leaf(admin, REGISTRY)[0] == "Estado en el registro"
    assert leaf(admin, "2.9")[0] == "Auxilio funerario"
    assert leaf(admin, "2.8")[2:] == (day - dt.timedelta(days=1), HUMANITARIAN)
    claims = sql_as("agent").execute("SELECT pqr_api.analysis_sheet(%s)", [case]).fetchone()[0]["claims"]
    assert claims[0]["title"] == before[0]
    later = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    kept = "SELECT title, tree_version FROM pqr.claim WHERE case_id = %s"
    assert admin.execute(kept, [case]).fetchone() == (before[0], 1)
    assert admin.execute(kept, [later]).fetchone() == ("Estado en el registro", version)


def test_who_may_not_change_the_tree(sql_as, day):
    for key in ("agent", "lawyer", "auditor", "assigner"):
        refused(lambda key=key: propose(sql_as(key), day, ADD), "not_permitted")
        refused(lambda key=key: decide(sql_as(key), 1), "not_permitted")
        refused(lambda key=key: sql_as(key).execute("UPDATE pqr.claim_node SET weight = 9"), "permission denied")
    refused(lambda: sql_as("agent").execute("SELECT pqr_api.learn_claims()"), "permission denied")
    refused(lambda: sql_as("agent").execute("SELECT * FROM pqr_api.tree_nodes()"), "not_permitted")


def test_a_version_of_tomorrow_waits_for_its_day_and_nothing_else_is_proposed_meanwhile(admin, sql_as, day):
    quality, lead = sql_as("quality"), sql_as("lead")
    version = propose(quality, day + dt.timedelta(days=1), RETIRE)["version"]
    refused(lambda: propose(lead, day, ADD), "tree_proposed")
    assert decide(lead, version)["in_force"] is False
    assert leaf(admin, "2.8")[2] is None
    refused(lambda: propose(lead, day, ADD), "tree_waits")
    # Its day comes: whoever opens Análisis first puts it in force.
    admin.execute("UPDATE pqr.claim_tree_version SET valid_from = %s WHERE version = %s", [day, version])
    assert sql_as("agent").execute("SELECT pqr_api.tree_in_force()").fetchone() == (version,)
    assert leaf(admin, "2.8")[2] == day - dt.timedelta(days=1)


def test_a_rejected_version_changes_nothing_and_its_author_may_take_it_back(admin, sql_as, day):
    quality, lead = sql_as("quality"), sql_as("lead")
    version = propose(quality, day, RENAME)["version"]
    refused(lambda: decide(lead, version, approve=False, note=""), "refusal_without_note")
    assert decide(lead, version, approve=False) == {"status": "applied", "in_force": False}
    refused(lambda: decide(lead, version), "proposal_decided")
    again = propose(quality, day, RENAME)["version"]
    assert decide(quality, again, approve=False)["status"] == "applied"
    assert leaf(admin, REGISTRY)[0] != "Estado en el registro"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "2.x", "kind": "add", "title": "Otra cosa", "area_id": 2, "weight": 1}, "tree_code"),
        ({"code": "2.1", "kind": "add", "title": "Otra cosa", "area_id": 2, "weight": 1}, "tree_code_taken"),
        ({"code": "77.1", "kind": "add", "title": "Otra cosa", "area_id": 2, "weight": 1}, "tree_no_group"),
        ({"code": "2.77", "kind": "retire"}, "tree_leaf_unknown"),
        ({"code": "2.9", "kind": "add", "title": "Otra cosa", "weight": 1}, "tree_area"),
        ({"code": "2.9", "kind": "add", "title": "Otra cosa", "area_id": 999, "weight": 1}, "tree_area"),
        ({"code": "2.8", "kind": "retire", "replaced_by": "2.77"}, "tree_replacement"),
        ({"code": "2.8", "kind": "change", "title": "Eh"}, "tree_incomplete"),
        ({"code": "2.8", "kind": "change", "weight": 99}, "tree_incomplete"),
        ({"code": "2.8", "kind": "change", "weight": "mucho"}, "tree_incomplete"),
    ],
)
def test_what_does_not_fit_the_tree_is_refused_naming_the_leaf(sql_as, day, change, reason):
    refused(lambda: propose(sql_as("quality"), day, change), reason)


def test_a_proposal_needs_changes_a_reason_and_a_day_to_come(sql_as, day):
    quality = sql_as("quality")
    refused(lambda: propose(quality, day), "tree_empty")
    refused(lambda: propose(quality, day, ADD, reason="por que"), "tree_reason")
    refused(lambda: propose(quality, day - dt.timedelta(days=1), ADD), "tree_from_the_past")
    refused(lambda: propose(quality, day, RENAME, RENAME), "tree_twice")
    key = uuid.uuid4()
    propose(quality, day, ADD, key=key)
    assert propose(quality, day, ADD, key=key)["replayed"]


def test_the_effect_counts_what_a_change_touches_without_writing(admin, sql_as, day):
    for _ in range(2):
        stand_petition(admin, "search_inputs", claims=("2.8",), due_on=day)
    writing = stand_petition(admin, "check_image", due_on=None)
    form = json.dumps({"claims": [{"code": "2.8", "words": ""}]})
    sql_as("agent").execute("SELECT pqr_api.save_progress(%s, %s)", [writing, form])
    query = "SELECT code, open_cases, drafts, due_soon, cardinality(sample) FROM pqr_api.tree_effect(%s::jsonb, %s)"
    rows = sql_as("quality").execute(query, [json.dumps([RETIRE, ADD]), day]).fetchall()
    assert rows == [("2.8", 2, 1, 2, 3), ("2.9", 0, 0, 0, 0)]
    assert leaf(admin, "2.8")[2] is None


def test_a_leaf_that_left_the_tree_is_refused_when_it_is_classified(admin, sql_as, day, perform):
    decide(sql_as("lead"), propose(sql_as("quality"), day, RETIRE)["version"])
    case = stand_petition(admin, "classify_claim")
    payload = {"petitioner": {"full_name": "Rosa"}, "claims": [{"code": "2.8", "words": "retorno"}]}
    answer = perform("agent", case, 1, "classify_claim", "classified", payload)
    assert (answer["status"], answer["reason"]) == ("refused", "claim_unknown")
    with pytest.raises(psycopg.Error):
        admin.execute("INSERT INTO pqr.claim_tree_version (version, reason, valid_from, proposed_by, decided_by,"
                      " decision, decided_at) VALUES (90, 'x', now(), 1, 1, 'approved', now())")  # fmt: skip


def test_groups_are_added_renamed_moved_and_retired_and_no_leaf_is_left_without_one(admin, sql_as, day):
    quality, lead = sql_as("quality"), sql_as("lead")
    top = next(n for n in range(1, 100) if leaf(admin, str(n)) is None)
    new = {"code": str(top), "kind": "add_group", "title": "Vivienda y tierras", "area_id": 2}
    inside = {"code": f"{top}.1", "kind": "add", "title": "Subsidio de vivienda", "area_id": 2, "weight": 1}
    moved = {"code": "2.8", "kind": "change", "parent_code": str(top)}
    renamed = {"code": "2", "kind": "change_group", "title": "Asistencia humanitaria"}
    # A group with leaves in it does not go; nor does a leaf go nowhere, nor a group under itself or under a leaf.
    refused(lambda: propose(quality, day, {"code": "2", "kind": "retire_group"}), "tree_orphan")
    refused(lambda: propose(quality, day, {"code": "2.8", "kind": "change", "parent_code": ""}), "tree_orphan")
    refused(lambda: propose(quality, day, renamed | {"parent_code": "2"}), "tree_orphan")
    refused(lambda: propose(quality, day, renamed | {"parent_code": "1.1"}), "tree_orphan")
    refused(lambda: propose(quality, day, new | {"code": "2"}), "tree_code_taken")
    version = propose(quality, day, new, inside, moved, renamed)["version"]
    decide(lead, version)
    query = "SELECT code, parent_code, is_leaf FROM pqr.claim_node WHERE code = ANY (%s) ORDER BY code"
    found = admin.execute(query, [[str(top), f"{top}.1", "2.8"]]).fetchall()
    assert set(found) == {("2.8", str(top), True), (str(top), None, False), (f"{top}.1", str(top), True)}
    assert leaf(admin, "2")[0] == "Asistencia humanitaria"
    # Emptied and retired, in one version; its row stays, and its code is never another's.
    gone = {"code": str(top), "kind": "retire_group"}
    back = {"code": "2.8", "kind": "change", "parent_code": "2"}
    decide(lead, propose(quality, day, gone, back, {"code": f"{top}.1", "kind": "retire"})["version"])
    assert leaf(admin, str(top))[2] == day - dt.timedelta(days=1)
    refused(lambda: propose(quality, day, new), "tree_code_taken")
