"""Where cases stand: activity, assignee and children, as row-level security lets a person see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.services.database import Database


def case_of(database: Database, number: str) -> UUID | None:
    """The petition of a filing number; None if there is none to be seen."""
    query = "SELECT case_id FROM pqr.case_file WHERE label = :number AND parent_id IS NULL"
    rows = database.rows(query, {"number": number})
    return rows[0].case_id if rows else None


def place_of(database: Database, case_id: UUID) -> Any:
    """Activity, assignee, status and version of a case; IndexError if it is not to be seen."""
    query = "SELECT activity, assignee_id, status, version FROM pqr.case_file WHERE case_id = :case"
    return database.rows(query, {"case": case_id})[0]


def children_of(database: Database, case_id: UUID) -> list[Any]:
    """Cases opened from a case, oldest first."""
    return database.rows(
        "SELECT case_id, procedure, activity, status, label FROM pqr.case_file WHERE parent_id = :case"
        " ORDER BY opened_at, case_id",
        {"case": case_id},
    )
