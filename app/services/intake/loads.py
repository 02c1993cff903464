"""Earlier loads and their items, as the server keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.services.database import Database

#: Left out because the program already had it.
WAS_THERE = frozenset({"already_imported", "filing_number_taken", "same_file"})
State = Literal["imported", "already", "rejected"]


@dataclass(frozen=True)
class LoadRow:
    """One load; received == imported + already + rejected once it is closed."""

    batch_id: UUID
    started_at: dt.datetime
    closed_at: dt.datetime | None
    started_by: str
    received: int
    imported: int
    already: int
    rejected: int


@dataclass(frozen=True)
class LoadItem:
    """One file or row of a load."""

    item_no: int
    file_label: str
    filing_number: str | None
    state: State
    sentence: str
    case_id: UUID | None


def read_loads(database: Database, limit: int = 60) -> list[LoadRow]:
    """The latest loads, newest first. Raises Offline, Busy, a refusal."""
    return [LoadRow(**row._asdict()) for row in database.table("intake_batches", p_limit=limit)]


def read_items(database: Database, batch_id: UUID) -> list[LoadItem]:
    """Every item of a load: rejected first, then what was there, then the imported."""
    order = {"rejected": 0, "already": 1, "imported": 2}
    found = [
        LoadItem(
            row.item_no,
            row.file_label,
            row.filing_number,
            _state(row.result, row.reason_code),
            row.sentence or "",
            row.case_id,
        )
        for row in database.table("intake_report", p_batch=batch_id)
    ]
    return sorted(found, key=lambda item: (order[item.state], item.item_no))


def _state(result: str, code: str | None) -> State:
    if result == "imported":
        return "imported"
    return "already" if code in WAS_THERE else "rejected"
