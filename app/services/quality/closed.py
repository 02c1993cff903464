"""The second sample: letters of closed cases, drawn by period and area, reviewed to measure what left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database, Json
from app.services.quality.lots import Drawn, drawn_of
from app.services.refusals import refusal
from app.services.trays.case_label import label_shown
from app.services.verbs.review_quality import Finding


@dataclass(frozen=True)
class Frame:
    """Letters of a period that could be drawn, of how many people, and how many would be; `drawn`: it was done."""

    letters: int
    authors: int
    sample: int
    drawn: bool


@dataclass(frozen=True)
class Returned:
    """A letter that quality sent back to 17; `corrected` once its author sent a new version."""

    case_id: UUID
    seq: int
    label: str
    due_on: dt.date | None
    lot: str | None
    author: str
    reviewer: str
    reviewed_at: dt.datetime
    activity: int
    activity_label: str | None
    corrected: bool
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    worst: str


def read_frame(database: Database, first: dt.date, last: dt.date, area_id: int | None) -> Frame:
    """What a period holds. Raises a refusal, Offline, Busy."""
    row = database.table("closed_frame", p_from=first, p_to=last, p_area=area_id)[0]
    return Frame(row.letters, row.authors, row.sample, row.drawn)


def draw_closed(
    database: Database, command_id: UUID, first: dt.date, last: dt.date, area_id: int | None, reason: str
) -> Drawn:
    """Have the server draw it; sent twice, it draws once.

    Refusals: closed_empty, closed_drawn, closed_period, closed_area, closed_pending (letters of an earlier one wait),
    closed_today (one a day).
    """
    period = {"p_from": first, "p_to": last, "p_area": area_id}
    return drawn_of(database.call("draw_closed", p_command=command_id, **period, p_reason=reason.strip()))


def review_closed(
    database: Database, command_id: UUID, lot_id: UUID, case_id: UUID, findings: Sequence[Finding]
) -> None:
    """Record the verdict that follows from the faults; sent twice, it is written once. Raises a refusal."""
    body = database.call(
        "review_closed",
        p_command=command_id,
        p_lot=lot_id,
        p_case=case_id,
        p_findings=Json([f.payload() for f in findings]),
    )
    if body.get("status") not in ("applied", "replayed"):
        raise refusal(str(body.get("reason", "refused")))


def read_returned(database: Database) -> list[Returned]:
    """Letters returned in the last 60 days, those not yet corrected first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("quality_returned")]
    for row in rows:
        row["label"] = label_shown(row["label"])
        row["codes"], row["titles"] = tuple(row["codes"] or ()), tuple(row["titles"] or ())
    return [Returned(**row) for row in rows]
