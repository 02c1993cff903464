"""Why mail comes back, as the operator writes it on the guide, and what follows each cause."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.database import Database


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of return; `next_action` is other_address, send_again, notice or call."""

    code: str
    label: str
    next_action: str


def return_causes(database: Database) -> list[Cause]:
    """Every cause, by its words."""
    rows = database.rows("SELECT code, label, next_action FROM pqr.return_cause ORDER BY label")
    return [Cause(row.code, row.label, row.next_action) for row in rows]
