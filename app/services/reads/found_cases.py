"""Cases found by a text, for the palette: counted and logged in the server, which decides what may be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app import procedure
from app.services.database import Database
from app.services.trays.slack import Slack, read_slack

MOST = 8


@dataclass(frozen=True)
class FoundCase:
    """One case: where it stands, and who it is about if this person takes part in it."""

    case_id: UUID
    procedure: str
    activity_key: str
    activity_label: str
    tray: str
    status: str
    label: str
    lex_code: str | None
    assignee_id: int | None
    due_on: dt.date | None
    is_closed: bool
    name: str | None
    document_tail: str | None
    slack: Slack | None = None


@dataclass(frozen=True)
class PastStep:
    """One step that was taken; no personal data of citizens."""

    at: dt.datetime
    actor: str
    activity: str
    outcome: str


def search(database: Database, words: str) -> list[FoundCase]:
    """Cases whose number, LEX code, name or document matches. Raises QuotaReached, Offline, Busy."""
    number = words.replace("-", "").replace(" ", "")
    asked = number if number.isdigit() else words
    found = [_found(row._asdict()) for row in database.table("search", p_text=asked, p_limit=MOST)]
    clocks = read_slack(database, [each.case_id for each in found]) if found else {}
    return [replace(each, slack=clocks.get(each.case_id)) for each in found]


def by_id(database: Database, case_id: UUID) -> FoundCase | None:
    """One case that this person may see, without the name; None for any other."""
    rows = database.rows(
        "SELECT c.case_id, c.procedure, c.activity::int, c.status, c.label, c.lex_code, c.assignee_id, c.due_on,"
        " c.closed_at, NULL::text AS name, NULL::text AS document_tail FROM pqr.case_file c WHERE c.case_id = :case_id",
        {"case_id": case_id},
    )
    return _found(rows[0]._asdict()) if rows else None


def labels(database: Database, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Filing numbers of cases that this person may see."""
    rows = database.rows(
        "SELECT c.case_id, c.label FROM pqr.case_file c WHERE c.case_id = ANY(:cases)", {"cases": list(case_ids)}
    )
    return {row.case_id: row.label for row in rows}


def history(database: Database, case_id: UUID) -> list[PastStep]:
    """What happened to a case, oldest first; nothing when this person may not see it."""
    rows = database.table("case_history", p_case=case_id)
    return [
        PastStep(row.recorded_at, row.actor or "", row.activity_label or "", row.outcome_label or row.outcome)
        for row in rows
    ]


def people_names(database: Database, person_ids: list[int]) -> dict[int, str]:
    """Names of members of the staff."""
    rows = database.rows(
        "SELECT person_id, full_name FROM pqr.person WHERE person_id = ANY(:people)", {"people": person_ids}
    )
    return {row.person_id: row.full_name for row in rows}


def _found(values: Mapping[str, Any]) -> FoundCase:
    declared = procedure.load(values["procedure"])
    here = next((each for each in declared.activities if each.number == values["activity"]), None)
    return FoundCase(
        values["case_id"],
        values["procedure"],
        here.key if here else "",
        here.label if here else "Terminado",
        here.tray if here else "",
        values["status"],
        values["label"],
        values["lex_code"],
        values["assignee_id"],
        values["due_on"],
        values["closed_at"] is not None,
        values["name"],
        values["document_tail"],
    )
