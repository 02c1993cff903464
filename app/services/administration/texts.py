"""The library of approved texts with what each is for, how often it was used and whether it is in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from app.services.database import Database

#: Days before the end of validity in which a text asks for attention.
SOON = 30
State = Literal["current", "ending", "ended", "future"]

_READ = """
SELECT t.text_id, t.version, t.claim, t.title, t.decision, t.body_html, t.approved_by, t.approved_on,
       t.valid_from, t.valid_to, t.used AS uses
  FROM pqr_api.text_library() t
 ORDER BY t.title, t.version DESC
"""


@dataclass(frozen=True)
class TextRow:
    """One version of an approved text. `uses` counts the answers sent with it, of everybody."""

    text_id: str
    version: int
    claim: str | None
    title: str
    decision: str
    body_html: str
    approved_by: str
    approved_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    uses: int
    state: State


def read_texts(database: Database, today: dt.date) -> list[TextRow]:
    """Every version, those about to end first. Raises Offline, Busy."""
    rows = [TextRow(**row._asdict(), state=_state(row.valid_from, row.valid_to, today)) for row in database.rows(_READ)]
    order = {"ending": 0, "future": 1, "current": 2, "ended": 3}
    return sorted(rows, key=lambda row: (order[row.state], row.title, -row.version))


def _state(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> State:
    if valid_from > today:
        return "future"
    if valid_to is None or valid_to > today + dt.timedelta(days=SOON):
        return "current"
    return "ended" if valid_to < today else "ending"
