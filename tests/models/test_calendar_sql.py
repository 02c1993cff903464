"""The server counts days as the window does, and says what is missing when it can't."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from app.calendar import add_business_days, business_days_between
from app.models.catalogue import holidays
from tests.fixtures.database import Connect

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
    ],
)
def test_a_term_that_cannot_be_computed_names_what_is_missing(
    owner: psycopg.Connection[Any], class_key: str, received: date | None, field: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("SELECT pqr_core.due_on(%s, %s)", [class_key, received])
    assert (refused.value.sqlstate, refused.value.diag.message_detail) == ("PQ100", field)
