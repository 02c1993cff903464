"""What others changed since the last look: polls the exact difference of two snapshots (data.md §3.1).

The cursor is opaque and belongs to one server; after a restore of the server everything is fetched anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.services.database import Database

#: Seconds between polls, before the jitter that keeps four hundred windows from asking at once.
EVERY = 3.0
JITTER = 1.0


@dataclass(frozen=True)
class News:
    """A case that came or changed, with what a notice says of it; no personal data."""

    case_id: UUID
    version: int
    label: str
    status: str
    assignee_id: int | None
    area_id: int | None


@dataclass(frozen=True)
class Held:
    """A case that somebody has open; `mine`: this person, in another window."""

    case_id: UUID
    initials: str
    name: str
    mine: bool


@dataclass(frozen=True)
class Changed:
    """Cases that came, changed or left since the last look; `everything` asks for fetching anew."""

    arrived: frozenset[UUID]
    gone: frozenset[UUID]
    everything: bool = False
    news: tuple[News, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.arrived or self.gone or self.everything)


#: Nothing of before holds: everything is to be read anew.
EVERYTHING = Changed(frozenset(), frozenset(), everything=True)


class Feed:
    """One person's view of the changes; not to be polled from two threads at once."""

    def __init__(self, database: Database) -> None:
        """The first poll sets the cursor and answers that everything is to be fetched."""
        self._database = database
        self._cursor: str | None = None
        self._server: str | None = None
        #: What the server said of itself at the last look.
        self.identity: dict[str, Any] = {}
        #: Who has open what that look asked about.
        self.held: tuple[Held, ...] = ()

    def poll(self, cases: Sequence[UUID] = ()) -> Changed:
        """Ask what changed, and who has `cases` open (500 at most). Raises Offline, Busy, AccessWithdrawn."""
        seen = self._database.call("look", p_cursor=self._cursor, p_cases=list(cases))
        identity = self.identity = seen["identity"]
        self._database.note_identity(identity)
        self.held = tuple(Held(UUID(e["case_id"]), e["initials"], e["name"], e["mine"]) for e in seen["held"])
        self._cursor = seen["cursor"]
        # The start too: a copy of the data folder that was put back differs from the server before in nothing else.
        server = f"{identity['system_identifier']}/{identity['restore_epoch']}/{identity['started']}"
        known, self._server = self._server, server
        if seen["everything"] or server != known:
            return EVERYTHING
        news = tuple(News(UUID(case), *rest) for kind, case, *rest in seen["changed"] if kind == "put")
        gone = frozenset(UUID(case) for kind, case, *_ in seen["changed"] if kind == "gone")
        return Changed(frozenset(one.case_id for one in news), gone, news=news)
