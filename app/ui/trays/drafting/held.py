"""A reply with text that the server may not have yet, and its copy on this computer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.services.drafting.foot import NO_FOOT, Foot, foot_of
from app.services.drafting.sheet import Kept, Saved, answer_of
from app.services.verbs.draft_response import Answer


class Journal(Protocol):
    """Where unsent text is kept encrypted on this computer (app.services.offline)."""

    def keep(self, place: str, body: str) -> None:
        """Keep the newest text of a place."""

    def recall(self, place: str) -> str | None:
        """The kept text of a place."""

    def drop(self, place: str) -> None:
        """Forget it."""


@dataclass(eq=False)
class Held:
    """A case with text; `opening` and `answers` are what was last read of it, `recovered` the version it took back."""

    case_id: UUID
    seen: Saved | Kept | None
    dirty: bool = False
    recovered: int | None = None
    opening: str = ""
    answers: list[Answer] = field(default_factory=list)
    foot: Foot = NO_FOOT


class Copies:
    """Copies of replies on this computer; nothing at all where it has no journal."""

    def __init__(self, journal: Journal | None) -> None:
        self._journal = journal

    def __bool__(self) -> bool:
        """Whether anything can be kept."""
        return self._journal is not None

    def keep(self, held: Held) -> None:
        """Keep the answers last read of a case."""
        if self._journal is None:
            return
        body = {
            "base": held.seen.saved_at.isoformat() if held.seen else "",
            "answers": [answer.payload() for answer in held.answers],
            **held.foot.payload(),
        }
        self._journal.keep(_place(held.case_id), json.dumps(body, ensure_ascii=False))

    def drop(self, case_id: UUID) -> None:
        """The server has it, or nobody wants it."""
        if self._journal is not None:
            self._journal.drop(_place(case_id))

    def recall(self, held: Held, saved: Saved | None) -> list[Answer] | None:
        """Answers kept here that the server does not have; `held` learns what they were written upon."""
        kept = self._journal.recall(_place(held.case_id)) if self._journal is not None else None
        if kept is None:
            return None
        body = json.loads(kept)
        foot = foot_of(body)
        same = saved is not None and [a.payload() for a in saved.answers] == body["answers"]
        if saved is not None and same and saved.foot == foot:
            # It reached the server just before the program closed.
            self.drop(held.case_id)
            return None
        if saved is not None and body["base"] != saved.saved_at.isoformat():
            # Somebody wrote on the server since then: neither text is written over.
            held.seen = None
        held.dirty, held.foot = True, foot
        return [answer_of(each) for each in body["answers"]]


def _place(case_id: UUID) -> str:
    return f"draft:{case_id}"
