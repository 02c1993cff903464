"""What others changed since the last look: polls the exact difference of two snapshots (data.md §3.1).

The cursor is opaque and belongs to one server; after a restore of the server everything is fetched anew.
"""

from __future__ import annotations

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

    def poll(self) -> Changed:
        """Ask what changed. Raises Offline, Busy, AccessWithdrawn."""
        identity = self.identity = self._database.call("server_identity")
        self._database.note_identity(identity)
        # The start too: a copy of the data folder that was put back differs from the server before in nothing else.
        server = f"{identity['system_identifier']}/{identity['restore_epoch']}/{identity['started']}"
        if self._cursor is None or server != self._server:
            self._server = server
            self._cursor = self._database.call("cursor_now")
            return EVERYTHING
        rows = self._database.table("changes_since", p_prev=self._cursor)
        self._cursor = rows[0].next_cursor
        if rows[0].kind == "resync":
            return EVERYTHING
        return Changed(
            frozenset(row.case_id for row in rows[1:] if row.kind == "put"),
            frozenset(row.case_id for row in rows[1:] if row.kind == "gone"),
            news=tuple(
                News(row.case_id, row.version, row.label, row.status, row.assignee_id, row.area_id)
                for row in rows[1:]
                if row.kind == "put"
            ),
        )
