"""What somebody at work reads of a petition, in one counted call, and the form they had half filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import procedure
from app.services.command import plain
from app.services.database import Database, Json
from app.services.reads.case_sheet import (
    ClaimData,
    DocumentRef,
    EndorsementData,
    EscalationData,
    HistoryLine,
    InputData,
    PersonData,
    PetitionData,
    SignatoryData,
)
from app.services.reads.from_json import made
from app.services.reads.law_marks import LawMarks
from app.services.remembered import remembered


@dataclass(frozen=True)
class AnalysisSheet:
    """A petition opened. `may_act` is a courtesy: the server decides at each step."""

    case_id: UUID
    version: int
    procedure: str
    activity: int
    status: str
    due_on: dt.date | None
    internal_due_at: dt.datetime | None
    lex_code: str | None
    is_mine: bool
    may_act: bool
    assignee: str | None
    petition: PetitionData
    people: tuple[PersonData, ...]
    claims: tuple[ClaimData, ...]
    inputs: tuple[InputData, ...]
    escalations: tuple[EscalationData, ...]
    endorsements: tuple[EndorsementData, ...]
    signatories: tuple[SignatoryData, ...]
    history: tuple[HistoryLine, ...]
    documents: tuple[DocumentRef, ...]
    earlier: int
    #: The form as it was left, for `AnalysisForm.restored`; None where there is none.
    progress: Mapping[str, Any] | None = None
    #: Priority, transfers, data claim; empty in a sheet that was kept before they were told.
    law: LawMarks = field(default_factory=LawMarks)
    #: What is not shown, in the categories of pqr.reserved_field.
    reserved: tuple[str, ...] = ()

    @property
    def activity_key(self) -> str:
        """Key of the activity where it waits."""
        return procedure.load(self.procedure).activity(self.activity).key if self.activity else ""

    @property
    def petitioner(self) -> PersonData | None:
        """Who asks."""
        return next((p for p in self.people if p.ordinal == 1), None)

    @property
    def represented(self) -> PersonData | None:
        """Who is represented, if somebody acts for another."""
        return next((p for p in self.people if p.ordinal == 2), None)

    @property
    def open_endorsement(self) -> EndorsementData | None:
        """The aval that waits for a decision."""
        return next((e for e in self.endorsements if e.decision is None), None)

    @property
    def last_round(self) -> tuple[EscalationData, ...]:
        """The escalations of the latest round."""
        last = max((e.round for e in self.escalations), default=0)
        return tuple(e for e in self.escalations if e.round == last)


@dataclass(frozen=True)
class AreaPromise:
    """When an area would give back what is asked of it now (5.3)."""

    area_id: int
    name: str
    promised_on: dt.date
    is_queue: bool
    #: For a queue: the place it would take, and how many go out in each `term_days`.
    place: int | None = None
    capacity: int | None = None
    term_days: int = 0


def read_sheet(database: Database, case_id: UUID, reason: str = "trámite") -> AnalysisSheet:
    """Open a petition; counted and logged in the server. Without a network, one that is carried: counted when fetched.

    Raises QuotaReached, a refusal, Offline, Busy.
    """
    data = dict(remembered(database, f"sheet:{case_id}", lambda: ask_sheet(database, case_id, reason), case_id))
    data["petition"] = data["petition"] | {"class_label": data["petition"]["class"]}
    return made(AnalysisSheet, data)


def ask_sheet(database: Database, case_id: UUID, reason: str) -> dict[str, Any]:
    """The server's answer as it comes. Raises QuotaReached, a refusal, Offline, Busy."""
    return dict(database.call("analysis_sheet", p_case=case_id, p_reason=reason))


def save_progress(database: Database, case_id: UUID, form: Mapping[str, Any] | None) -> None:
    """Keep a half-filled form on the server for this person; None forgets it. Raises a refusal, Offline, Busy."""
    database.call("save_progress", p_case=case_id, p_form=None if form is None else Json(dict(form)))


def area_promises(database: Database) -> tuple[AreaPromise, ...]:
    """Every area that takes escalations. Raises Offline, Busy."""
    rows = remembered(database, "promises", lambda: [plain(r._asdict()) for r in database.table("area_promises")])
    return tuple(made(AreaPromise, row) for row in rows)
