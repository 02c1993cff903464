"""Every few seconds: sends what waits, asks what others changed, and tells the network's state."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app import clock
from app.errors import AccessWithdrawn, Offline, PqrError, RolesChanged, SchemaOlder, WrongPassword
from app.services import feed as feeds
from app.services.feed import Changed, Feed, Held
from app.services.offline.outbox import LocalOutbox
from app.ui import formats
from app.ui.background import Background
from app.ui.page_context import PageContext

#: Answers after which this session can't go on; the door says why.
_ENDS = (AccessWithdrawn, WrongPassword, RolesChanged, SchemaOlder)


class Kept(Protocol):
    """What this computer carries for work without a network (app/services/offline/cache.py)."""

    def guard(self, identity: Mapping[str, Any]) -> bool:
        """Note the contact; True when everything is to be read anew."""

    def expire(self) -> bool:
        """Wipe what is carried after three days without contact."""


@dataclass(frozen=True)
class _Beat:
    """One look at the server."""

    changed: Changed
    waiting: int
    refused: int
    sent: int
    held: tuple[Held, ...]


class Pulse(QObject):
    """One per session; stops with `stop`."""

    #: What changed (Changed), how many commands wait, how many were not taken.
    beat = Signal(object, int, int)
    #: Who has open what is on screen (Held, …).
    held = Signal(object)
    #: Commands that had waited were applied by this look.
    caught_up = Signal(int)
    #: No network since «hh:mm», with that many commands waiting.
    lost = Signal(str, int)
    #: The person may no longer be here: the error says why.
    withdrawn = Signal(object)

    def __init__(
        self,
        context: PageContext,
        outbox: LocalOutbox | None,
        background: Background,
        parent: QObject,
        kept: Kept | None = None,
        agree: Callable[[], None] | None = None,
    ) -> None:
        """`agree` asks the server to let in somebody who came in without it, before anything else is asked."""
        super().__init__(parent)
        self._agree = agree
        self._context, self._outbox, self._background, self._kept = context, outbox, background, kept
        self._feed, self._lost_at = Feed(context.database), ""
        #: Which cases are on screen, asked in the window's thread.
        self.on_screen: Callable[[], list[UUID]] = list
        self._looking = self._once_more = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    @property
    def is_lost(self) -> bool:
        """Whether the last look did not reach the server."""
        return bool(self._lost_at)

    def look(self) -> None:
        """Look now; while a look is under way, once more when it ends. An answer dropped would be news lost."""
        self._timer.stop()
        self._once_more = self._looking
        if not self._looking:
            self._looking = True
            self._background.run(
                partial(self._look, self.on_screen()),
                show=self._seen,
                fail=self._failed,
                finished=self._looked,
                owner=self,
            )

    def soon(self) -> None:
        """Look as soon as this event is over."""
        self._timer.start(0)

    def stop(self) -> None:
        """No more looking."""
        self._timer.stop()

    def _look(self, cases: list[UUID]) -> _Beat:
        if self._agree is not None:
            self._agree()
            self._agree = None
        # Asked first: sending keeps others from deciding meanwhile, so it begins only when the server answers.
        changed, sent = self._feed.poll(cases), 0
        if self._kept is not None and self._kept.guard(self._feed.identity):
            changed = feeds.EVERYTHING
        self._context.database.is_lost = False
        if self._outbox is not None and self._outbox.counts()[0]:
            sent = self._outbox.send(self._context.database, self._context.announce).applied
        waiting, refused = self._outbox.counts() if self._outbox is not None else (0, 0)
        return _Beat(changed, waiting, refused, sent, self._feed.held)

    def _seen(self, seen: _Beat) -> None:
        self._lost_at = ""
        self._again()
        self.beat.emit(seen.changed, seen.waiting, seen.refused)
        self.held.emit(seen.held)
        if seen.sent:
            self.caught_up.emit(seen.sent)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, _ENDS):
            # A password changed meanwhile ends the session too: whoever changed it knows why.
            self.withdrawn.emit(AccessWithdrawn() if isinstance(error, AccessWithdrawn) else error)
            return
        self._again()
        if isinstance(error, Offline):
            if self._kept is not None and self._kept.expire():
                # What was wiped from the disk does not stay on the screen.
                self._context.changes.arrived.emit(None)
            self._context.database.is_lost = True
            self._lost_at = self._lost_at or formats.clock(clock.now())
            self.lost.emit(self._lost_at, self._outbox.counts()[0] if self._outbox else 0)
        elif not isinstance(error, PqrError):
            raise error

    def _looked(self) -> None:
        self._looking = False
        if self._once_more:
            self.look()

    def _again(self) -> None:
        # The jitter keeps many windows from asking in the same instant; no secret hangs on it.
        wait = feeds.EVERY + random.uniform(-feeds.JITTER, feeds.JITTER)
        self._timer.start(int(wait * 1000))
