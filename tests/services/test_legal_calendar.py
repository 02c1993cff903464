"""Days left as the window shows them."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.legal_calendar import LegalCalendar

SATURDAY = LegalCalendar(date(2026, 11, 21), frozenset({date(2026, 11, 16)}))


@pytest.mark.parametrize(
    ("due", "left"),
    [
        (date(2026, 11, 23), 1),
        (date(2026, 11, 21), 0),
        (date(2026, 11, 20), -1),
        (date(2026, 11, 19), -1),
        (date(2026, 11, 18), -2),
        (date(2026, 11, 13), -4),
        (None, None),
    ],
)
def test_a_term_that_ended_on_friday_is_overdue_on_saturday(due: date | None, left: int | None) -> None:
    assert SATURDAY.days_left(due) == left
