"""What a reply is written with: claims, the inputs that may support them, fields, versions and returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.services.database import Database, Json
from app.services.drafting.foot import NO_FOOT, Foot, foot_of
from app.services.remembered import remembered
from app.services.trays.case_label import label_shown
from app.services.verbs.draft_response import Answer


@dataclass(frozen=True)
class InputFact:
    """An input of a claim; `in_force` is the server's word for today."""

    input_id: UUID
    system: str
    area: str
    content: str
    found_on: dt.date
    valid_until: dt.date | None
    withdrawn: bool
    in_force: bool
    fields: Mapping[str, str | None]


@dataclass(frozen=True)
class DraftClaim:
    """One claim to answer, in the citizen's words too; `texts` counts the approved texts of its leaf."""

    ordinal: int
    code: str
    title: str
    area: str
    words: str
    texts: int
    inputs: tuple[InputFact, ...]

    def input(self, input_id: UUID | None) -> InputFact | None:
        """The input with that key, if it is of this claim."""
        return next((each for each in self.inputs if each.input_id == input_id), None)

    @property
    def newest(self) -> InputFact | None:
        """The newest input in force: what the editor proposes."""
        return next((each for each in self.inputs if each.in_force), None)


@dataclass(frozen=True)
class Saved:
    """A version of the reply as it is kept on the server."""

    version: int
    author_id: int
    author: str
    saved_at: dt.datetime
    reason: str
    opening_html: str = ""
    answers: tuple[Answer, ...] = ()
    household: tuple[tuple[str, str], ...] = ()
    #: Names of others that may stand in it, with the reason.
    named: tuple[tuple[str, str], ...] = ()
    #: Claim and words of each mention of somebody who has no part in the case, as the server found them.
    foreign: tuple[tuple[int, str], ...] = ()
    foot: Foot = NO_FOOT


@dataclass(frozen=True)
class VersionLine:
    """A line of the history of versions; `verdict` is quality's, if it was reviewed."""

    version: int
    author: str
    saved_at: dt.datetime
    reason: str
    verdict: str | None
    recovered_from: int | None = None


@dataclass(frozen=True)
class ReturnNote:
    """What quality or signature asked to be changed; `version` is the one that quality read."""

    source: str
    by: str
    at: dt.datetime
    notes: tuple[Mapping[str, Any], ...]
    version: int | None = None


@dataclass(frozen=True)
class DraftSheet:
    """All that the editor and the review show of one case. Personal: keep it only while it is on screen."""

    case_id: UUID
    version: int
    procedure: str
    status: str
    label: str
    due_on: dt.date | None
    today: dt.date
    may_write: bool
    lex_code: str
    document_id: UUID | None
    identities: tuple[str, ...]
    fields: Mapping[str, str | None]
    claims: tuple[DraftClaim, ...]
    petition: Mapping[str, Any]
    director: Mapping[str, Any] | None
    draft: Saved | None
    versions: tuple[VersionLine, ...]
    returns: tuple[ReturnNote, ...]

    @property
    def name(self) -> str:
        """Who gets the letter."""
        return str(self.fields.get("nombre") or "Sin nombre")


@dataclass(frozen=True)
class Kept:
    """What an autosave left: its version and moment, and whether another window had written meanwhile."""

    version: int
    saved_at: dt.datetime
    elsewhere: bool
    foreign: tuple[tuple[int, str], ...] = ()


def read_draft(database: Database, case_id: UUID, reason: str = "proyección", version: int | None = None) -> DraftSheet:
    """Read the case's reply, or an older version of it; counted. Raises a refusal, QuotaReached, Offline, Busy."""
    if version is not None:
        return sheet_of(database.call("read_draft", p_case=case_id, p_reason=reason, p_version=version))
    return sheet_of(remembered(database, f"draft:{case_id}", lambda: ask_draft(database, case_id, reason), case_id))


def ask_draft(database: Database, case_id: UUID, reason: str) -> dict[str, Any]:
    """The server's answer as it comes. Raises a refusal, QuotaReached, Offline, Busy."""
    return dict(database.call("read_draft", p_case=case_id, p_reason=reason, p_version=None))


