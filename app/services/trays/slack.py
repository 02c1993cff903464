"""Slack of the cases of a list, as the server counts it: legal days left minus the work that is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.clock import BOGOTA
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.remembered import remembered

#: Cases that the server takes in one question.
MOST = 1000
#: Cases of a list that this computer keeps the clock of: a person's own, not a whole tray.
_CARRIED = 200


@dataclass(frozen=True)
class Slack:
    """The clock of one case, in business days; `slack` is None without a legal date.

    `start_by`: last day on which the work left still fits. `escalate_by`: last day to ask the areas, while they may
    be asked. `due_at`: the hour that a judge or control body fixed. `copies_by`: where a request for documents was
    not answered in term, until when the copies are handed over (Ley 1755 de 2015, art. 14).
    """

    due_on: dt.date | None
    days_left: int | None
    work_left: int
    slack: int | None
    start_by: dt.date | None
    escalate_by: dt.date | None
    due_at: dt.datetime | None
    copies_by: dt.date | None
    #: «waiting»: the term stands still until the citizen answers; «lapsed»: the citizen did not, in time. Until when.
    awaits: str | None = None
    awaits_until: dt.date | None = None
    #: Of a petition without a legal date: the datum that is missing (a key of LACKS).
    lacks: str | None = None

    def hour_is_near(self, now: dt.datetime) -> bool:
        """Whether it is counted in hours: a document fixed the hour, and less than a day is left or has gone by."""
        return self.due_at is not None and abs((self.due_at - now).total_seconds()) < 86_400


#: Without which datum a term can't be counted: as a list says it, and whole.
LACKS = {
    "class_key": ("falta la clase", "falta la clase de la petición"),
    "received_on": ("falta recepción", "falta la fecha de recepción en ORFEO"),
    "typed_due_at": ("falta fecha y hora", "falta la fecha y la hora que fija el oficio"),
    "regime": ("falta el régimen", "falta un régimen de términos vigente el día de la recepción"),
    "calendar": ("falta el calendario", "faltan los festivos del año en que vencería"),
    "uncounted": ("falta recalcular", "falta volver a calcularlo: pídalo a quien administra el calendario"),
}


def lacks_sentence(key: str) -> str:
    """«Sin plazo: falta la fecha de recepción en ORFEO.»"""
    return f"Sin plazo: {LACKS[key][1]}."


def read_slack(
    database: Database, cases: Sequence[UUID], place: str = "", calendar: LegalCalendar | None = None
) -> dict[UUID, Slack]:
    """The clock of those that this person may see. Raises Offline, Busy.

    With the name of a list in `place` its clocks are kept on this computer: without network the work left is what it
    was, and the days are counted from today by `calendar`.
    """
    if not place or len(cases) > _CARRIED:
        return {UUID(row["case_id"]): _slack(row) for row in _ask(database, cases)}
    kept = remembered(database, f"slack:{place}", lambda: _ask(database, cases))
    wanted = {str(case_id) for case_id in cases}
    found = {UUID(row["case_id"]): _slack(row) for row in kept if row["case_id"] in wanted}
    if calendar is not None and database.is_lost:
        return {case_id: _today(slack, calendar) for case_id, slack in found.items()}
    return found


def _ask(database: Database, cases: Sequence[UUID]) -> list[dict[str, Any]]:
    """Plain rows of the server."""
    rows: list[dict[str, Any]] = []
    for start in range(0, len(cases), MOST):
        for row in database.table("slack", p_cases=list(cases[start : start + MOST])):
            rows.append(
                {key: value if isinstance(value, int | None) else str(value) for key, value in row._asdict().items()}
            )
    return rows


def _slack(row: Mapping[str, Any]) -> Slack:
    """A kept row as it was: dates from their text, hours in Bogotá."""
    values = dict(row)
    del values["case_id"]
    for key in ("due_on", "start_by", "escalate_by", "copies_by", "awaits_until"):
        # What was kept before a column was told has none of it.
        values[key] = dt.date.fromisoformat(values[key]) if values.get(key) else None
    at = values["due_at"]
    values["due_at"] = dt.datetime.fromisoformat(at).astimezone(BOGOTA) if at else None
    return Slack(**values)


def _today(slack: Slack, calendar: LegalCalendar) -> Slack:
    days = calendar.days_left(slack.due_on)
    if slack.awaits == "waiting" and slack.awaits_until is not None and calendar.today <= slack.awaits_until:
        return replace(slack, days_left=days)
    return replace(slack, days_left=days, slack=None if days is None else days - slack.work_left)


def read_group_slack(
    database: Database, groups: Mapping[Hashable, tuple[dt.date | None, int]]
) -> dict[Hashable, Slack]:
    """The clock of groups of cases, by their first date and the activity where they wait. Raises Offline, Busy."""
    keys = list(groups)[:MOST]
    rows = database.table(
        "slack_of_dates", p_dates=[groups[key][0] for key in keys], p_activities=[groups[key][1] for key in keys]
    )
    return {
        keys[row.place - 1]: Slack(row.due_on, row.days_left, row.work_left, row.slack, row.start_by, None, None, None)
        for row in rows
    }
