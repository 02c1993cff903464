"""Activity 12: each signatory gets a case in assignment, with the parent's number and term; the parent waits."""

from __future__ import annotations

import psycopg
import pytest

from app.errors import InvalidInput
from app.services.split.state import SplitPerson, compare
from app.services.verbs.decide_split import Signatory
from app.services.verbs.receive_split import ReceiveSplit
from tests.support.splits import sent_to_split, signatory, wrong_list


def people_of(rows) -> tuple[Signatory, ...]:
    return tuple(Signatory(full_name=a, document_type=b, document_number=c) for a, b, c in rows)


def test_a_case_for_each_signatory(sql_as, perform):
    admin = sql_as("postgres")
    case = sent_to_split(admin)
    verb = ReceiveSplit()
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["activity"] == "receive_split"
    children = admin.execute(
        "SELECT f.activity, f.lex_code IS NOT NULL, f.due_on = o.due_on, p.filing_number = q.filing_number,"
        " p.received_on = q.received_on, p.source, t.full_name, s.child_case_id = f.case_id"
        " FROM pqr.case_file f JOIN pqr.case_file o ON o.case_id = f.parent_id"
        " JOIN pqr.petition p ON p.case_id = f.case_id"
        " JOIN pqr.petition q ON q.case_id = o.case_id JOIN pqr.petitioner t ON t.case_id = f.case_id"
        " JOIN pqr.signatory s ON s.child_case_id = f.case_id WHERE f.parent_id = %s ORDER BY s.ordinal",
        [case],
    ).fetchall()
    assert children == [(5, True, True, True, True, "split", signatory(n)[0], True) for n in (1, 2, 3)]
    status = admin.execute("SELECT status, activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert status == ("split_waiting", 12)


def test_of_120_signatories_each_missing_repeated_and_invented_one_is_named_and_nothing_is_lost(sql_as, perform):
    admin, lead = sql_as("postgres"), sql_as("lead")
    case, rows = sent_to_split(admin, 120), wrong_list(120)
    verb = ReceiveSplit(returned=people_of(rows), file="devuelto.xlsx")
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["status"] == "applied"
    counted = admin.execute("SELECT result, count(*)::int FROM pqr.split_return GROUP BY 1 ORDER BY 1").fetchall()
    assert counted == [("extra", 1), ("matched", 117), ("repeated", 2)]
    assert admin.execute("SELECT count(*) FROM pqr.case_file WHERE parent_id = %s", [case]).fetchone() == (117,)
    state = lead.execute("SELECT pqr_api.split_sheet(%s)", [case]).fetchone()[0]
    assert state["status"] == "split_incomplete"
    assert [p["ordinal"] for p in state["people"] if p["child"] is None] == [5, 40, 120]
    named = [(r["row_no"], r["result"], r["ordinal"]) for r in state["rows"]]
    assert named == [(31, "repeated", 7), (61, "extra", None), (120, "repeated", 11)]
    # The window said the same before it was sent.
    table = [SplitPerson(n, *signatory(n), None, None, None, False) for n in range(1, 121)]
    said = compare(table, verb.returned)
    assert [p.ordinal for p in said.missing] == [5, 40, 120] and len(said.matched) == 117
    assert [at for at, _ in said.repeated] == [31, 120] and [at for at, _ in said.extra] == [61]
    # The three that were missing come later, one of them again: the origin is whole and nobody has two cases.
    late = ReceiveSplit(returned=people_of([signatory(n) for n in (5, 40, 120, 5)]))
    assert perform("lead", case, 2, late.activity, late.outcome, late.payload())["status"] == "applied"
    whole = admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    cases = admin.execute(
        "SELECT count(*)::int, count(DISTINCT child_case_id)::int FROM pqr.signatory WHERE case_id = %s", [case]
    ).fetchone()
    assert whole == ("split_waiting",) and cases == (120, 120)
    assert admin.execute("SELECT count(*) FROM pqr.split_return").fetchone() == (124,)


def test_matching_is_by_document_and_by_a_whole_name_only_where_there_is_none(sql_as, perform):
    admin = sql_as("postgres")
    case = sent_to_split(admin, 4)
    admin.execute("UPDATE pqr.signatory SET document_number = NULL, document_type = NULL WHERE ordinal IN (2, 3)")
    admin.execute("UPDATE pqr.signatory SET full_name = 'Dos Iguales' WHERE ordinal IN (2, 3)")
    returned = people_of(
        [
            ("Otro Nombre", "CC", "70.000.001"),  # same document: her case, and the other name is told
            ("Dos Iguales", None, None),  # of two with one name nobody knows which
            (signatory(4)[0], "CC", "11111111"),  # same name, another document: not the one who signed
        ]
    )
    verb = ReceiveSplit(returned=returned)
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["status"] == "applied"
    rows = admin.execute("SELECT result, signatory_ordinal FROM pqr.split_return ORDER BY row_no").fetchall()
    assert rows == [("matched", 1), ("extra", None), ("extra", None)]
    state = sql_as("lead").execute("SELECT pqr_api.split_sheet(%s)", [case]).fetchone()[0]
    assert (state["rows"][0]["result"], state["rows"][0]["signed_as"]) == ("matched", signatory(1)[0])


def test_the_origin_is_not_closed_before_and_ends_with_its_last_child(sql_as, perform):
    admin = sql_as("postgres")
    case = sent_to_split(admin, 2)
    assert perform("lead", case, 1, "receive_split", "finished")["reason"] == "children_closed"
    first = ReceiveSplit(returned=people_of([signatory(1)]))
    assert perform("lead", case, 1, "receive_split", "received", first.payload())["status"] == "applied"
    assert perform("lead", case, 2, "receive_split", "finished")["reason"] == "signatories_missing"
    assert perform("lead", case, 2, "receive_split", "received")["status"] == "applied"
    assert perform("lead", case, 3, "receive_split", "received")["reason"] == "split_sent"
    assert perform("lead", case, 3, "receive_split", "finished")["reason"] == "children_closed"
    children = [
        row[0] for row in admin.execute("SELECT case_id FROM pqr.case_file WHERE parent_id = %s", [case]).fetchall()
    ]
    for at, child in enumerate(children):
        # Archived with its aval: one of the ways in which a child ends.
        admin.execute("UPDATE pqr.case_file SET activity = 10, assignee_id = 4 WHERE case_id = %(c)s", {"c": child})
        admin.execute(
            "INSERT INTO pqr.endorsement (case_id, seq, kind, reason_code, note, requested_by, due_at, decision,"
            " decided_by, decided_at, act_state, signer_id, signed_by, signed_at)"
            " VALUES (%s, 1, 'archive', 'A01', 'x', 4, now(), 'granted', 7, now(), 'signed', 7, 7, now())", [child]
        )  # fmt: skip
        version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [child]).fetchone()[0]
        assert perform("agent", child, version, "close_archived", "reported")["status"] == "applied"
        ended = admin.execute("SELECT activity, closed_at IS NOT NULL FROM pqr.case_file WHERE case_id = %s", [case])
        assert ended.fetchone() == ((0, True) if at == 1 else (12, False))
    event = admin.execute(
        "SELECT outcome, to_activity, actor_id FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version DESC"
        " LIMIT 1", [case]
    ).fetchone()  # fmt: skip
    assert event == ("finished", 0, 4)


def test_what_is_wrong_in_a_list_is_told_by_its_row(sql_as, perform):
    admin = sql_as("postgres")
    case = sent_to_split(admin)
    for returned, said in (((), "vacía"), (people_of([signatory(1), ("", None, None)]), "Fila 2")):
        with pytest.raises(InvalidInput) as told:
            ReceiveSplit(returned=returned)
        assert said in told.value.user_message
    answer = perform("lead", case, 1, "receive_split", "received", {"returned": [{"full_name": " "}]})
    assert answer["reason"] == "returned_row_empty"
    assert admin.execute("SELECT count(*) FROM pqr.split_reception").fetchone() == (0,)


def test_others_are_refused_over_sql(sql_as, perform):
    case = sent_to_split(sql_as("postgres"))
    for who in ("agent", "records", "assigner", "lawyer"):
        assert perform(who, case, 1, "receive_split", "received")["reason"] == "not_permitted"
    for who in ("agent2", "mission", "lawyer"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute("SELECT pqr_api.split_sheet(%s)", [case])
    for attack in ("SELECT full_name FROM pqr.split_return", "DELETE FROM pqr.split_reception"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as("lead").execute(attack)