def save_draft(
    database: Database,
    case_id: UUID,
    seen: Saved | Kept | None,
    opening_html: str,
    answers: Sequence[Answer],
    recovered: int | None = None,
    foot: Foot = NO_FOOT,
) -> Kept:
    """Keep what is being written; `seen` is the last version this window knows saved. Never loses a version.

    `recovered` is the older version whose words these are; it is written only with a version of its own (no `seen`).
    """
    body = database.call(
        "save_draft",
        p_case=case_id,
        p_version=seen.version if seen else None,
        p_saved_at=seen.saved_at if seen else None,
        p_opening=opening_html,
        p_answers=Json([answer.payload() for answer in answers]),
        p_recovered=recovered,
        p_attachments=Json(list(foot.attachments)),
        p_copies=Json(list(foot.copies)),
    )
    saved_at = dt.datetime.fromisoformat(body["saved_at"])
    return Kept(int(body["version"]), saved_at, bool(body["elsewhere"]), _foreign(body))


def sheet_of(body: Mapping[str, Any]) -> DraftSheet:
    """The sheet in the server's answer."""
    return DraftSheet(
        case_id=UUID(body["case_id"]),
        version=int(body["version"]),
        procedure=body["procedure"],
        status=body["status"],
        label=label_shown(body["label"]),
        due_on=_day(body["due_on"]),
        today=dt.date.fromisoformat(body["today"]),
        may_write=bool(body["may_write"]),
        lex_code=body["lex_code"] or "",
        document_id=UUID(body["document_id"]) if body["document_id"] else None,
        identities=tuple(body["identities"]),
        fields=body["fields"] or {},
        claims=tuple(_claim(each) for each in body["claims"]),
        petition=body["petition"],
        director=body["director"],
        draft=_saved(body["draft"]) if body["draft"] else None,
        versions=tuple(_line(each) for each in body["versions"]),
        returns=tuple(_return(each) for each in body["returns"]),
    )


def _claim(body: Mapping[str, Any]) -> DraftClaim:
    return DraftClaim(
        int(body["ordinal"]),
        body["code"],
        body["title"],
        body["area"],
        body["words"],
        int(body["texts"]),
        tuple(_input(each) for each in body["inputs"]),
    )


def _input(body: Mapping[str, Any]) -> InputFact:
    return InputFact(
        UUID(body["input_id"]),
        body["system"],
        body["area"],
        body["content"],
        dt.date.fromisoformat(body["found_on"]),
        _day(body["valid_until"]),
        bool(body["withdrawn"]),
        bool(body["in_force"]),
        body["fields"] or {},
    )


def _saved(body: Mapping[str, Any]) -> Saved:
    return Saved(
        int(body["version"]),
        int(body["author_id"]),
        body["author"],
        dt.datetime.fromisoformat(body["saved_at"]),
        body["reason"],
        body["opening_html"],
        tuple(answer_of(each) for each in body["answers"]),
        tuple((each["number"], each["reason"]) for each in body["household"]),
        tuple((each["name"], each["reason"]) for each in body["named"]),
        _foreign(body),
        foot_of(body),
    )


def _foreign(body: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    return tuple((int(each["claim"]), each["words"]) for each in body["foreign"])


def answer_of(body: Mapping[str, Any]) -> Answer:
    """The answer to a claim as the server, and this computer's copy, write it."""
    return Answer(
        claim=int(body["claim"]),
        decision=body["decision"],
        body_html=body["body_html"],
        input_id=UUID(body["input_id"]) if body["input_id"] else None,
        text_id=body["text_id"],
        text_version=body["text_version"],
    )


def _line(body: Mapping[str, Any]) -> VersionLine:
    moment = dt.datetime.fromisoformat(body["saved_at"])
    return VersionLine(
        int(body["version"]), body["author"], moment, body["reason"], body["verdict"], body["recovered_from"]
    )


def _return(body: Mapping[str, Any]) -> ReturnNote:
    moment = dt.datetime.fromisoformat(body["at"])
    return ReturnNote(body["from"], body["by"], moment, tuple(body["notes"] or ()), body.get("draft_version"))


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
