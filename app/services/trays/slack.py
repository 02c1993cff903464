"""Slack of the cases of a list, as the server counts it: legal days left minus the work that is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.clock import BOGOTA
from app.services.database import Database

#: Cases that the server takes in one question.
MOST = 1000


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


def read_slack(database: Database, cases: Sequence[UUID]) -> dict[UUID, Slack]:
    """The clock of those that this person may see. Raises Offline, Busy."""
    found: dict[UUID, Slack] = {}
    for start in range(0, len(cases), MOST):
        for row in database.table("slack", p_cases=list(cases[start : start + MOST])):
            values = row._asdict()
            case_id = values.pop("case_id")
            values["due_at"] = values["due_at"].astimezone(BOGOTA) if values["due_at"] else None
            found[case_id] = Slack(**values)
    return found


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
