"""The library of approved texts with its state, and changing it: one person proposes, another approves."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents import richtext
from app.services.trays.case_label import label_shown

#: Days before the end of validity in which a text asks for attention.
SOON = 30
State = Literal["proposed", "current", "ending", "ended", "future"]

_READ = """
SELECT t.text_id, t.version, t.claim_code, t.claim, t.title, t.decision, t.body_html, t.approved_by, t.approved_on,
       t.valid_from, t.valid_to, t.used AS uses, t.legal_act
  FROM pqr_api.text_library() t
 ORDER BY t.title, t.version DESC
"""


@dataclass(frozen=True)
class TextRow:
    """One version of a text. `uses` counts the answers sent with it; a proposal has its key and who made it."""

    text_id: str
    version: int
    claim_code: str | None
    claim: str | None
    title: str
    decision: str
    body_html: str
    approved_by: str
    approved_on: dt.date | None
    valid_from: dt.date
    valid_to: dt.date | None
    uses: int
    state: State
    legal_act: str | None = None
    proposal_id: UUID | None = None
    proposed_by: int | None = None


@dataclass(frozen=True)
class Effect:
    """What a change of a version touches: letters not signed yet, those due within three days, and those sent."""

    open: int
    soon: int
    sent: int


@dataclass(frozen=True)
class OpenLetter:
    """A letter that uses a version and is not signed yet; routing data only."""

    case_id: UUID
    label: str
    status: str
    due_on: dt.date | None
    assignee: str | None


@dataclass(frozen=True)
class NewText:
    """A version to propose. Raises InvalidInput naming what lacks."""

    text_id: str
    claim_code: str | None
    title: str
    decision: str
    body_html: str
    legal_act: str
    valid_from: dt.date
    valid_to: dt.date | None

    def __post_init__(self) -> None:
        """What can be seen without the server."""
        if len(self.title.strip()) < 5:
            raise InvalidInput("title", sentence="Escriba un título de al menos cinco letras.")
        if len(self.legal_act.strip()) < 5:
            raise InvalidInput("legal_act", sentence="Escriba el acto que autoriza el texto.")
        if richtext.is_empty(self.body_html):
            raise InvalidInput("body_html", sentence="Escriba lo que dirá la carta.")


def read_texts(database: Database, today: dt.date) -> list[TextRow]:
    """Proposals and every version, what asks for something first. Raises a refusal, Offline, Busy."""
    rows = [TextRow(**row._asdict(), state=_state(row.valid_from, row.valid_to, today)) for row in database.rows(_READ)]
    rows += [_proposal(row) for row in database.table("text_proposals")]
    order = {"proposed": 0, "ending": 1, "future": 2, "current": 3, "ended": 4}
    return sorted(rows, key=lambda row: (order[row.state], row.title, -row.version))


def _proposal(row: object) -> TextRow:
    each = row._asdict()  # type: ignore[attr-defined]
    proposer = each.pop("proposer")
    del each["proposed_at"]
    return TextRow(**each, approved_by=proposer, approved_on=None, uses=0, state="proposed")


def before(rows: list[TextRow], proposal: TextRow) -> TextRow | None:
    """The version that a proposal would replace."""
    mine = [row for row in rows if row.text_id == proposal.text_id and row.version < proposal.version]
    return max(mine, key=lambda row: row.version, default=None)


def propose(database: Database, new: NewText) -> None:
    """Propose it. Raises a refusal, Offline, Busy."""
    database.call(
        "propose_text",
        p_proposal=uuid.uuid4(),
        p_text=new.text_id.strip().upper(),
        p_claim_code=new.claim_code,
        p_title=new.title,
        p_decision=new.decision,
        p_body=richtext.to_html(richtext.parse(new.body_html)),
        p_legal_act=new.legal_act,
        p_from=new.valid_from,
        p_to=new.valid_to,
    )


def withdraw(database: Database, proposal_id: UUID) -> None:
    """Take one's own proposal back while nobody has decided. Raises a refusal, Offline, Busy."""
    database.call("withdraw_text", p_proposal=proposal_id)


def decide(database: Database, proposal_id: UUID, *, approve: bool, note: str = "") -> None:
    """Approve or refuse somebody else's proposal. Raises a refusal, Offline, Busy."""
    database.call("decide_text", p_proposal=proposal_id, p_approve=approve, p_note=note)


def end(database: Database, text_id: str, version: int, last: dt.date, reason: str) -> None:
    """Say the last day of a version. Raises a refusal, Offline, Busy."""
    database.call("end_text", p_text=text_id, p_version=version, p_last=last, p_reason=reason)


def effect(database: Database, text_id: str, version: int) -> Effect:
    """What a change of it touches. Raises a refusal, Offline, Busy."""
    return Effect(**database.call("text_effect", p_text=text_id, p_version=version))


def letters(database: Database, text_id: str, version: int) -> list[OpenLetter]:
    """The open letters that use it, most urgent first, as the person may see them. Raises Offline, Busy."""
    rows = database.table("letters_with_text", p_text=text_id, p_version=version)
    return [OpenLetter(r.case_id, label_shown(r.label), r.status, r.due_on, r.assignee) for r in rows]


def _state(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> State:
    if valid_from > today:
        return "future"
    if valid_to is None or valid_to > today + dt.timedelta(days=SOON):
        return "current"
    return "ended" if valid_to < today else "ending"
