"""Rows that came back of people who are not in the table of signatories, and what a second person decides (12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database
from app.services.legal_calendar import LegalCalendar

#: Letters that a reason takes at least; the server asks for as many.
LEAST = 20


@dataclass(frozen=True)
class ExtraRow:
    """One row; `alike` is who of the table it may be, `child` the label of the case that its person got."""

    case_id: UUID
    reception: int
    row_no: int
    label: str
    due_on: dt.date | None
    full_name: str
    document_type: str | None
    document_number: str | None
    file_label: str | None
    received_by: str
    received_at: dt.datetime
    is_mine: bool
    alike: str | None
    signatories: int
    missing: int
    document_id: UUID | None
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: dt.datetime | None
    child: str | None

    @property
    def key(self) -> Hashable:
        """What names the row."""
        return (self.case_id, self.reception, self.row_no)

    @property
    def document(self) -> str:
        """Type and number, as far as the list said them."""
        return f"{self.document_type or ''} {self.document_number or ''}".strip()


def waiting(database: Database, _calendar: LegalCalendar) -> list[ExtraRow]:
    """Rows that nobody decided, counted as labels. Raises a refusal, QuotaReached, Offline, Busy."""
    return _rows(database, decided=False)


def decided(database: Database, _calendar: LegalCalendar) -> list[ExtraRow]:
    """Those decided in the last thirty days, counted as labels. Raises a refusal, QuotaReached, Offline, Busy."""
    return _rows(database, decided=True)


def decide(database: Database, command_id: UUID, row: ExtraRow, *, adopt: bool, reason: str) -> str | None:
    """Add the person to the table, or set the row aside; the label of the case it opened. Sent twice, done once.

    Refusals: extra_gone, extra_own (who received the list), extra_signed_already, extra_without_name, extra_document.
    """
    answer = database.call(
        "decide_extra",
        p_command=command_id,
        p_case=row.case_id,
        p_reception=row.reception,
        p_row=row.row_no,
        p_adopt=adopt,
        p_reason=reason,
    )
    child: str | None = answer.get("child")
    return child


def _rows(database: Database, *, decided: bool) -> list[ExtraRow]:
    return [ExtraRow(**row._asdict()) for row in database.table("split_extras", p_decided=decided)]
