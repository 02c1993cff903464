"""The server's today and its non-working days, so that the window counts as the server does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import calendar
from app.services.database import Database


@dataclass(frozen=True)
class LegalCalendar:
    """A day and the days that do not count around it (about two years back, one ahead)."""

    today: date
    non_working: frozenset[date]

    def days_left(self, due_on: date | None) -> int | None:
        """Business days from today to a due date: 0 is today, negative is overdue; None without a date.

        A term that ended on Friday is overdue on Saturday, though no business day has passed since: -1.
        """
        if due_on is None:
            return None
        days = calendar.business_days_between(self.today, due_on, self.non_working)
        return min(days, -1) if due_on < self.today else days

    def add(self, start: date, days: int) -> date:
        """The day on which a term of business days ends."""
        return calendar.add_business_days(start, days, self.non_working)


def read_calendar(database: Database) -> LegalCalendar:
    """Ask the server. Raises Offline, Busy."""
    row = database.table("legal_calendar")[0]
    return LegalCalendar(row.today, frozenset(row.non_working))
