"""Express withdrawals (Ley 1755 de 2015, art. 18), and the letters in preparation that one may stop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database


@dataclass(frozen=True)
class WithdrawalRow:
    """A case of the list. Without `withdrawn_on` nothing came: `obstacle` is the refusal that it would get now."""

    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    activity: int
    activity_label: str
    assignee: str | None
    is_mine: bool | None
    withdrawn_on: dt.date | None
    #: accepted, continued, or None while no lawyer has decided.
    decision: str | None
    act_number: str | None
    obstacle: str | None
    #: The number that its letter in preparation holds.
    filing_number: str | None


def listed(database: Database) -> list[WithdrawalRow]:
    """Those without a decision first, then the letters in preparation. Raises a refusal, Offline, Busy."""
    return [WithdrawalRow(**row._asdict()) for row in database.table("withdrawal_list")]
