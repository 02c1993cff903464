"""The terms that a filing may have, by regime and class, and which datum lacks where none can be counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.database import Database
from app.services.legal_calendar import LegalCalendar


@dataclass(frozen=True)
class Regime:
    """Business days of each class from a day on, to another or without end."""

    valid_from: dt.date
    valid_to: dt.date | None
    days: Mapping[str, int]

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Terms:
    """`regimes`, the newest first: it suspends the others. `years`: those whose holidays are in the calendar."""

    regimes: tuple[Regime, ...] = ()
    years: frozenset[int] = frozenset()
    #: Classes whose document fixes day and hour.
    typed: frozenset[str] = field(default_factory=frozenset)

    def days(self, class_key: str, received_on: dt.date) -> int | None:
        """Business days of that class for what is received that day."""
        regime = next((each for each in self.regimes if each.holds(received_on)), None)
        return regime.days.get(class_key) if regime is not None else None

    def lacks(self, class_key: str, received_on: dt.date | None, calendar: LegalCalendar) -> str | None:
        """The datum without which its term can't be counted, as the server names it; None where nothing lacks.

        What a typed class lacks of its document is the form's to say.
        """
        if not class_key:
            return "class_key"
        if received_on is None:
            return "received_on"
        if class_key in self.typed:
            return None
        days = self.days(class_key, received_on)
        if days is None:
            return "regime"
        return None if calendar.add(received_on, days).year in self.years else "calendar"


def read_terms(database: Database) -> Terms:
    """Every regime, and the years of the calendar. Raises Offline, Busy."""
    found: dict[tuple[dt.date, dt.date | None], dict[str, int]] = {}
    for row in database.rows(
        "SELECT g.valid_from, g.valid_to, r.class_key, r.days FROM pqr.term_rule r"
        " JOIN pqr.term_regime g USING (regime_id) ORDER BY g.valid_from DESC"
    ):
        found.setdefault((row.valid_from, row.valid_to), {})[row.class_key] = row.days
    years = database.rows(
        "SELECT DISTINCT extract(year FROM n.day)::int AS year FROM pqr.non_working_day n WHERE n.kind = 'holiday'"
    )
    typed = database.rows("SELECT k.key FROM pqr.petition_class k WHERE k.has_typed_term")
    return Terms(
        tuple(Regime(since, until, days) for (since, until), days in found.items()),
        frozenset(row.year for row in years),
        frozenset(row.key for row in typed),
    )
