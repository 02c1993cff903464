"""Queues and reminders: 20,000 escalations replayed with holidays; each notice told once; who changed a term."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import holidays
import psycopg
import pytest

from app.clock import today
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

DGSH, CAPACITY, TERM, PEAK = 2, 4000, 2, 20_000
FREE = holidays.country_holidays("CO", years=range(2024, 2034))
FILL = """
WITH made AS (
    INSERT INTO pqr.case_file (case_id, procedure, activity, parent_id, root_id, area_id, due_on, label, status)
    SELECT uuidv7(), 'escalation_v01', 1 + mod(n, 2), %(petition)s, %(petition)s, %(area)s, %(due)s, 'E' || n, 'x'
    FROM generate_series(1, %(count)s) n RETURNING case_id, label)
INSERT INTO pqr.escalation (case_id, petition_case_id, round, area_id, question, requested_by, due_on, promised_on,
                            queued_at)
SELECT case_id, %(petition)s, 1, %(area)s, '¿Estado?', 4, %(due)s, %(due)s,
       clock_timestamp() + substr(label, 2)::int * interval '1 ms' FROM made
"""


def fill(admin, count, *, area=DGSH, due=None, code=HUMANITARIAN):
    """So many open escalations of one petition, in an area's line."""
    petition = stand_petition(admin, "receive_inputs", claims=(code,), due_on=due or dt.date(2031, 3, 3))
    admin.execute(FILL, {"petition": petition, "area": area, "due": due or today(), "count": count})
    return petition


def business(day: dt.date, days: int) -> dt.date:
    """An independent count: day by day, with the package of holidays."""
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5 and day not in FREE
    return day


