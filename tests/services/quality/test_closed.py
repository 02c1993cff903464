"""The second sample: closed cases drawn by period, reviewed without moving them, and read by nobody else for it."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.errors import PqrError
from app.services.database import Database
from app.services.quality import closed, lots
from app.services.quality.codes import read_codes
from app.services.verbs.review_quality import Finding
from tests.fixtures.letters import seed_reply

FAULT = Finding(criterion="substance", code="F01", fault_class="wrong", severity="critical", note="Norma derogada.")
NOTE = Finding(criterion="spelling", code="O01", fault_class="wrong", severity="minor", note="Sobra una coma.")

WHY = "Reunión mensual de calidad: lo que salió en el mes"
DRAW = "SELECT pqr_api.draw_closed(%s, %s, %s, NULL, %s)"


@pytest.fixture
def month(sql_as):
    """month(12) closes so many cases ten days ago; (first, last) around them."""
    admin = sql_as("postgres")

    def make(count):
        cases = []
        for _ in range(count):
            reply = seed_reply(admin)
            admin.execute(
                "UPDATE pqr.case_file SET activity = 0, status = 'closed', closed_at = now() - interval '10 days'"
                " WHERE case_id = %s",
                [reply.case_id],
            )
            cases.append(reply.case_id)
        today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
        return cases, today - dt.timedelta(days=20), today - dt.timedelta(days=5)

    return make


def test_a_period_is_drawn_once_stored_whole_and_redrawn_by_anyone(month, engine_as):
    cases, first, last = month(6)
    luis = Database(engine_as("u_luis"))
    assert closed.read_frame(luis, first, last, None) == closed.Frame(6, 1, 6, drawn=False)
    order = uuid.uuid4()
    drawn = closed.draw_closed(luis, order, first, last, None, WHY)
    assert closed.draw_closed(luis, order, first, last, None, WHY) == drawn and (drawn.letters, drawn.sampled) == (6, 6)
    (lot,) = lots.read_lots(luis, "closed")
    assert (lot.is_closed, lot.period, lot.state, lot.title) == (True, (first, last), "in_review", "Todas las áreas")
    assert lots.read_lots(luis) == [] and lots.differs_on_redraw(luis, drawn.lot_id) == []
    assert {row[0] for row in lots.read_frame(luis, drawn.lot_id)} == set(cases)
    with pytest.raises(PqrError, match="closed_drawn"):
        closed.draw_closed(luis, uuid.uuid4(), first + dt.timedelta(days=1), last, None, WHY)


def test_a_verdict_counts_and_leaves_the_case_closed_when_it_was(month, engine_as, sql_as, own_login):
    (one, two), first, last = month(2)
    admin, luis = sql_as("postgres"), Database(engine_as("u_luis"))
    drawn = closed.draw_closed(luis, uuid.uuid4(), first, last, None, WHY)
    before = admin.execute("SELECT closed_at FROM pqr.case_file WHERE case_id = %s", [one]).fetchone()
    order = uuid.uuid4()
    for _ in range(2):  # sent twice, written once
        closed.review_closed(luis, order, drawn.lot_id, one, [FAULT])
    assert lots.read_shares(luis, drawn.lot_id) is None
    closed.review_closed(luis, uuid.uuid4(), drawn.lot_id, two, [NOTE])
    (lot,) = lots.read_lots(luis, "closed")
    assert (lot.state, lot.reviewed, lot.faults, lot.critical, lot.minor) == ("measured", 2, 1, 1, 1)
    (share,) = lots.read_shares(luis, drawn.lot_id)
    assert (share.letters, share.sampled, share.faults) == (2, 2, 1)
    row = admin.execute("SELECT closed_at, activity, status, version FROM pqr.case_file WHERE case_id = %s", [one])
    assert row.fetchone() == (*before, 0, "closed", 2)
    assert admin.execute("SELECT * FROM pqr_api.verify_chains(%s)", [one]).fetchall() == []
    said = admin.execute("SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s", [one]).fetchall()
    assert [outcome for (outcome,) in said][-1] == "closed_reviewed" and len(said) == 2
    assert closed.read_returned(luis) == [], "nothing goes back to its author"
    with pytest.raises(PqrError, match="reviewed_already"):
        closed.review_closed(Database(engine_as("u_marta")), uuid.uuid4(), drawn.lot_id, two, [])


def test_nobody_else_draws_reviews_or_reads_and_no_author_reviews_his_own(month, sql_as, own_login):
    (case,), first, last = month(1)
    period = [uuid.uuid4(), first, last]
    for who in ("agent", "lead", "lawyer", "auditor", "admin"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute("SELECT pqr_api.draw_closed(%s, %s, %s)", period)
    luis = sql_as("quality")
    with pytest.raises(psycopg.Error, match="not_permitted"):
        luis.execute("SELECT pqr_api.read_draft(%s)", [case])
    for wrong in ((last, first), (first, dt.date(2099, 1, 1)), (first - dt.timedelta(days=800), last), (None, last)):
        with pytest.raises(psycopg.Error, match="closed_period"):
            luis.execute("SELECT pqr_api.draw_closed(%s, %s, %s)", [uuid.uuid4(), *wrong])
    with pytest.raises(psycopg.Error, match="closed_empty"):
        luis.execute("SELECT pqr_api.draw_closed(%s, %s, %s, 3, %s)", [*period, WHY])
    lot = uuid.UUID(luis.execute(DRAW, [*period, WHY]).fetchone()[0]["lot_id"])
    review = "SELECT pqr_api.review_closed(gen_random_uuid(), %s, %s, %s)"
    for who in ("agent", "lead", "auditor"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute(review, [lot, case, "[]"])
    # Drawn, the letter is read by quality until it is reviewed, and only then no more; the lawyer still does not.
    assert luis.execute("SELECT pqr_api.read_draft(%s)", [case]).fetchone()[0]["draft"]["version"] == 1
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("lawyer").execute("SELECT pqr_api.read_draft(%s)", [case])
    with pytest.raises(psycopg.Error, match="reviewer_is_not_author"):
        sql_as(own_login("agent", "quality")).execute(review, [lot, case, "[]"])
    with pytest.raises(psycopg.Error, match="finding_without_code"):
        luis.execute(review, [lot, case, '[{"criterion": "spelling", "severity": "minor", "note": "coma de más"}]'])
    luis.execute(review, [lot, case, "[]"])
    with pytest.raises(psycopg.Error, match="not_permitted"):
        luis.execute("SELECT pqr_api.read_draft(%s)", [case])


def test_codes_belong_to_one_criterion_and_returned_letters_name_them(make_drafting, perform, engine_as, sql_as):
    luis = Database(engine_as("u_luis"))
    codes = read_codes(luis)
    assert {c.criterion for c in codes.codes} == {
        "coherence", "clarity", "warmth", "timeliness", "system_use", "substance", "spelling",
    }  # fmt: skip
    reply = make_drafting(claims=1)
    perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    lots.draw_sample(luis, lots.read_lots(luis)[0].scope)
    perform("quality", reply.case_id, 3, "review_quality", "rejected", {"findings": [FAULT.payload(), NOTE.payload()]})
    (row,) = closed.read_returned(luis)
    assert (row.codes, row.worst, row.corrected) == (("F01", "O01"), "critical", False)
    perform("agent", reply.case_id, 4, "draft_response", "drafted", {"answers": reply.answers()})
    assert closed.read_returned(luis)[0].corrected
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("agent").execute("SELECT * FROM pqr_api.quality_returned()")


def test_the_second_sample_opens_no_more_than_its_plan(month, sql_as):
    cases, first, last = month(6)
    admin, luis = sql_as("postgres"), sql_as("quality")
    long_ago = dt.timedelta(days=90)
    admin.execute(
        "UPDATE pqr.case_file SET closed_at = closed_at - interval '90 days' WHERE case_id = ANY (%s)", [cases[3:]]
    )
    for said in ("", "porque sí"):
        with pytest.raises(psycopg.Error, match="reason"):
            luis.execute(DRAW, [uuid.uuid4(), first, last, said])
    # A rollback gives neither the day back nor leaves anything to read.
    with luis.transaction(force_rollback=True):
        luis.execute(DRAW, [uuid.uuid4(), first, last, WHY])
    with pytest.raises(psycopg.Error, match="closed_today"):
        luis.execute(DRAW, [uuid.uuid4(), first, last, WHY])
    admin.execute("UPDATE pqr.quota SET allowed = 10 WHERE kind = 'draw'")
    lot = uuid.UUID(luis.execute(DRAW, [uuid.uuid4(), first, last, WHY]).fetchone()[0]["lot_id"])
    row = admin.execute("SELECT session_login, reason, names FROM pqr_audit.read_log WHERE what = 'draw'").fetchall()
    assert [(login, reason, set(names)) for login, reason, names in row] == [
        ("u_luis", f"Segunda muestra: {WHY}", set(cases[:3]))
    ]
    # What was not drawn is not read; another period is not drawn while these wait, nor an area of one that was.
    with pytest.raises(psycopg.Error, match="not_permitted"):
        luis.execute("SELECT pqr_api.read_draft(%s)", [cases[4]])
    before = [uuid.uuid4(), first - long_ago, last - long_ago, WHY]
    with pytest.raises(psycopg.Error, match="closed_pending"):
        luis.execute(DRAW, before)
    for case in cases[:3]:
        luis.execute("SELECT pqr_api.review_closed(gen_random_uuid(), %s, %s, '[]')", [lot, case])
    with pytest.raises(psycopg.Error, match="closed_drawn"):
        luis.execute("SELECT pqr_api.draw_closed(%s, %s, %s, 1, %s)", [uuid.uuid4(), first, last, WHY])
    assert luis.execute(DRAW, before).fetchone()[0]["letters"] == 3
