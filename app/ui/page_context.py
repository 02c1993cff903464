"""What every page is given: who works, how commands are sent, where work runs, and the server's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.services.access import Access
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.offline.journal import TypedText
from app.services.offline.kept_text import KeptText
from app.services.perform import Performer, Result
from app.ui.background import Background
from app.ui.first_paint import FirstPaint


class Changes(QObject):
    """Says which cases changed; a visible page reloads, a hidden one remembers that it is stale."""

    #: Result of an own command, in the window's thread.
    performed = Signal(object)
    #: Set of case identifiers that others changed (the feed), or None: everything may have changed.
    arrived = Signal(object)
    #: Case and the name of who has it open: this person wants to be told when it is free.
    watched = Signal(object, str)

    def tell(self, result: Result) -> None:
        """From any thread: a command was performed. After its owner signed out nobody is left to hear it."""
        if shiboken6.isValid(self):
            self.performed.emit(result)


@dataclass
class PageContext:
    """Handed to every page by the composition root; pages keep nothing global."""

    access: Access
    performer: Performer
    background: Background
    calendar: LegalCalendar
    changes: Changes = field(default_factory=Changes)
    #: Text being typed, kept encrypted on this computer; None where nothing may be kept.
    journal: KeptText | None = None
    #: The keystroke journal of every field; where nothing may be kept it is in memory only.
    typed: TypedText = field(default_factory=lambda: TypedText(None))
    #: What can wait until the session's first rows have been painted.
    first_paint: FirstPaint = field(default_factory=FirstPaint)
    #: By page, its first rows, asked for while the window is made; whoever shows them takes them out.
    ahead: dict[str, Callable[[], Any]] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The person's own connection."""
        return self.access.database

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds any of the roles; a courtesy for drawing, the server decides."""
        return not self.access.roles.isdisjoint(roles)

    def announce(self, result: Result) -> None:
        """Tell the pages, from any thread, that a command was performed."""
        self.changes.tell(result)
