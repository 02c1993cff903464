"""A verdict of quality as the auditor opens it: to read only, and the reading written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database
from app.services.trays.case_label import label_shown


@dataclass(frozen=True)
class Fault:
    """What was found under one criterion; `note` is «Dato reservado» where the petition is."""

    criterion: str
    code: str | None
    title: str | None
    fault_class: str
    severity: str
    claim: int | None
    note: str


@dataclass(frozen=True)
class Verdict:
    """Who judged whose letter, when, and what they found. `withdrawn_at`: they took it back."""

    label: str
    version: int
    author: str
    reviewer: str
    verdict: str
    reviewed_at: dt.datetime
    withdrawn_at: dt.datetime | None
    lot: str | None
    is_closed: bool
    findings: tuple[Fault, ...]


def read(database: Database, case_id: UUID, at: dt.datetime) -> Verdict:
    """The verdict given at that moment; counted. Refusals: verdict_gone, not_permitted, quota; Offline, Busy."""
    found = database.call("read_verdict", p_case=case_id, p_at=at)
    gone = found["withdrawn_at"]
    return Verdict(
        label=label_shown(found["label"]),
        version=int(found["version"]),
        author=found["author"],
        reviewer=found["reviewer"],
        verdict=found["verdict"],
        reviewed_at=dt.datetime.fromisoformat(found["reviewed_at"]),
        withdrawn_at=dt.datetime.fromisoformat(gone) if gone else None,
        lot=found["lot"],
        is_closed=found["is_closed"],
        findings=tuple(Fault(**each) for each in found["findings"]),
    )
