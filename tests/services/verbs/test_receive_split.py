"""Activity 12: each signatory gets a case in assignment, with the parent's number and term; the parent waits."""

from __future__ import annotations

from app.services.verbs.receive_split import ReceiveSplit
from tests.support.petitions import stand_petition


def _sent(admin, people=3):
    case = stand_petition(admin, "receive_split", signatory_count=people)
    admin.execute(
        "INSERT INTO pqr.split (case_id, decided_by, sent_by, sent_at) VALUES (%s, 6, 4, clock_timestamp())", [case]
    )
    for n in range(1, people + 1):
        admin.execute(
            "INSERT INTO pqr.signatory (case_id, ordinal, full_name) VALUES (%s, %s, %s)",
            [case, n, f"Firmante Inventado {n}"],
        )
    return case


def test_a_case_for_each_signatory(sql_as, perform):
    admin = sql_as("postgres")
    case = _sent(admin)
    verb = ReceiveSplit()
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["activity"] == "receive_split"
    children = admin.execute(
        "SELECT f.activity, f.lex_code IS NOT NULL, f.due_on = o.due_on, p.filing_number = q.filing_number,"
        " p.received_on = q.received_on, p.source, t.full_name, s.child_case_id = f.case_id"
        " FROM pqr.case_file f JOIN pqr.case_file o ON o.case_id = f.parent_id"
        " JOIN pqr.petition p ON p.case_id = f.case_id"
        " JOIN pqr.petition q ON q.case_id = o.case_id JOIN pqr.petitioner t ON t.case_id = f.case_id"
        " JOIN pqr.signatory s ON s.child_case_id = f.case_id WHERE f.parent_id = %s ORDER BY f.label",
        [case],
    ).fetchall()
    assert children == [(5, True, True, True, True, "split", f"Firmante Inventado {n}", True) for n in (1, 2, 3)]
    status = admin.execute("SELECT status, activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert status == ("split_waiting", 12)


def test_received_once_and_finished_when_all_ended(sql_as, perform):
    admin = sql_as("postgres")
    case = _sent(admin, 2)
    assert perform("lead", case, 1, "receive_split", "finished")["reason"] == "children_closed"
    assert perform("lead", case, 1, "receive_split", "received")["status"] == "applied"
    assert perform("lead", case, 2, "receive_split", "received")["reason"] == "split_sent"
    assert perform("lead", case, 2, "receive_split", "finished")["reason"] == "children_closed"
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE parent_id = %s", [case])
    assert perform("lead", case, 2, "receive_split", "finished") == {
        "status": "applied",
        "version": 3,
        "activity": None,
    }


def test_others_are_refused_over_sql(sql_as, perform):
    case = _sent(sql_as("postgres"))
    for who in ("agent", "records", "assigner", "lawyer"):
        assert perform(who, case, 1, "receive_split", "received")["reason"] == "not_permitted"
