"""The ledger of inputs of a case: fact, source, who, when, validity, hash; and what other cases of the person offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.services.analysis_form import DraftInput
from app.services.database import Database
from app.services.reads.from_json import made
from app.services.verbs.search_inputs import Reuse

#: Why an input holds no longer, by reason code of the server.
TROUBLES: Mapping[str, str] = {
    "input_withdrawn": "Retirado",
    "input_from_the_future": "Fecha posterior a hoy",
    "input_expired": "Vencido",
    "input_source_changed": "Cambió en el caso de origen",
}


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One input. `trouble` is a key of TROUBLES; `from_case` where it was copied from, or is."""

    case_id: UUID
    input_id: UUID
    claim: int
    system: str
    content: str
    found_on: dt.date
    valid_until: dt.date | None
    sha256: str
    has_document: bool
    area: str
    recorded_by: str
    recorded_at: dt.datetime
    withdrawn_at: dt.datetime | None
    trouble: str | None
    from_case: str | None
    from_person: str | None
    uses: int

    def as_copy(self) -> DraftInput:
        """As an input of the case that takes it; the server copies it again from its source."""
        return DraftInput(
            claim=1,
            system=self.system,
            content=self.content,
            found_on=self.found_on,
            valid_until=self.valid_until,
            input_id=uuid4(),
            reuse=Reuse(self.case_id, self.input_id),
        )


@dataclass(frozen=True)
class Ledger:
    """Of this case, withdrawn ones included; and of others of the same person, those that may be used here."""

    own: tuple[LedgerLine, ...]
    others: tuple[LedgerLine, ...]


def read_ledger(database: Database, case_id: UUID) -> Ledger:
    """One counted read; the other cases it names are in the log. Raises RefusedStep, QuotaReached, Offline, Busy."""
    return made(Ledger, database.call("input_ledger", p_case=case_id))
