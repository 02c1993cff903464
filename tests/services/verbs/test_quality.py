"""Activities 18 and 19 over SQL: samples anyone can redraw, letters held, nobody their own judge."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from tests.people import STAFF
from tests.support.samples import draw as _draw

FAULT = {
    "criterion": "substance",
    "fault_class": "incomplete",
    "severity": "major",
    "note": "Falta decir la fecha.",
    "code": "F02",
}
MINOR = {"criterion": "spelling", "fault_class": "wrong", "severity": "minor", "note": "Sobra una coma.", "code": "O01"}


@pytest.fixture
def letter(make_drafting, perform):
    """letter() is a reply already sent, waiting in 18; letter(author="lawyer") by somebody else."""

    def make(author="agent", **options):
        reply = make_drafting(assignee=author, **options)
        answer = perform(author, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
        assert answer["status"] == "applied", answer
        return reply

    return make


def _lots(session):
    names = [c.name for c in session.execute("SELECT * FROM pqr_api.quality_lots()").description]
    return [dict(zip(names, row, strict=True)) for row in session.execute("SELECT * FROM pqr_api.quality_lots()")]


def test_the_server_draws_the_seed_stores_it_and_moves_every_letter_by_its_own_event(letter, sql_as):
    letters = [letter(claims=1, author="agent" if n % 3 else "agent2") for n in range(12)]
    luis = sql_as("quality")
    (lot,) = _lots(luis)
    assert (lot["state"], lot["letters"], lot["authors"]) == ("to_draw", 12, 2)
    answer = _draw(luis, lot["scope"], p_tolerated=2.5)
    assert (answer["letters"], answer["sampled"], answer["accept"]) == (12, 5, 0)
    admin = sql_as("postgres")
    moved = admin.execute(
        "SELECT c.activity, count(*), count(DISTINCT e.command_id) FROM pqr.case_file c JOIN pqr_audit.case_event e"
        " ON e.case_id = c.case_id AND e.from_activity = 18 GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert moved == [(19, 5, 5), (20, 7, 7)]
    assert len(letters) == 12
    (drawn,) = _lots(luis)
    assert (drawn["state"], drawn["seed"], drawn["sampled"]) == ("in_review", answer["seed"], 5)
    assert len(answer["seed"]) == 64


def test_anyone_with_the_seed_gets_the_same_sample(letter, sql_as):
    for n in range(20):
        letter(claims=1 + n % 2, author="agent" if n % 3 else "agent2")
    luis = sql_as("quality")
    answer = _draw(luis, _lots(luis)[0]["scope"])
    rows = sql_as("auditor").execute("SELECT * FROM pqr_api.redraw_sample(%s)", [answer["lot_id"]]).fetchall()
    assert len(rows) == 20 and all(was == again for _case, was, again in rows)
    assert sum(was for _case, was, _again in rows) == 5
    # With another seed another sample comes out: the seed decides, nothing else.
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.quality_lot SET seed = 'otra' WHERE lot_id = %s", [answer["lot_id"]])
    rows = admin.execute("SELECT was, again FROM pqr_core.redraw(%s)", [answer["lot_id"]]).fetchall()
    assert sum(again for _was, again in rows) == 5 and any(was != again for was, again in rows)


def test_the_same_order_draws_once_and_a_second_leader_finds_it_drawn(letter, sql_as):
    letter(claims=1)
    luis, marta = sql_as("quality"), sql_as("quality2")
    scope, command = _lots(luis)[0]["scope"], uuid.uuid4()
    assert _draw(luis, scope, command) == _draw(luis, scope, command)
    with pytest.raises(psycopg.Error, match="lot_empty"):
        _draw(marta, scope)


def test_only_quality_draws_and_nobody_passes_a_letter_by_hand(letter, perform, sql_as):
    reply = letter(claims=1)
    scope = _lots(sql_as("quality"))[0]["scope"]
    for who in ("agent", "lead", "lawyer", "auditor"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            _draw(sql_as(who), scope)
    for outcome in ("not_sampled", "sampled"):
        answer = perform("quality", reply.case_id, 2, "sample_for_quality", outcome)
        assert (answer["status"], answer["reason"]) == ("refused", "drawn_in_lot")


def test_letters_due_by_the_next_business_day_are_all_reviewed_outside_the_sample(letter, sql_as):
    admin = sql_as("postgres")
    today, soon = admin.execute("SELECT pqr_core.today(), pqr_core.add_business_days(pqr_core.today(), 1)").fetchone()
    for _ in range(3):
        letter(claims=1, due_on=soon)
    letter(claims=1, due_on=today - dt.timedelta(days=4))
    for _ in range(11):
        letter(claims=1)
    luis = sql_as("quality")
    assert _lots(luis)[0]["due_soon"] == 4
    answer = _draw(luis, _lots(luis)[0]["scope"])
    assert (answer["letters"], answer["sampled"], answer["forced"]) == (15, 5, 4)
    held = admin.execute("SELECT count(*) FROM pqr.case_file WHERE activity = 19 AND due_on <= %s", [soon])
    assert held.fetchone() == (4,)
    rows = luis.execute("SELECT forced FROM pqr_api.quality_letters(%s)", [answer["lot_id"]]).fetchall()
    assert [r[0] for r in rows] == [True] * 4 + [False] * 5


def _held(letter, sql_as, **options):
    reply = letter(claims=1, **options)
    luis = sql_as("quality")
    _draw(luis, _lots(luis)[0]["scope"])
    return reply


def test_a_held_letter_cannot_reach_signature_without_its_verdict(letter, perform, sql_as):
    reply = _held(letter, sql_as)
    refused = perform("agent", reply.case_id, 3, "name_director", "named")
    assert refused["status"] == "refused" and refused["reason"] in ("wrong_activity", "not_permitted")
    done = perform("quality", reply.case_id, 3, "review_quality", "approved", {"findings": [MINOR]})
    assert done == {"status": "applied", "version": 4, "activity": "name_director"}


def test_the_author_never_reviews_the_letter(letter, perform, sql_as, own_login):
    reply = _held(letter, sql_as)
    admin = sql_as("postgres")
    ana = STAFF["agent"]
    both = own_login("agent", "quality")
    answer = perform(both, reply.case_id, 3, "review_quality", "approved", {"findings": []})
    assert answer["reason"] == "reviewer_is_not_author"
    # And if a guard were forgotten, the table itself refuses.
    with pytest.raises(psycopg.errors.CheckViolation, match="reviewer_is_not_author"):
        admin.execute(
            "INSERT INTO pqr.quality_review (case_id, seq, draft_version, author_id, reviewer_id, verdict)"
            " VALUES (%s, 1, 1, %s, %s, 'approved')",
            [reply.case_id, ana.person_id, ana.person_id],
        )


@pytest.mark.parametrize(
    ("outcome", "findings", "reason"),
    [
        ("approved", [FAULT], "verdict_differs"),
        ("rejected", [], "verdict_differs"),
        ("rejected", [MINOR], "verdict_differs"),
        ("rejected", [FAULT | {"note": " "}], "finding_without_note"),
        ("rejected", [FAULT | {"criterion": "humor"}], "finding_without_code"),
        ("rejected", [FAULT | {"code": "O01"}], "finding_without_code"),
        ("rejected", [FAULT | {"fault_class": "fea"}], "payload"),
    ],
)
def test_the_verdict_follows_from_the_findings(letter, perform, sql_as, outcome, findings, reason):
    reply = _held(letter, sql_as)
    answer = perform("quality", reply.case_id, 3, "review_quality", outcome, {"findings": findings})
    assert (answer["status"], answer["reason"]) == ("refused", reason)


def test_a_returned_letter_goes_back_to_its_author_with_the_notes_and_the_lot_counts_it(letter, perform, sql_as):
    reply = _held(letter, sql_as)
    findings = [FAULT | {"claim": 1}, MINOR]
    done = perform("quality", reply.case_id, 3, "review_quality", "rejected", {"findings": findings})
    assert done["activity"] == "draft_response"
    admin = sql_as("postgres")
    case = admin.execute("SELECT status, assignee_id FROM pqr.case_file WHERE case_id = %s", [reply.case_id])
    assert case.fetchone() == ("quality_returned", STAFF["agent"].person_id)
    sheet = sql_as("agent").execute("SELECT pqr_api.read_draft(%s)", [reply.case_id]).fetchone()[0]
    assert [n["note"] for n in sheet["returns"][0]["notes"]] == [FAULT["note"], MINOR["note"]]
    (lot,) = _lots(sql_as("quality"))
    assert (lot["state"], lot["faults"], lot["reviewed"]) == ("rejected", 1, 1)
    # The corrected letter is a new version and waits for a lot of its own: the old drawing does not let it pass.
    again = perform("agent", reply.case_id, 4, "draft_response", "drafted", {"answers": reply.answers()})
    assert again["activity"] == "sample_for_quality"
    assert perform("quality", reply.case_id, 5, "sample_for_quality", "not_sampled")["reason"] == "drawn_in_lot"


def test_a_rejected_lot_stops_the_letters_nobody_reviewed_until_all_are(letter, perform, sql_as):
    for n in range(9):
        letter(claims=1, author="agent" if n % 2 else "agent2")
    luis, admin = sql_as("quality"), sql_as("postgres")
    lot = _draw(luis, _lots(luis)[0]["scope"])
    held, passed = (
        admin.execute("SELECT case_id, assignee_id FROM pqr.case_file WHERE activity = %s ORDER BY 1", [n]).fetchall()
        for n in (19, 20)
    )
    who = {4: "agent", 5: "agent2"}
    assert perform("quality", passed[0][0], 3, "name_director", "recalled")["reason"] == "lot_in_order"
    perform("quality", held[0][0], 3, "review_quality", "rejected", {"findings": [FAULT | {"severity": "critical"}]})
    stopped = perform(who[passed[0][1]], passed[0][0], 3, "name_director", "named")
    assert (stopped["status"], stopped["reason"]) == ("refused", "lot_rejected")
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("lead").execute("SELECT pqr_api.recall_lot(%s)", [lot["lot_id"]])
    count = luis.execute("SELECT pqr_api.recall_lot(%s)", [lot["lot_id"]]).fetchone()[0]
    assert count == len(passed) == 4
    # The old drawing does not let them pass again.
    assert perform("quality", passed[0][0], 4, "sample_for_quality", "not_sampled")["reason"] == "drawn_in_lot"
    recheck = next(row for row in _lots(luis) if row["state"] == "to_draw")
    assert recheck["scope"] == f"recheck:{lot['lot_id']}" and recheck["title"] == "Dirección de Reparación"
    second = _draw(luis, recheck["scope"])
    assert (second["letters"], second["sampled"], second["forced"]) == (4, 0, 4)
    assert perform("quality", passed[0][0], 5, "review_quality", "approved")["activity"] == "name_director"
    reason = perform(who[passed[0][1]], passed[0][0], 6, "name_director", "named").get("reason")
    assert reason != "lot_rejected"


@pytest.mark.parametrize(
    ("size", "tolerated", "inspection", "plan"),
    [
        (611, 2.5, "normal", ("J", 80, 5)),
        (611, 2.5, "tightened", ("J", 80, 3)),
        (1204, 2.5, "normal", ("K", 125, 7)),
        (438, 2.5, "normal", ("H", 50, 3)),
        (86, 2.5, "normal", ("F", 20, 1)),
        (12, 2.5, "normal", ("C", 5, 0)),
        (40, 2.5, "normal", ("C", 5, 0)),
        (5, 2.5, "normal", ("C", 5, 0)),
        (900, 1.0, "normal", ("J", 80, 2)),
        (8_000, 4.0, "normal", ("L", 200, 14)),
        (90_000, 4.0, "normal", ("M", 315, 21)),
    ],
)
def test_plans_of_the_standard(sql_as, size, tolerated, inspection, plan):
    row = sql_as("quality").execute(
        "SELECT letter, sample, accept FROM pqr_api.sample_plan(%s, 'iso_2859_1', %s, %s)",
        [size, tolerated, inspection],
    )
    assert row.fetchone() == plan


def test_two_leaders_at_once_draw_one_sample(letter, connect_as):
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(6):
        letter(claims=1)
    leaders = [connect_as("u_luis"), connect_as("u_marta")]
    scope = _lots(leaders[0])[0]["scope"]

    def draw(session):
        try:
            return _draw(session, scope)["status"]
        except psycopg.Error as error:
            return error.diag.message_primary

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(draw, leaders)) == ["applied", "lot_empty"]
    assert leaders[0].execute("SELECT count(*) FROM pqr_api.quality_lots()").fetchone() == (1,)
