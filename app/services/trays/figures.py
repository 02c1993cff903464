"""How many cases wait in each tray of a person, and how their day goes; one question to the server for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app import procedure
from app.services.access import Access
from app.services.database import Database
from app.services.trays import analysis

#: Whose cases a tray shows: assigned to me, of my area, or of whoever holds the role.
Scope = Literal["mine", "area", "role"]
_SCOPES = {
    "mine": " AND c.assignee_id = :me",
    # An area is not selected: beside another's case it may say what is reserved.
    "area": " AND c.case_id IN (SELECT pqr_api.my_area_cases(:procedure_{name}, CAST(:numbers_{name} AS int[])))",
    "role": "",
}
_SEVERAL = " AND EXISTS (SELECT FROM pqr.petition p WHERE p.case_id = c.case_id AND p.signatory_count > 1)"
_PETITION, _ESCALATION = "pqr_v08", "escalation_v01"


@dataclass(frozen=True)
class Tray:
    """What a page counts: keys of activities of a procedure, whose, and in which status («» any)."""

    activities: tuple[str, ...]
    scope: Scope
    status: str = ""
    procedure: str = _PETITION
    #: Counted only for who holds this role («» everybody).
    role: str = ""
    #: Only petitions of several signatories, which may have to be split.
    several: bool = False


#: By page, what its figure counts; pages that are not trays have none.
TRAYS: dict[str, tuple[Tray, ...]] = {
    "analysis": (Tray(analysis.activities(), "mine"),),
    "drafting": (Tray(("draft_response",), "mine"),),
    "endorsements": (
        Tray(("request_endorsement",), "role", "endorsement_requested"),
        Tray(("decide_split",), "role", several=True),
    ),
    "signature": (
        Tray(("name_director", "send_to_printing"), "mine", role="agent"),
        Tray(("file_outgoing", "render_document", "stamp_signature", "upload_image"), "role", role="signer"),
    ),
    "area": (Tray(("decide_competence", "answer_input"), "area", procedure=_ESCALATION),),
    "control": (Tray(("check_input",), "role", procedure=_ESCALATION),),
    "joint": (
        Tray(("decide_jointly",), "role", role="lawyer", procedure=_ESCALATION),
        Tray(("decide_jointly",), "role", role="escalation_control", procedure=_ESCALATION),
        Tray(("decide_jointly",), "area", procedure=_ESCALATION),
    ),
    "printing": (Tray(("print_response",), "role"),),
    "dispatch": (Tray(("hand_to_courier",), "role"),),
    "rescan": (Tray(("receive_petition",), "role", "image_returned"),),
    "share": (Tray(("assign_case",), "role"),),
    "bulk_folder": (Tray(("check_bulk_folder",), "role"),),
    "nightly": (Tray(("import_intake",), "role", role="lead"), Tray(("review_intake",), "role", role="assigner")),
    "splits": (Tray(("receive_split",), "role"),),
    "review": (Tray(("review_quality",), "role"),),
    "bulk_drafting": (Tray(("draft_in_bulk",), "role"),),
}


@dataclass(frozen=True)
class Reprinted:
    """An open letter that was printed again three times or more; the leader is told."""

    case_id: UUID
    outgoing: str
    times: int


@dataclass(frozen=True)
class Day:
    """Cases that this person moved today, and for the leader the letters printed again too often, newest first."""

    moved: int
    reprinted: tuple[Reprinted, ...] = ()


@dataclass(frozen=True)
class Figures:
    """What the frame shows of the work that waits: by page key, and the day."""

    waiting: dict[str, int]
    day: Day


def read_figures(access: Access, pages: Iterable[str]) -> Figures:
    """Count what waits in those pages, and the day. Raises Offline, Busy, AccessWithdrawn."""
    wanted = [key for key in pages if key in TRAYS]
    return Figures(_counts(access, wanted), read_day(access.database))


def read_day(database: Database) -> Day:
    """How the day of this person goes."""
    found = database.call("my_day")
    again = (Reprinted(UUID(each["case_id"]), each["outgoing"], int(each["times"])) for each in found["reprinted"])
    return Day(int(found["moved"]), tuple(again))


def read_labels_of_mine(access: Access) -> dict[UUID, str]:
    """Filing numbers of my open cases, to name them while there is no network."""
    rows = access.database.rows(
        "SELECT c.case_id, c.label FROM pqr.case_file c WHERE c.assignee_id = :me AND c.closed_at IS NULL LIMIT 300",
        {"me": access.person.person_id},
    )
    return {row.case_id: row.label for row in rows}


def _counts(access: Access, pages: list[str]) -> dict[str, int]:
    if not pages:
        return {}
    parts, values = [], dict[str, Any](me=access.person.person_id)
    for at, key in enumerate(pages):
        trays = [tray for tray in TRAYS[key] if not tray.role or tray.role in access.roles]
        inner = " + ".join(_count(tray, f"{at}_{n}", values) for n, tray in enumerate(trays))
        parts.append(f"({inner or 0}) AS page_{at}")
    row = access.database.rows(f"SELECT {', '.join(parts)}", values)[0]
    return {key: int(row[at]) for at, key in enumerate(pages)}


def _count(tray: Tray, name: str, values: dict[str, Any]) -> str:
    declared = procedure.load(tray.procedure)
    values[f"procedure_{name}"] = tray.procedure
    values[f"numbers_{name}"] = [declared.by_key(key).number for key in tray.activities]
    status = ""
    if tray.status:
        values[f"status_{name}"] = tray.status
        status = f" AND c.status = :status_{name}"
    if tray.several:
        status += _SEVERAL
    scope = _SCOPES[tray.scope].format(name=name)
    return (
        "(SELECT count(*) FROM pqr.case_file c WHERE c.closed_at IS NULL"
        f" AND c.procedure = :procedure_{name} AND c.activity = ANY(:numbers_{name}){scope}{status})"
    )
