"""The tray of replies to write: each case with how much of it is answered, in order of slack."""

from __future__ import annotations

import math
from dataclasses import dataclass
from uuid import UUID

from app.clock import now
from app.errors import Offline
from app.services.database import Database
from app.services.legal_acts.priority import FIRST
from app.services.legal_calendar import LegalCalendar
from app.services.remembered import NotCarried, remembered
from app.services.trays.case_label import label_shown
from app.services.trays.rows import TrayQuery, TrayRow, labels, tray_page
from app.services.trays.slack import Slack, read_slack

#: Claims that one person answers in a working day: it turns claims still to answer into days of work.
_CLAIMS_A_DAY = 40

_ANSWERED = """
SELECT a.case_id, count(*) FILTER (WHERE a.decision IS NOT NULL)::int AS answered
  FROM pqr.draft_answer a
 WHERE a.case_id = ANY(:cases)
   AND a.version = (SELECT max(d.version) FROM pqr.draft d WHERE d.case_id = a.case_id)
 GROUP BY a.case_id
"""


@dataclass(frozen=True)
class DraftRow:
    """A case in the tray. `slack` is days left minus days of work left; None without a due date."""

    row: TrayRow
    name: str
    answered: int
    days_left: int | None
    clock: Slack | None = None

    @property
    def case_id(self) -> UUID:
        """Whose row it is."""
        return self.row.case_id

    @property
    def label(self) -> str:
        """The filing number as people read it."""
        return label_shown(self.row.label)

    @property
    def returned(self) -> bool:
        """Whether quality or signature sent it back."""
        return self.row.status in ("quality_returned", "signature_returned")

    @property
    def waits_for_bulk(self) -> bool:
        """Whether it is still to be decided if it is drafted with others (16)."""
        return self.row.activity_key == "draft_in_bulk"

    @property
    def slack(self) -> float:
        """What decides the order: the least first; the claims answered so far tell equal ones apart.

        What lacks a datum to count its term comes before all, then what is counted in hours.
        """
        if self.clock is not None and self.clock.lacks is not None:
            return -math.inf
        if self.clock is not None and self.clock.due_at is not None and self.clock.hour_is_near(now()):
            return (self.clock.due_at - now()).total_seconds() / 86_400 - 10_000
        if self.clock is not None and self.clock.slack is not None:
            return self.clock.slack - max(0, self.row.claims - self.answered) / _CLAIMS_A_DAY
        left = self.days_left if self.days_left is not None else 999
        return left - max(0, self.row.claims - self.answered) / _CLAIMS_A_DAY


def _answered(database: Database, cases: list[UUID]) -> dict[UUID, int]:
    def ask() -> dict[str, int]:
        return {str(r.case_id): r.answered for r in database.rows(_ANSWERED, {"cases": cases})}

    try:
        counts = remembered(database, "answered", ask)
    except NotCarried:
        # The list is worth more than its progress.
        return {}
    return {UUID(case): count for case, count in counts.items()}


def _clocks(database: Database, cases: list[UUID]) -> dict[UUID, Slack]:
    try:
        return read_slack(database, cases) if cases else {}
    except Offline:
        # Without a network the list goes by its legal dates.
        if database.memory is None:
            raise
        return {}


def read_tray(database: Database, person_id: int, calendar: LegalCalendar) -> list[DraftRow]:
    """The person's cases at 16 and 17, least slack first. Names are counted. Raises Offline, Busy, QuotaReached."""
    activities = ("draft_in_bulk", "draft_response")
    rows = tray_page(database, TrayQuery(activities=activities, assignee_id=person_id, limit=500))
    cases = [row.case_id for row in rows]
    names = labels(database, cases) if cases else {}
    answered = _answered(database, cases) if cases else {}
    clocks = _clocks(database, cases)
    made = [
        DraftRow(
            row,
            (names[row.case_id].name if row.case_id in names else None) or "Sin nombre",
            answered.get(row.case_id, 0),
            calendar.days_left(row.due_on),
            clocks.get(row.case_id),
        )
        for row in rows
    ]
    # What the law puts before the others (art. 20), then least slack.
    return sorted(made, key=lambda each: (each.row.priority < FIRST, each.slack, str(each.case_id)))
