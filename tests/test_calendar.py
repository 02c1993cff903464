"""Counting business days: the acceptance values of the domain study, and an independent count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar import add_business_days, business_days_between, is_business_day
from app.models.catalogue import holidays

HOLIDAYS = frozenset(row["day"] for row in holidays())

#: Received, business days, due (domain.md §1.2; the 2026 rows cross the new holiday of 13 July).
ACCEPTANCE = [
    (date(2026, 3, 24), 5, date(2026, 3, 31)),
    (date(2026, 3, 24), 10, date(2026, 4, 9)),
    (date(2026, 3, 24), 15, date(2026, 4, 16)),
    (date(2026, 3, 24), 30, date(2026, 5, 8)),
    (date(2026, 6, 30), 5, date(2026, 7, 7)),
    (date(2026, 6, 30), 10, date(2026, 7, 15)),
    (date(2026, 6, 30), 15, date(2026, 7, 23)),
    (date(2026, 6, 30), 30, date(2026, 8, 14)),
    (date(2026, 7, 3), 5, date(2026, 7, 10)),
    (date(2026, 7, 3), 10, date(2026, 7, 21)),
    (date(2026, 7, 3), 15, date(2026, 7, 28)),
    (date(2026, 7, 10), 5, date(2026, 7, 21)),
    (date(2026, 7, 10), 10, date(2026, 7, 28)),
    (date(2026, 7, 10), 15, date(2026, 8, 4)),
    (date(2025, 12, 12), 10, date(2025, 12, 29)),
    (date(2025, 12, 12), 15, date(2026, 1, 6)),
    (date(2025, 12, 12), 30, date(2026, 1, 28)),
    (date(2025, 6, 20), 10, date(2025, 7, 8)),
    (date(2025, 6, 20), 15, date(2025, 7, 15)),
]
DAYS = st.dates(date(2011, 1, 1), date(2039, 6, 30))


@pytest.mark.parametrize(("received", "days", "due"), ACCEPTANCE)
def test_a_term_ends_on_the_day_the_study_computed(received: date, days: int, due: date) -> None:
    assert add_business_days(received, days, HOLIDAYS) == due


@pytest.mark.parametrize(("received", "days", "due"), ACCEPTANCE)
def test_the_days_between_are_the_days_of_the_term(received: date, days: int, due: date) -> None:
    assert business_days_between(received, due, HOLIDAYS) == days
    assert business_days_between(due, received, HOLIDAYS) == -days


def test_the_holiday_of_2026_is_known_with_its_law() -> None:
    row = next(r for r in holidays() if r["day"] == date(2026, 7, 13))
    assert row["legal_act"] == "Ley 2578 de 2026"
    assert sum(r["day"].year == 2026 for r in holidays()) == 19


def test_the_sixth_of_january_of_2026_counts() -> None:
    assert is_business_day(date(2026, 1, 6), HOLIDAYS)
    assert not is_business_day(date(2026, 1, 12), HOLIDAYS)


@settings(max_examples=300, deadline=None)
@given(start=DAYS, days=st.integers(1, 40))
def test_counting_one_by_one_gives_the_same(start: date, days: int) -> None:
    end = add_business_days(start, days, HOLIDAYS)
    span = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(d.isoweekday() <= 5 and d not in HOLIDAYS for d in span) == days
    assert end.isoweekday() <= 5
    assert end not in HOLIDAYS


@settings(max_examples=300, deadline=None)
@given(one=DAYS, other=DAYS)
def test_the_days_between_are_counted_the_same_both_ways(one: date, other: date) -> None:
    first, last = sorted((one, other))
    last = min(last, first + timedelta(days=200))
    span = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert business_days_between(first, last, HOLIDAYS) == sum(is_business_day(d, HOLIDAYS) for d in span)
