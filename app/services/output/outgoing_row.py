"""A signed letter on its way out, as Impresión and Despacho both list it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.services.legal_acts.priority import FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRow:
    """`copies` were printed so far; `address_ok` says whether the server holds a full address."""

    case_id: UUID
    version: int
    procedure: str
    activity: int
    due_on: dt.date | None
    label: str
    outgoing: str
    incoming: str
    kind: str | None
    address_ok: bool
    municipality_code: str | None
    municipality: str | None
    department: str | None
    pages: int | None
    copies: int
    priority: int

    @property
    def goes_first(self) -> bool:
        """Marked by law: before every other, whatever its date (CPACA, art. 20)."""
        return self.priority >= FIRST
