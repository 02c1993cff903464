"""The server counts days as the window does, and says what is missing when it can't."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from app.calendar import add_business_days, business_days_between
from app.models.catalogue import holidays
from tests.fixtures.database import Connect
from tests.support.law_days import ACCEPTANCE, counted_by_law, holidays_by_law

HOLIDAYS = frozenset(row["day"] for row in holidays())


@pytest.fixture
def owner(connect_as: Connect) -> psycopg.Connection[Any]:
    return connect_as("postgres")


def test_the_server_and_the_window_count_the_same_days(owner: psycopg.Connection[Any]) -> None:
    starts = [date(2025, 12, 1) + timedelta(days=n) for n in range(0, 420, 3)]
    for days in (1, 3, 5, 10, 15, 30, 35):
        rows = owner.execute(
            "SELECT s, pqr_core.add_business_days(s, %s), pqr_core.business_days_between(s, s + 45)"
            " FROM unnest(%s::date[]) s",
            [days, starts],
        ).fetchall()
        for start, end, between in rows:
            assert end == add_business_days(start, days, HOLIDAYS)
            assert between == business_days_between(start, start + timedelta(days=45), HOLIDAYS)


@pytest.mark.parametrize(
    ("class_key", "received", "due"),
    [
        ("petition", date(2026, 6, 30), date(2026, 7, 23)),
        ("documents", date(2025, 12, 12), date(2025, 12, 29)),
        ("inquiry", date(2026, 6, 30), date(2026, 8, 14)),
        # The emergency regime gave thirty days, until it was repealed.
        ("petition", date(2021, 3, 1), date(2021, 4, 15)),
        ("petition", date(2022, 5, 18), date(2022, 6, 9)),
    ],
)
def test_the_term_is_the_one_in_force_on_the_day_of_reception(
    owner: psycopg.Connection[Any], class_key: str, received: date, due: date
) -> None:
    assert owner.execute("SELECT pqr_core.due_on(%s, %s)", [class_key, received]).fetchone() == (due,)


@pytest.mark.parametrize(
    ("class_key", "received", "field"),
    [
        ("no_such", date(2026, 1, 1), "class_key"),
        ("petition", None, "received_on"),
        ("judicial", date(2026, 1, 1), "typed_due_at"),
        ("petition", date(2009, 1, 1), "regime"),
        ("petition", date(2040, 12, 20), "calendar"),
    ],
)
def test_a_term_that_cannot_be_computed_names_what_is_missing(
    owner: psycopg.Connection[Any], class_key: str, received: date | None, field: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("SELECT pqr_core.due_on(%s, %s)", [class_key, received])
    assert (refused.value.sqlstate, refused.value.diag.message_detail) == ("PQ100", field)


def test_the_acceptance_table_is_the_same_in_the_server(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        "SELECT pqr_core.add_business_days(r, d), pqr_core.business_days_between(r, w), w"
        " FROM unnest(%s::date[], %s::int[], %s::date[]) AS t(r, d, w)",
        [[row[0] for row in ACCEPTANCE], [row[1] for row in ACCEPTANCE], [row[2] for row in ACCEPTANCE]],
    ).fetchall()
    assert [row[0] for row in rows] == [row[2] for row in ACCEPTANCE]
    assert [row[1] for row in rows] == [row[1] for row in ACCEPTANCE]


#: Terms of the regime in force, by class (domain.md §1.1).
TERMS = {
    "petition": 15,
    "complaint": 15,
    "grievance": 15,
    "suggestion": 15,
    "documents": 10,
    "inquiry": 30,
    "authority": 10,
}


@pytest.mark.parametrize("class_key", TERMS)
def test_each_class_has_its_term_by_the_acceptance_table(owner: psycopg.Connection[Any], class_key: str) -> None:
    expected = {received: due for received, days, due in ACCEPTANCE if days == TERMS[class_key]}
    for received, due in expected.items():
        assert owner.execute("SELECT pqr_core.due_on(%s, %s)", [class_key, received]).fetchone() == (due,)


@pytest.mark.parametrize("class_key", ["oversight", "congress", "judicial"])
def test_judges_and_control_bodies_have_the_day_they_typed(owner: psycopg.Connection[Any], class_key: str) -> None:
    # Eleven at night in Bogotá is another day in Greenwich.
    query = "SELECT pqr_core.due_on(%s, '2026-06-30', '2026-07-02T23:00:00-05:00')"
    assert owner.execute(query, [class_key]).fetchone() == (date(2026, 7, 2),)


def test_the_seeded_days_are_those_of_the_laws(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute("SELECT day, legal_act FROM pqr.non_working_day WHERE kind = 'holiday'").fetchall()
    by_law = {day for year in range(2010, 2041) for day in holidays_by_law(year)}
    assert {day for day, _ in rows} == by_law
    assert {act for day, act in rows if day == date(2026, 7, 13)} == {"Ley 2578 de 2026"}


def test_the_server_counts_like_the_laws_from_2010_to_2040(owner: psycopg.Connection[Any]) -> None:
    starts = [date(2010, 1, 1) + timedelta(days=n) for n in range(0, 11200, 11)]
    rows = owner.execute(
        "SELECT s, d, pqr_core.add_business_days(s, d) FROM unnest(%s::date[]) s, unnest('{3,5,10,15,30}'::int[]) d",
        [starts],
    ).fetchall()
    assert all(end == counted_by_law(start, days) for start, days, end in rows)
