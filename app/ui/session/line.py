"""The line to the server as the person sees it: connected or not, how old the data are, what waits, and the gate."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.errors import PqrError
from app.services.feed import Changed
from app.services.offline.carrying import Synced, sync
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Result
from app.services.places import SignedIn
from app.services.reads.found_cases import FoundCase
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.session import unsent_page
from app.ui.session.bell import Bell
from app.ui.session.board import Board
from app.ui.session.presence import MOST, Presence
from app.ui.session.pulse import Pulse
from app.ui.session.slacks import Slacks
from app.ui.session.unsent_page import UnsentPage
from app.ui.session.watch import Watch
from app.ui.shell.main_window import MainWindow
from app.ui.widgets import Strip
from app.ui.widgets.states import ErrorState
from app.version import VERSION

_TICK_MS = 1000
#: What is carried is looked over at least so often, changes or not.
_SYNC_SECONDS = 600.0


class Line(QObject):
    """Hears the pulse and tells the window, the pages and what this computer carries."""

    def __init__(
        self,
        window: MainWindow,
        context: PageContext,
        signed: SignedIn,
        pulse: Pulse,
        board: Board,
        bell: Bell,
        open_case: Callable[[FoundCase], object],
    ) -> None:
        super().__init__(window)
        self._window, self._context, self._signed, self._pulse = window, context, signed, pulse
        self._board, self._bell, self.presence = board, bell, Presence(window, context)
        self.slacks = Slacks(window, context)
        self._outbox: LocalOutbox | None = signed.outbox
        self._heard_at, self._synced_at, self._since = time.monotonic() - _age(signed), 0.0, ""
        #: The server was heard since signing in: from then on to read everything anew is news.
        self._is_read = False
        self.gate = Strip("warn", "download-simple")
        window.notices.strips.add(self.gate)
        context.changes.performed.connect(self._performed)
        window.desk.shown.connect(lambda _module, _page: None if self._since else self._ask_again())
        pulse.beat.connect(self._news)
        self.watch = Watch(window, context, open_case)
        pulse.held.connect(self.presence.show_held)
        pulse.held.connect(self.watch.heard)
        pulse.on_screen = lambda: [*self.watch.cases(), *self.presence.on_screen()][:MOST]
        pulse.lost.connect(self._lost)
        pulse.caught_up.connect(self._caught_up)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tell_age)
        self._timer.start()

    def _news(self, changed: Changed, waiting: int, refused: int) -> None:
        was_lost = bool(self._since)
        self._heard_at, self._since = time.monotonic(), ""
        self._window.set_online(0.0)
        self._show_gate(waiting + refused)
        self._waiting(waiting, refused)
        self._bell.take(changed.news)
        if changed.everything and self._is_read:
            self._window.say("Sincronizando: se lee todo de nuevo del servidor; lo que espera aquí se conserva.")
        self._is_read = True
        if changed.everything or was_lost:
            # Also what could not be read meanwhile.
            self._context.changes.arrived.emit(None)
            self._board.soon()
            self._ask_again()
        elif not changed.is_empty:
            self._context.changes.arrived.emit(changed.arrived | changed.gone)
            self._board.soon()
        self._carry(anew=not changed.is_empty)

    def _ask_again(self) -> None:
        """What said on screen that it could not be loaded is asked for by itself."""
        page = self._window.desk.page()
        for state in page.findChildren(ErrorState) if page is not None else ():
            if state.isVisible() and state.way_out is not None:
                state.way_out.click()

    def _lost(self, since: str, waiting: int) -> None:
        self._since = since
        self._window.set_offline(since, waiting)
        refused = self._outbox.counts()[1] if self._outbox is not None else 0
        self._waiting(waiting, refused)
        self._tell_age()

    def _tell_age(self) -> None:
        age = time.monotonic() - self._heard_at
        if self._since:
            self._window.status.set_offline(self._since, age)
        else:
            self._window.status.set_online(age)

    def _show_gate(self, kept: int) -> None:
        oldest = self._context.database.oldest_allowed
        if not oldest:
            self.gate.hide()
            return
        changes = formats.plural(kept, "cambio", "cambios")
        words = f"<b>Actualice para enviar {changes}.</b> " if kept else ""
        words += (
            f"<b>Este programa ({VERSION}) es anterior a la versión mínima ({oldest}): puede consultar, no enviar.</b>"
            " Pida a Tecnología la versión nueva o instálela desde el sitio de descargas de la entidad."
        )
        if kept:
            count = formats.plural(kept, "decisión queda cifrada", "decisiones quedan cifradas")
            words += f" {count} en este equipo: salen solas al abrir la versión nueva."
        self.gate.say(words)

    def _waiting(self, waiting: int, refused: int) -> None:
        self._window.status.set_outbox(waiting, refused)
        if self._outbox is None:
            return
        self._window.rail.set_badge("unsent", waiting + refused)
        self._window.top.set_count(unsent_page.KEY, waiting + refused)
        page = self._window.desk.page()
        if isinstance(page, UnsentPage) and page.is_stale(waiting, refused):
            page.reload()

    def _caught_up(self, count: int) -> None:
        self._window.say(f"{formats.plural(count, 'decisión enviada', 'decisiones enviadas')} al volver la red.")

    def _performed(self, result: Result) -> None:
        if result.status == "queued":
            self._window.say("Sin red: la decisión quedó en este equipo y se enviará al volver la conexión.")
        else:
            self._bell.performed(result)
            self._board.soon()
        self._pulse.soon()

    def _carry(self, *, anew: bool) -> None:
        """Bring what is carried up to date, aside; it may take several turns."""
        cache = self._signed.cache
        if cache is None or not (anew or time.monotonic() - self._synced_at > _SYNC_SECONDS):
            return
        self._synced_at = time.monotonic()
        self._context.background.run(
            partial(sync, cache, self._context.access),
            show=self._carried,
            fail=_not_carried,
            key=("carry", id(self)),
            owner=self,
        )

    def _carried(self, done: Synced) -> None:
        if done.is_full:
            self._window.say("No hay espacio en el disco: sin red sólo tendrá lo que ya estaba en este equipo.")
        elif done.more:
            self._carry(anew=True)


def _age(signed: SignedIn) -> float:
    """Seconds since the server was heard, for somebody who came in without it: what they carry is as old as that."""
    age = signed.cache.age() if signed.is_returned and signed.cache is not None else None
    return age.total_seconds() if age is not None else 0.0


def _not_carried(error: BaseException) -> None:
    """What could not be brought stays as it was; the status bar says that there is no network."""
    if not isinstance(error, PqrError):
        raise error
