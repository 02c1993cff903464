"""Acts and meetings of quality attacked over SQL, and the verdict that is taken back: who may, until when, and once."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.services.database import Database
from app.services.quality import acts, meetings, minutes
from app.services.quality.meetings import Call, Promise
from tests.people import STAFF
from tests.support.samples import draw_lot

FAULT = {
    "criterion": "clarity",
    "code": "L03",
    "fault_class": "incomplete",
    "severity": "major",
    "note": "Falta cuándo.",
}
UNDO = "SELECT pqr_api.undo(gen_random_uuid(), %s, %s, %s)"


@pytest.fixture
def reviewed(make_drafting, perform, sql_as):
    """reviewed(2) are so many letters of the agent, sampled; the first has a fault, all have a verdict."""

    def make(count, *, leave=0):
        for _ in range(count):
            reply = make_drafting(claims=1)
            perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
        lot = uuid.UUID(draw_lot(sql_as)["lot_id"])
        admin = sql_as("postgres")
        held = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 19 ORDER BY 1").fetchall()
        for at, (case,) in enumerate(held[: len(held) - leave]):
            outcome = ("approved", {}) if at else ("rejected", {"findings": [FAULT]})
            assert perform("quality", case, 3, "review_quality", *outcome)["status"] == "applied"
        return lot, [case for (case,) in held]

    return make


def test_a_verdict_is_taken_back_by_its_reviewer_and_counts_nowhere(reviewed, perform, sql_as):
    lot, (bad, good) = reviewed(2)
    luis, marta, admin = sql_as("quality"), sql_as("quality2"), sql_as("postgres")
    # Nobody else's, and not with another version: what is no longer mine to see says no more than that.
    assert luis.execute(UNDO, [bad, 3, 2]).fetchone()[0]["reason"] == "not_permitted"
    assert marta.execute(UNDO, [bad, 4, 3]).fetchone()[0]["reason"] == "not_permitted"
    assert sql_as("agent").execute(UNDO, [bad, 4, 3]).fetchone()[0]["reason"] == "not_permitted"
    watch = "SELECT pqr_core.author_watch(%s)"
    assert admin.execute(watch, [STAFF["agent"].person_id]).fetchone() == ("fault",)
    done = luis.execute(UNDO, [bad, 4, 3]).fetchone()[0]
    assert (done["status"], done["activity"]) == ("applied", "review_quality")
    assert admin.execute(watch, [STAFF["agent"].person_id]).fetchone()[0] != "fault"
    state = "SELECT state, reviewed, faults FROM pqr_api.quality_lots() WHERE lot_id = %s"
    assert luis.execute(state, [lot]).fetchone() == ("in_review", 1, 0)
    assert luis.execute("SELECT * FROM pqr_api.quality_returned()").fetchall() == []
    sheet = luis.execute("SELECT pqr_api.read_draft(%s)", [bad]).fetchone()[0]
    assert sheet["returns"] == [] and [v["verdict"] for v in sheet["versions"]] == [None]
    # Too late, it stays; taken back, it is reviewed again by whoever, once.
    admin.execute("ALTER TABLE pqr_audit.case_event DISABLE TRIGGER append_only")
    later = "UPDATE pqr_audit.case_event SET recorded_at = recorded_at - interval '11 min' WHERE case_id = %s"
    admin.execute(later, [good])
    assert luis.execute(UNDO, [good, 4, 3]).fetchone()[0]["reason"] == "undo_too_late"
    assert perform("quality2", bad, 5, "review_quality", "approved", {})["status"] == "applied"
    assert luis.execute(state, [lot]).fetchone() == ("accepted", 2, 0)


def test_an_act_waits_for_every_verdict_is_numbered_once_and_tells_when_it_no_longer_holds(
    reviewed, perform, sql_as, engine_as
):
    lot, cases = reviewed(2, leave=1)
    luis, admin = Database(engine_as("u_luis")), sql_as("postgres")
    with pytest.raises(Exception, match="act_unfinished"):
        acts.sign_act(luis, lot, "")
    assert perform("quality", cases[1], 3, "review_quality", "approved", {})["status"] == "applied"
    for who in ("agent", "lead", "auditor", "lawyer"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute("SELECT pqr_api.sign_quality_act(%s, '')", [lot])
    number = acts.sign_act(luis, lot, "Nota")
    assert acts.sign_act(luis, lot, "Otra nota") == number
    assert acts.sign_act(Database(engine_as("u_marta")), lot, "") == number
    for forbidden in (
        "UPDATE pqr.quality_act SET faults = 0",
        "DELETE FROM pqr.quality_act_signature",
        "INSERT INTO pqr.quality_meeting (meeting_id) VALUES (gen_random_uuid())",
        "UPDATE pqr.quality_review SET withdrawn_at = now()",
    ):
        with pytest.raises(psycopg.Error, match="permission denied"):
            sql_as("quality").execute(forbidden)
    said = acts.read_act(luis, lot)
    assert said.is_signed and said.parts[-1].rows[0].startswith(STAFF["quality"].full_name)
    assert len(said.parts[-1].rows) == 2 and acts.pdf(said, dt.datetime.now(dt.UTC)).startswith(b"%PDF")
    assert [row.number for row in acts.read_acts(luis)] == [number]
    # Altered behind it, the act says so at each signature.
    admin.execute("UPDATE pqr.quality_lot SET seed = 'otra' WHERE lot_id = %s", [lot])
    assert all("CAMBIÓ" in row for row in acts.read_act(luis, lot).parts[-1].rows)


def _call(**options):
    today = dt.datetime.now(dt.UTC)
    given = {
        "kind": "errors", "area_id": None, "agent_id": STAFF["agent"].person_id,
        "period_from": today.date() - dt.timedelta(days=20), "period_to": today.date() - dt.timedelta(days=1),
        "meets_at": today + dt.timedelta(days=2), "place": "Sala 3", "agenda": "",
        "people": [STAFF["agent"].person_id, STAFF["quality"].person_id], "codes": ["L03"],
    }  # fmt: skip
    return Call(**(given | options))


def test_a_meeting_needs_a_day_people_and_a_fault_and_its_figures_are_the_servers(reviewed, sql_as, engine_as):
    reviewed(2)
    luis, admin, order = Database(engine_as("u_luis")), sql_as("postgres"), uuid.uuid4()
    admin.execute("UPDATE pqr.quality_review SET reviewed_at = reviewed_at - interval '3 days'")
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    for wrong, reason in (
        ({"meets_at": yesterday}, "meeting_when"),
        ({"people": []}, "meeting_people"),
        ({"codes": []}, "meeting_topics"),
        ({"place": " \u200b "}, "meeting_place"),
        ({"period_from": dt.date(2020, 1, 1)}, "meeting_period"),
        ({"area_id": 1}, "payload"),
    ):
        with pytest.raises(Exception, match=reason):
            meetings.call_meeting(luis, order, _call(**wrong))
    for _ in range(2):
        assert meetings.call_meeting(luis, order, _call()) == order
    (topic,) = meetings.read_meeting(luis, order).topics
    assert (topic.letters, topic.reviewed, topic.since) == (1, 2, 0)
    # Who is called finds it in their window and reads it; nobody else, and nobody else writes.
    assert [m.meeting_id for m in meetings.read_mine(Database(engine_as("u_ana")))] == [order]
    assert sql_as("agent").execute("SELECT pqr_api.quality_meeting(%s)", [order]).fetchone()[0]["place"] == "Sala 3"
    assert sql_as("agent2").execute("SELECT * FROM pqr_api.my_meetings()").fetchall() == []
    for query in ("SELECT pqr_api.quality_meeting(%s)", "SELECT pqr_api.cancel_meeting(%s, 'porque sí')",
                  "SELECT pqr_api.record_meeting(%s, '{}', 'diez letras o más', '[]')"):  # fmt: skip
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as("agent2").execute(query, [order])


def test_its_minutes_are_written_once_and_its_commitments_and_faults_are_followed(reviewed, sql_as, engine_as):
    reviewed(2)
    luis, admin, order = Database(engine_as("u_luis")), sql_as("postgres"), uuid.uuid4()
    admin.execute("UPDATE pqr.quality_review SET reviewed_at = reviewed_at - interval '3 days'")
    meetings.call_meeting(luis, order, _call())
    with pytest.raises(Exception, match="meeting_not_yet"):
        meetings.record_meeting(luis, order, [STAFF["agent"].person_id], "Se habló de los plazos.", [])
    admin.execute(
        "UPDATE pqr.quality_meeting SET meets_at = now() - interval '1 hour', called_at = now() - interval '2 d'"
    )
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    agreed = Promise("Decir siempre la fecha", STAFF["agent"].person_id, today + dt.timedelta(days=20))
    for attended, words, promise, reason in (
        ([STAFF["agent2"].person_id], "Se habló de los plazos.", agreed, "meeting_nobody"),
        ([STAFF["agent"].person_id], "Corto", agreed, "meeting_minutes"),
        ([STAFF["agent"].person_id], "Se habló de los plazos.", Promise("x", 1, today), "meeting_commitment"),
    ):
        with pytest.raises(Exception, match=reason):
            meetings.record_meeting(luis, order, attended, words, [promise])
    meetings.record_meeting(luis, order, [STAFF["agent"].person_id], "Se habló de los plazos.", [agreed])
    with pytest.raises(Exception, match="meeting_closed"):
        meetings.record_meeting(luis, order, [STAFF["agent"].person_id], "Otra versión de lo hablado.", [])
    # Followed: afterwards nothing was reviewed, then a letter without that fault: it came down.
    assert "no se ha revisado" in " ".join(minutes.minutes_of(meetings.read_meeting(luis, order)).parts[2].rows)
    admin.execute("UPDATE pqr.quality_review SET reviewed_at = clock_timestamp() WHERE verdict = 'approved'")
    said = minutes.minutes_of(meetings.read_meeting(luis, order))
    assert "0 de 1 cartas revisadas desde la reunión: bajó" in " ".join(said.parts[2].rows)
    ana = Database(engine_as("u_ana"))
    assert [m.commitment for m in meetings.read_mine(ana)] == ["Decir siempre la fecha"]
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("agent2").execute("SELECT pqr_api.keep_commitment(%s, 1, 'ya lo hice')", [order])
    meetings.keep_commitment(ana, order, 1, "La pongo en cada carta")
    assert meetings.read_meeting(luis, order).commitments[0].done_on == today and meetings.read_mine(ana) == []
