"""One signed-in person: the window with the pages their roles allow, the news of others, and the way out."""

from __future__ import annotations

import random
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app import clock, procedure
from app.errors import AccessWithdrawn, Offline
from app.services import feed as feeds
from app.services.access import Access
from app.services.feed import Changed, Feed
from app.services.legal_calendar import LegalCalendar
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer, Result
from app.settings import Settings
from app.ui.background import Background
from app.ui.modules.catalogue import modules_for
from app.ui.page_context import Changes, PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Person
from app.ui.widgets import Strip


class Session(QObject):
    """Owns the window of one person, from signing in to signing out."""

    #: The person left; whoever opened the session shows the login again. True when access was withdrawn.
    ended = Signal(bool)

    def __init__(
        self,
        access: Access,
        calendar: LegalCalendar,
        background: Background,
        settings: Settings,
        outbox: LocalOutbox | None = None,
        *,
        notice: str = "",
    ) -> None:
        """`notice` stays on top of the window: «Datos inventados», «Sin trabajo sin red»."""
        super().__init__()
        self._access, self._background, self._outbox = access, background, outbox
        changes = Changes()
        performer = Performer(access.database, outbox, changes.performed.emit)
        self.context = PageContext(access, performer, background, calendar, changes)
        labels = [role.label for key, role in procedure.roles().items() if key in access.roles]
        person = Person(access.person.full_name, " · ".join(labels))
        self.window = MainWindow(modules_for(self.context), person, background, settings)
        self._feed, self._seen_at, self._lost_at = Feed(access.database), 0.0, ""
        self._today = 0
        if notice:
            self._show_notice(notice)
        self._connect()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._poll)
        self._poll()

    def close(self) -> None:
        """End the session: no more polling, connections closed."""
        self._timer.stop()
        self.window.close()
        self._background.run(self._access.close, show=_nothing)

    def _connect(self) -> None:
        self.window.logout_asked.connect(lambda: self.ended.emit(False))
        self.window.retry_asked.connect(self._poll)
        self.context.changes.performed.connect(self._performed)

    def _show_notice(self, notice: str) -> None:
        strip = Strip("info", "info")
        strip.say(notice)
        self.window.notices.strips.add(strip)

    # --- news -------------------------------------------------------------

    def _poll(self) -> None:
        self._background.run(self._look, show=self._news, fail=self._failed, key=("feed", id(self)), owner=self)

    def _look(self) -> tuple[Changed, int, int]:
        changed = self._feed.poll()
        if self._outbox is None:
            return changed, 0, 0
        self._outbox.send(self._access.database, self.context.changes.performed.emit)
        return changed, *self._outbox.counts()

    def _news(self, news: tuple[Changed, int, int]) -> None:
        changed, waiting, refused = news
        self._lost_at = ""
        self.window.set_online(0.0)
        self.window.status.set_outbox(waiting, refused)
        if changed.everything:
            self.context.changes.arrived.emit(None)
        elif not changed.is_empty:
            self.context.changes.arrived.emit(changed.arrived | changed.gone)
        self._again()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, AccessWithdrawn):
            self.ended.emit(True)
            return
        if isinstance(error, Offline):
            self._lost_at = self._lost_at or _hour(clock.now())
            waiting = self._outbox.counts()[0] if self._outbox else 0
            self.window.set_offline(self._lost_at, waiting)
        self._again()

    def _again(self) -> None:
        # The jitter keeps many windows from asking in the same instant; no secret hangs on it.
        wait = feeds.EVERY + random.uniform(-feeds.JITTER, feeds.JITTER)
        self._timer.start(int(wait * 1000))

    def _performed(self, result: Result) -> None:
        self._today += 1
        self.window.status.set_today(f"Hoy: <b>{self._today}</b> {'paso' if self._today == 1 else 'pasos'}")
        self._timer.start(0)


def _nothing(_: object) -> None:
    """Closing tells nobody."""


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"
