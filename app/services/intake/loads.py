"""Earlier loads and their items, as the server keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.services.database import Database

#: Left out because the program already had it.
WAS_THERE = frozenset({"already_imported", "filing_number_taken", "same_file"})
State = Literal["imported", "already", "rejected", "missing"]


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
    """Every item of a load that has a result: rejected first, then what was there, then the imported."""
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


@dataclass(frozen=True)
class LeftOut:
    """A file or row of a day that is no petition: `state` rejected or already with its reason, missing without one."""

    batch_id: UUID
    item_no: int
    state: Literal["missing", "rejected", "already"]
    label: str
    filing_number: str | None
    sentence: str
    at: dt.datetime


@dataclass(frozen=True)
class Folder:
    """The folder «ORFEO masivos»: what waits, since when the oldest, and what nights before this one left behind."""

    cases: int
    bulk: int
    signatories: int
    oldest_label: str | None
    oldest_at: dt.datetime | None
    left_behind: int
    first_due: dt.date | None


def read_left_out(database: Database, day: dt.date | None = None) -> list[LeftOut]:
    """What did not come in on a day; None: the last day with something, after all that has no result yet."""
    missing = [
        LeftOut(
            row.batch_id,
            row.item_no,
            "missing",
            f"Archivo {row.item_no} de la carga",
            None,
            f"La carga de {row.started_by} se cortó antes de este archivo. Al abrir la misma carpeta en Radicación"
            " sigue donde quedó.",
            row.started_at,
        )
        for row in database.table("intake_missing", p_day=day)
    ]
    order = {"rejected": 0, "already": 1}
    rest = [
        LeftOut(
            row.batch_id,
            row.item_no,
            "already" if row.reason_code in WAS_THERE else "rejected",
            row.file_label,
            row.filing_number,
            row.sentence or "",
            row.at,
        )
        for row in database.table("intake_rejections", p_day=day)
    ]
    return missing + sorted(rest, key=lambda item: order[item.state])


@dataclass(frozen=True)
class DayBalance:
    """A day with its sum: received = imported + already + rejected + difference."""

    day: dt.date
    received: int
    imported: int
    bulk: int
    bulk_signatories: int
    already: int
    rejected: int
    difference: int


def read_days(database: Database, limit: int = 30) -> list[DayBalance]:
    """The latest days on which something came in, newest first."""
    return [DayBalance(**row._asdict()) for row in database.table("intake_days", p_limit=limit)]


def read_folder(database: Database) -> Folder:
    """The folder now. Raises Offline, Busy, a refusal."""
    return Folder(**database.table("bulk_folder")[0]._asdict())


def _state(result: str, code: str | None) -> State:
    if result == "imported":
        return "imported"
    return "already" if code in WAS_THERE else "rejected"
