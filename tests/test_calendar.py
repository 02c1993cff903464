"""Counting business days: the acceptance values of the domain study, and an independent count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar import (
    add_business_days,
    add_months,
    business_days_between,
    is_business_day,
    subtract_business_days,
)
from app.models.catalogue import holidays
from tests.support.law_days import ACCEPTANCE, counted_by_law, holidays_by_law

HOLIDAYS = frozenset(row["day"] for row in holidays())
DAYS = st.dates(date(2010, 1, 1), date(2040, 10, 31))


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


@settings(max_examples=300, deadline=None)
@given(start=DAYS, days=st.integers(0, 40))
def test_a_term_is_the_one_counted_by_the_laws(start: date, days: int) -> None:
    assert add_business_days(start, days, HOLIDAYS) == counted_by_law(start, days)


def test_the_seeded_holidays_are_those_of_the_laws() -> None:
    assert {day for year in range(2010, 2041) for day in holidays_by_law(year)} == HOLIDAYS


@settings(max_examples=200, deadline=None)
@given(end=st.dates(date(2010, 4, 1), date(2040, 12, 31)), days=st.integers(0, 40))
def test_the_last_day_to_begin_leaves_just_enough(end: date, days: int) -> None:
    day = subtract_business_days(end, days, HOLIDAYS)
    assert is_business_day(day, HOLIDAYS)
    assert business_days_between(day, end, HOLIDAYS) == days
    later = add_business_days(day, 1, HOLIDAYS)
    assert days == 0 or business_days_between(later, end, HOLIDAYS) < days


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 10, 15), date(2026, 11, 17)),  # The 15th is Sunday, Monday a holiday.
        (date(2026, 1, 31), date(2026, 3, 2)),  # February ends on a Saturday.
        (date(2026, 6, 12), date(2026, 7, 14)),  # The 12th is Sunday, and the 13th is the new holiday.
        (date(2024, 1, 30), date(2024, 2, 29)),
    ],
)
def test_a_month_is_of_the_calendar_and_ends_on_a_day_that_counts(start: date, end: date) -> None:
    assert add_months(start, 1, HOLIDAYS) == end
