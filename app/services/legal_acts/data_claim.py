"""«Reclamo en trámite»: the legend on somebody's data while their claim is decided (Ley 1581 de 2012, art. 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.errors import InvalidInput
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar

#: Where data of a person stand; the legend goes where the claimed datum is.
SYSTEMS = ("RUV", "VIVANTO", "SIRAV", "SGV", "INDEMNIZA", "CRM", "LEX", "ORFEO")
#: Class of a petition that is one.
CLASS = "data_claim"
_LEAST = 20


@dataclass(frozen=True)
class DataClaimRow:
    """An open data claim in the list; `marked_on` is None until its data carry the legend."""

    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    assignee: str | None
    mark_by: dt.date
    marked_on: dt.date | None
    systems: tuple[str, ...]
    marked_by: str | None
    is_mine: bool | None
    extended: bool
    days_left: int | None = None


def check(about: str, systems: Sequence[str], marked_on: dt.date | None) -> dt.date:
    """What must be written; the day. Raises InvalidInput."""
    if len(about.strip()) < _LEAST:
        raise InvalidInput("about", sentence="Falta qué dato se reclama y qué se pide. Escríbalo en una frase.")
    if not systems:
        raise InvalidInput("systems", sentence="Falta elegir en qué aplicativos se puso la leyenda.")
    if marked_on is None:
        raise InvalidInput("marked_on", sentence="Falta el día en que se puso la leyenda. Escríbalo como dd/mm/aaaa.")
    return marked_on


def mark(
    database: Database, case_id: UUID, version: int, about: str, systems: Sequence[str], marked_on: dt.date | None
) -> None:
    """The data carry the legend since that day. Raises InvalidInput, a refusal, Offline, Busy, ProgramTooOld."""
    day = check(about, systems, marked_on)
    database.require_current()
    database.call(
        "mark_data_claim",
        p_case=case_id,
        p_version=version,
        p_about=about,
        p_systems=list(systems),
        p_marked_on=day,
    )


def lift(database: Database, case_id: UUID, version: int, reason: str) -> None:
    """It was put by mistake: a lawyer takes it off. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(reason.strip()) < _LEAST:
        raise InvalidInput("reason", sentence="Falta por qué se retira la marca. Escríbalo en una frase.")
    database.call("lift_data_claim", p_case=case_id, p_version=version, p_reason=reason)


def listed(database: Database, calendar: LegalCalendar) -> list[DataClaimRow]:
    """Those whose legend is missing first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("data_claim_list")]
    return [
        DataClaimRow(**(row | {"systems": tuple(row["systems"] or ())}), days_left=calendar.days_left(row["due_on"]))
        for row in rows
    ]
