"""One signed-in person: the window with the pages their roles allow, the news of others, and the way out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import procedure
from app.services.feed import Changed
from app.services.perform import Performer, Result
from app.settings import Settings
from app.ui import formats
from app.ui.background import Background
from app.ui.modules.catalogue import modules_for
from app.ui.page_context import Changes, PageContext
from app.ui.session import cut, unsent_page
from app.ui.session.bell import Bell
from app.ui.session.board import Board
from app.ui.session.leaving import Leaving
from app.ui.session.lock import IdleLock, LockScreen
from app.ui.session.pulse import Pulse
from app.ui.session.search import CaseSearch
from app.ui.session.unsent_page import UnsentPage
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, Person, Shell
from app.ui.widgets import Strip

if TYPE_CHECKING:
    from app.services.places import SignedIn

DEMO_NOTICE = "Demostración: todas las personas y los casos son inventados."


class Session(QObject):
    """Owns the window of one person, from signing in to signing out.

    Everything of Qt here has a parent: what Python alone holds is destroyed whenever its collector runs.
    """

    #: The session is over: None when the person left, else the error that ended it.
    ended = Signal(object)

    def __init__(
        self, signed: SignedIn, background: Background, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._signed, self._background, self._over = signed, background, False
        access, outbox, is_demo = signed.access, signed.outbox, signed.place.is_demo
        changes = Changes(self)
        performer = Performer(access.database, outbox, changes.performed.emit)
        self.context = PageContext(access, performer, background, signed.calendar, changes, signed.journal)
        self.pulse = Pulse(self.context, outbox, background, self)
        self.window = MainWindow(self._modules(), _person(signed), background, settings)
        self.board = Board(self.window, self.context, background, signed.known)
        self.search = CaseSearch(self.window, self.context)
        self.bell = Bell(self.window.top, access.person, self.search.open_case)
        self.leaving = Leaving(self.window, outbox, is_demo=is_demo)
        check = None if is_demo else signed.check_password
        leave = partial(self._end, None)
        self.lock = LockScreen(self.window.content, access.person.full_name, background, check, leave)
        self.idle = IdleLock(self.lock, settings)
        if is_demo:
            cut.add_switch(self.window, access.database, self.pulse.look)
        if is_demo or signed.why:
            self._show_notice(DEMO_NOTICE if is_demo else signed.why)
        self._connect()
        self.pulse.look()
        self.board.refresh()

    def close(self, *, forget: bool = False) -> None:
        """End the session: no more polling, connections closed; `forget` what this computer keeps of the person."""
        self._over = True
        self.pulse.stop()
        # A look under way may still answer; the window that it would tell is going.
        self.pulse.blockSignals(True)
        self.leaving.force()
        self.window.close()
        self.window.deleteLater()
        # After the decisions that are still on their way: none is lost because somebody signs out quickly.
        self._background.write(self._signed.access.close)
        if forget:
            self._signed.place.forget(self._signed.access.person.login)

    def _modules(self) -> list[Module]:
        modules = modules_for(self.context)
        if self._signed.outbox is not None:
            modules.append(unsent_page.unsent_module(self._make_unsent))
        return modules

    def _make_unsent(self, shell: Shell) -> Page:
        outbox = self._signed.outbox
        assert outbox is not None
        return UnsentPage(shell, self.context, outbox, self._signed.known, self._open_case, self.pulse.look)

    def _open_case(self, case_id: object) -> None:
        self.search.open_case(case_id)  # type: ignore[arg-type]

    def _connect(self) -> None:
        self.window.logout_asked.connect(self._logout)
        self.window.retry_asked.connect(self.pulse.look)
        self.window.outbox_asked.connect(partial(self.window.go, unsent_page.KEY))
        self.window.closing.connect(self.pulse.stop)
        self.context.changes.performed.connect(self._performed)
        self.pulse.beat.connect(self._news)
        self.pulse.lost.connect(self._lost)
        self.pulse.caught_up.connect(self._caught_up)
        self.pulse.withdrawn.connect(self._end)

    def _logout(self) -> None:
        if self.leaving.ask("Cerrar sesión de todos modos", partial(self._end, None)):
            self._end(None)

    def _end(self, why: object) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(why)

    def _show_notice(self, notice: str) -> None:
        strip = Strip("info", "info")
        strip.say(notice)
        self.window.notices.strips.add(strip)

    # --- news -------------------------------------------------------------

    def _news(self, changed: Changed, waiting: int, refused: int) -> None:
        self.window.set_online(0.0)
        self._waiting(waiting, refused)
        self.bell.take(changed.news)
        if changed.everything:
            self.context.changes.arrived.emit(None)
        elif not changed.is_empty:
            self.context.changes.arrived.emit(changed.arrived | changed.gone)
            self.board.soon()

    def _lost(self, since: str, waiting: int) -> None:
        self.window.set_offline(since, waiting)
        refused = self._signed.outbox.counts()[1] if self._signed.outbox is not None else 0
        self._waiting(waiting, refused)

    def _waiting(self, waiting: int, refused: int) -> None:
        self.window.status.set_outbox(waiting, refused)
        if self._signed.outbox is None:
            return
        self.window.rail.set_badge("unsent", waiting + refused)
        self.window.top.set_count(unsent_page.KEY, waiting + refused)
        page = self.window.desk.page()
        if isinstance(page, UnsentPage) and page.pane.model.rowCount() != waiting + refused:
            page.reload()

    def _caught_up(self, count: int) -> None:
        self.window.say(f"{formats.plural(count, 'decisión enviada', 'decisiones enviadas')} al volver la red.")

    def _performed(self, result: Result) -> None:
        if result.status == "queued":
            self.window.say("Sin red: la decisión quedó en este equipo y se enviará al volver la conexión.")
        else:
            self.bell.performed(result)
            self.board.soon()
        self.pulse.soon()


def _person(signed: SignedIn) -> Person:
    labels = [role.label for key, role in procedure.roles().items() if key in signed.access.roles]
    return Person(signed.access.person.full_name, " · ".join(labels))
