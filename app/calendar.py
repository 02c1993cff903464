"""Counts business days; knows no clock and no holiday: both are given."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_business_day(day: date, non_working: Collection[date]) -> bool:
    """Whether a legal term counts that day."""
    return day.weekday() < _SATURDAY and day not in non_working


def add_business_days(start: date, days: int, non_working: Collection[date]) -> date:
    """The day on which a term of that many business days ends; the start day does not count.

    Source: Ley 4 de 1913, art. 62; Ley 1755 de 2015, art. 14.
    """
    day = start
    while days > 0:
        day += _DAY
        if is_business_day(day, non_working):
            days -= 1
    return day


def business_days_between(start: date, end: date, non_working: Collection[date]) -> int:
    """Business days after `start` up to and including `end`; negative when `end` is earlier (days overdue)."""
    if end < start:
        return -business_days_between(end, start, non_working)
    weeks, rest = divmod((end - start).days, 7)
    counted = weeks * 5 + sum((start + _DAY * (i + 1)).weekday() < _SATURDAY for i in range(rest))
    return counted - sum(1 for day in non_working if start < day <= end and day.weekday() < _SATURDAY)


def subtract_business_days(end: date, days: int, non_working: Collection[date]) -> date:
    """The last business day from which so many remain up to `end`; with 0, `end` or the one before it."""
    day = end
    while not is_business_day(day, non_working):
        day -= _DAY
    for _ in range(days):
        day -= _DAY
        while not is_business_day(day, non_working):
            day -= _DAY
    return day


def add_months(start: date, months: int, non_working: Collection[date]) -> date:
    """The day on which a term of calendar months ends, moved to a day that counts.

    A month without that day ends on its last one. Source: Ley 4 de 1913, arts. 59 and 62; Ley 1755 de 2015, art. 17.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    while not is_business_day(day, non_working):
        day += _DAY
    return day
