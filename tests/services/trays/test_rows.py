"""The common page of a tray: its order over several activities, its pages by key, and who sees what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import Engine

from app.services.database import Database
from app.services.trays.rows import TrayQuery, activity_counts, tray_page
from tests.people import STAFF

AGENT = STAFF["agent"].person_id
SIGNING = ("file_outgoing", "render_document", "stamp_signature")


@pytest.fixture
def database_as(engine_as: Callable[[str], Engine]) -> Callable[[str], Database]:
    return lambda key: Database(engine_as(STAFF[key].login))


def day(number: int) -> dt.date:
    return dt.date(2026, 3, 1) + dt.timedelta(days=number)


def test_several_activities_are_one_list_by_due_date_and_those_without_one_come_last(make_case, database_as):
    made: dict[str, UUID] = {}
    for number, key in enumerate((*SIGNING, *SIGNING)):
        made[f"{key}{number}"] = make_case("pqr_v08", key, due_on=day((number * 5) % 7))
    undated = make_case("pqr_v08", "file_outgoing")
    page = tray_page(database_as("signer"), TrayQuery(activities=SIGNING))
    assert [row.case_id for row in page[-1:]] == [undated]
    assert [row.due_on for row in page[:-1]] == [day(n) for n in sorted((n * 5) % 7 for n in range(6))]
    assert {row.case_id for row in page} == {*made.values(), undated}
    assert {row.activity_key for row in page} == set(SIGNING)


def test_pages_by_key_give_every_case_once(make_case, database_as):
    cases = {make_case("pqr_v08", SIGNING[n % 3], due_on=None if n > 8 else day(n // 3)) for n in range(11)}
    database, after, seen = database_as("signer"), None, []
    while page := tray_page(database, TrayQuery(activities=SIGNING, limit=3, after=after)):
        seen += [row.case_id for row in page]
        after = page[-1].key
    assert len(seen) == len(cases) and set(seen) == cases


def test_an_agent_sees_what_is_theirs_and_an_outsider_nothing(make_case, database_as):
    mine = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    make_case("pqr_v08", "check_image", assignee_id=STAFF["agent2"].person_id)
    assert [row.case_id for row in tray_page(database_as("agent"), TrayQuery(assignee_id=AGENT))] == [mine]
    assert [row.case_id for row in tray_page(database_as("agent"), TrayQuery(activities=("check_image",)))] == [mine]
    assert tray_page(database_as("printing"), TrayQuery(activities=("check_image",))) == []


def test_an_open_case_is_counted_at_its_activity(make_case, database_as):
    make_case("pqr_v08", "check_image", assignee_id=AGENT, due_on=day(3))
    assert activity_counts(database_as("agent"), assignee_id=AGENT) == {("pqr_v08", "check_image"): 1}


def test_a_number_is_found_by_any_of_its_digits(make_case, database_as):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT, label="2026-711-0001234-2")
    make_case("pqr_v08", "check_image", assignee_id=AGENT, label="2026-711-0009999-2")
    found = tray_page(database_as("agent"), TrayQuery(assignee_id=AGENT, number="711-000123"))
    assert [row.case_id for row in found] == [case]