def test_a_peak_of_20_000_replayed_with_holidays(admin, sql_as):
    """5.3 as a capacity: the n-th comes back 2 × ⌈n/4000⌉ business days later, whatever holidays lie between."""
    starts = [dt.date(2026, 12, 1) + dt.timedelta(days=n) for n in range(0, 45, 4)] + [dt.date(2027, 3, 19)]
    found = admin.execute(
        "WITH peak AS (SELECT d.days, min(d.n) AS first, max(d.n) AS last"
        "  FROM (SELECT n, pqr_core.queue_days(n, %s, %s) AS days FROM generate_series(1, %s) n) d GROUP BY 1)"
        " SELECT s.day, p.days, p.first, p.last, pqr_core.add_business_days(s.day, p.days)"
        " FROM unnest(%s::date[]) s(day) CROSS JOIN peak p ORDER BY 1, 2",
        [TERM, CAPACITY, PEAK, starts],
    ).fetchall()
    wanted = [
        (day, TERM * quota, (quota - 1) * CAPACITY + 1, quota * CAPACITY, business(day, TERM * quota))
        for day in starts
        for quota in range(1, PEAK // CAPACITY + 1)
    ]
    assert found == wanted
    # The same peak as rows: the last one of a quota and the first of the next, and what is asked now.
    due = business(today(), 4)
    fill(admin, PEAK, due=due)
    quotas = sql_as("escalation_control").execute("SELECT * FROM pqr_api.area_queue(%s)", [DGSH]).fetchall()
    late = [0, CAPACITY, CAPACITY, CAPACITY, CAPACITY]
    assert quotas == [(n, business(today(), TERM * n), CAPACITY, CAPACITY, late[n - 1]) for n in range(1, 6)]
    shown = sql_as("agent").execute(
        "SELECT promised_on, place, capacity, term_days FROM pqr_api.area_promises() WHERE area_id = %s", [DGSH]
    )
    assert shown.fetchone() == (business(today(), TERM * 6), PEAK + 1, CAPACITY, TERM)


def ask(perform, case, expected=None):
    request = {"claims": [1], "question": "¿Giro?", "expected_on": expected and expected.isoformat()}
    return perform("agent", case, 1, "escalate_inputs", "escalated", {"requests": [request]})


def test_no_later_day_is_taken_than_the_one_shown(admin, perform):
    fill(admin, 3)
    admin.execute("UPDATE pqr.area SET queue_capacity = 4 WHERE area_id = %s", [DGSH])
    case = stand_petition(admin, "escalate_inputs", claims=(HUMANITARIAN,))
    shown = business(today(), TERM)
    fill(admin, 1)  # somebody else took the last place of that quota
    assert ask(perform, case, shown)["reason"] == "promise_moved"
    assert ask(perform, case, business(today(), 2 * TERM))["status"] == "applied"
    row = admin.execute("SELECT queue_position, promised_on FROM pqr.escalation WHERE petition_case_id = %s", [case])
    assert row.fetchone() == (5, business(today(), 2 * TERM))


def test_two_agents_never_take_the_same_place(admin, connect_as, perform):
    cases = [
        stand_petition(admin, "escalate_inputs", claims=(HUMANITARIAN,), assignee=who) for who in ("agent", "agent2")
    ]
    first, done = connect_as("postgres"), []
    with first.transaction():
        first.execute("SELECT pqr_core.line_up(ARRAY[%s])", [DGSH])
        other = threading.Thread(target=lambda: done.append(ask(perform, cases[0])))
        other.start()
        other.join(0.5)
        assert not done  # it waits for whoever is taking a place
    other.join(10)
    assert done[0]["status"] == "applied"
    assert perform("agent2", cases[1], 1, "escalate_inputs", "escalated", {
        "requests": [{"claims": [1], "question": "¿Giro?"}]})["status"] == "applied"  # fmt: skip
    places = admin.execute("SELECT queue_position FROM pqr.escalation ORDER BY 1").fetchall()
    assert places == [(1,), (2,)]


def told(session):
    return dict(session.execute("SELECT kind, cases FROM pqr_api.take_reminders()").fetchall())


def test_a_missed_night_loses_no_reminder_and_none_is_said_twice(admin, sql_as):
    """Nothing was run on the nights before: what is late since days ago is said at the first reading, once."""
    nearly = business(today(), 1)
    for due, count in ((today() - dt.timedelta(days=9), 2), (today(), 3), (nearly, 4), (business(today(), 2), 5)):
        fill(admin, count, area=1, due=due, code=REGISTRY)
    area = sql_as("mission")
    assert told(area) == {"late": 2, "today": 3, "soon": 4}
    assert told(area) == {}
    # A day later, by moving the terms: only what is new is said.
    admin.execute(
        "UPDATE pqr.case_file SET due_on = %s WHERE due_on = %s AND procedure = 'escalation_v01'",
        [today() - dt.timedelta(days=1), nearly],
    )
    assert told(area) == {"late": 4}
    assert told(area) == {}


def test_control_reminds_once_a_day_and_sees_what_was_not_read(admin, sql_as):
    fill(admin, 3, area=1, due=today() - dt.timedelta(days=2), code=REGISTRY)
    fill(admin, 1, area=1, due=business(today(), 5), code=REGISTRY)
    control = sql_as("escalation_control")
    remind = "SELECT pqr_api.remind_area(1)"
    seen = "SELECT reminded_at IS NOT NULL, untold FROM pqr_api.escalations_by_area() WHERE area_id = 1"
    assert [control.execute(remind).fetchone(), control.execute(remind).fetchone()] == [(3,), (0,)]
    assert control.execute(seen).fetchone() == (True, 3)
    assert told(sql_as("mission")) == {"late": 3, "asked": 3}
    assert control.execute(seen).fetchone() == (True, 0)
    assert told(sql_as("mission")) == {}


@pytest.mark.parametrize("who", ["agent", "lawyer", "mission", "quality"])
def test_only_control_reminds_and_only_an_area_is_told(sql_as, who):
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as(who).execute("SELECT pqr_api.remind_area(1)")
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("escalation_control").execute("SELECT * FROM pqr_api.take_reminders()")


CHANGE = "SELECT pqr_api.set_area_term(%s, %s, %s, %s, %s)"


def test_a_capacity_changes_by_a_named_person_with_its_reason(admin, sql_as):
    lead, change = sql_as("lead"), uuid.uuid4()
    fill(admin, 6)
    wanted = business(today(), 2 * 3)
    assert lead.execute(CHANGE, [change, DGSH, 2, 3, "Acta 12 de la reunión mensual"]).fetchone() == (wanted,)
    assert lead.execute(CHANGE, [change, DGSH, 2, 3, "Acta 12 de la reunión mensual"]).fetchone() == (wanted,)
    row = lead.execute(
        "SELECT queue_capacity, queue_capacity_before, reason, changed_by FROM pqr_api.area_term_changes()"
    )
    assert row.fetchall() == [(3, CAPACITY, "Acta 12 de la reunión mensual", STAFF["lead"].full_name)]
    for given, why in (
        ((2, 0, "x"), "area_term_range"), ((0, None, "x"), "area_term_range"), ((61, None, "x"), "area_term_range"),
        ((None, None, "x"), "area_term_range"), ((2, 3, "  "), "note_missing"),
    ):  # fmt: skip
        with pytest.raises(psycopg.Error, match=why):
            lead.execute(CHANGE, [uuid.uuid4(), DGSH, *given])


@pytest.mark.parametrize("who", ["escalation_control", "mission2", "agent", "admin", "auditor"])
def test_nobody_else_changes_it(sql_as, who):
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as(who).execute(CHANGE, [uuid.uuid4(), DGSH, 1, 1, "porque sí"])
    for theft in ("UPDATE pqr.area SET term_days = 1", "INSERT INTO pqr.area_term_change SELECT NULL"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(who).execute(theft)
