"""Holidays of Colombia from the words of the laws, without the package that seeds them, and terms counted with them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

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

_FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
#: Moved to Monday by Ley 51 de 1983.
_MOVED = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
#: Days after Easter: Thursday and Friday before it; Ascension, Corpus Christi and Sacred Heart, already on Monday.
_EASTER = (-3, -2, 43, 64, 71)


@cache
def holidays_by_law(year: int) -> frozenset[date]:
    """Ley 51 de 1983, and Ley 2578 de 2026 from that year on."""
    moved = [date(year, *day) for day in _MOVED] + ([date(year, 7, 9)] if year >= 2026 else [])
    easter = _easter(year)
    return frozenset(
        [date(year, *day) for day in _FIXED]
        + [day + timedelta(days=-day.weekday() % 7) for day in moved]
        + [easter + timedelta(days=days) for days in _EASTER]
    )


def counted_by_law(start: date, days: int) -> date:
    """Day by day, with no table."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.isoweekday() < 6 and day not in holidays_by_law(day.year)
    return day


def _easter(year: int) -> date:
    """Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
