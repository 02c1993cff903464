"""The coded faults a reviewer chooses from; kept on this computer, so that reviewing goes on without the network."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.command import plain as as_json
from app.services.database import Database
from app.services.reads.from_json import made
from app.services.remembered import remembered


@dataclass(frozen=True)
class Code:
    """A fault: its criterion, what it says, its class (5.4) and its usual gravity."""

    code: str
    criterion: str
    title: str
    fault_class: str
    severity: str


@dataclass(frozen=True)
class Codes:
    """All of them, by their letter and number."""

    codes: tuple[Code, ...]

    def of(self, criterion: str) -> tuple[Code, ...]:
        """Those of one criterion."""
        return tuple(each for each in self.codes if each.criterion == criterion)


def read_codes(database: Database) -> Codes:
    """Every code. Raises Offline if they were never read, Busy."""
    return made(Codes, remembered(database, "quality_codes", lambda: as_json(_ask(database))))


def _ask(database: Database) -> Codes:
    rows = database.rows("SELECT code, criterion, title, fault_class, severity FROM pqr.quality_code ORDER BY code")
    return Codes(tuple(Code(r.code, r.criterion, r.title, r.fault_class, r.severity) for r in rows))
