"""Slack in the server: legal days left minus the work left, against a count made here stage by stage."""

from __future__ import annotations

import datetime as dt
import math
import tomllib

from app.calendar import add_business_days, add_months, business_days_between, subtract_business_days
from app.models.catalogue import CATALOGUE, holidays
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

HOLIDAYS = frozenset(row["day"] for row in holidays())
STAGES = tomllib.loads((CATALOGUE / "terms.toml").read_text(encoding="utf-8"))["stage"]


def today(admin) -> dt.date:
    return admin.execute("SELECT pqr_core.today()").fetchone()[0]


def clock(connection, *cases) -> dict:
    query = "SELECT case_id, days_left, work_left, slack, start_by, escalate_by, copies_by FROM pqr_api.slack(%s)"
    return {row[0]: row[1:] for row in connection.execute(query, [list(cases)]).fetchall()}


def ahead(activity: int) -> int:
    place = next(s["position"] for s in STAGES if s["activity"] == activity)
    return math.ceil(sum(s["days"] for s in STAGES if s.get("position", 0) >= place))


def test_the_work_left_is_the_stages_ahead_and_the_slowest_area(admin, sql_as):
    due = add_business_days(today(admin), 12, HOLIDAYS)
    asking = stand_petition(admin, "search_inputs", claims=(REGISTRY,), due_on=due)
    having = stand_petition(admin, "search_inputs", claims=(REGISTRY,), inputs=True, due_on=due)
    writing = stand_petition(admin, "draft_response", claims=(REGISTRY,), due_on=due)
    found = clock(sql_as("agent"), asking, having, writing)
    assert [found[case][:3] for case in (asking, having, writing)] == [
        (12, ahead(13) + 3, 12 - ahead(13) - 3),
        (12, ahead(13), 12 - ahead(13)),
        (12, ahead(17), 12 - ahead(17)),
    ]
    assert found[asking][3] == subtract_business_days(due, ahead(13) + 3, HOLIDAYS)
    assert found[asking][4] == subtract_business_days(due, ahead(15) + 3, HOLIDAYS)
    assert found[writing][4] is None


def test_the_queue_of_an_area_takes_as_long_as_it_is(admin, sql_as):
    case = stand_petition(
        admin, "search_inputs", claims=(HUMANITARIAN,), due_on=add_business_days(today(admin), 12, HOLIDAYS)
    )
    assert clock(sql_as("agent"), case)[case][1] == ahead(13) + 2
    admin.execute("UPDATE pqr.area SET queue_capacity = 1 WHERE area_id = 2")
    admin.execute(
        "INSERT INTO pqr.case_file (case_id, procedure, activity, root_id, area_id)"
        " SELECT g, 'escalation_v01', 1, g, 2 FROM (SELECT gen_random_uuid() AS g FROM generate_series(1, 3)) x"
    )
    assert clock(sql_as("agent"), case)[case][1] == ahead(13) + 8


def test_overdue_copies_are_due_three_days_later(admin, sql_as):
    due = subtract_business_days(today(admin), 2, HOLIDAYS)
    values = {"received_on": dt.date(2026, 11, 3), "regime_id": 1, "due_on": due}
    copies = stand_petition(admin, "draft_response", class_key="documents", **values)
    other = stand_petition(admin, "draft_response", class_key="petition", **values)
    found = clock(sql_as("agent"), copies, other)
    assert found[copies][5] == add_business_days(due, 3, HOLIDAYS)
    assert found[other][5] is None
    assert found[other][0] < 0


def test_another_agent_s_case_has_no_clock_for_me(admin, sql_as):
    case = stand_petition(admin, "draft_response")
    assert clock(sql_as("agent2"), case) == {}
    assert case in clock(sql_as("lead"), case)


def test_without_a_due_date_there_is_no_slack(admin, sql_as):
    case = stand_petition(admin, "draft_response", due_on=None)
    assert clock(sql_as("agent"), case)[case][2] is None


def test_months_and_days_back_are_counted_the_same_here_and_there(admin):
    starts = [dt.date(2010, 1, 1) + dt.timedelta(days=n) for n in range(0, 11000, 37)]
    rows = admin.execute(
        "SELECT s, pqr_core.add_months(s, 1), pqr_core.subtract_business_days(s, 7) FROM unnest(%s::date[]) s", [starts]
    )
    for start, month, back in rows.fetchall():
        assert month == add_months(start, 1, HOLIDAYS), start
        assert back == subtract_business_days(start, 7, HOLIDAYS) if start.year > 2010 else True
        if start.year > 2010:
            assert business_days_between(back, start, HOLIDAYS) == 7


def test_groups_have_the_clock_of_their_first_case(admin, sql_as):
    day = add_business_days(today(admin), 9, HOLIDAYS)
    query = "SELECT place, days_left, work_left, slack, start_by FROM pqr_api.slack_of_dates(%s, %s)"
    rows = sql_as("quality").execute(query, [[day, None, day], [18, 18, 5]]).fetchall()
    expected = [(1, ahead(18)), (3, ahead(5) + 3)]
    assert rows == [(place, 9, work, 9 - work, subtract_business_days(day, work, HOLIDAYS)) for place, work in expected]
