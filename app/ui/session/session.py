"""One signed-in person: the window with the pages their roles allow, the news of others, and the way out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app import procedure
from app.services.access import agree
from app.services.offline.journal import TypedText
from app.services.perform import Performer
from app.settings import Settings
from app.ui.background import Background
from app.ui.first_paint import FirstPaint
from app.ui.modules.catalogue import modules_for
from app.ui.page_context import Changes, PageContext
from app.ui.session import cut, unsent_page, verify_card
from app.ui.session.bell import Bell
from app.ui.session.board import Board
from app.ui.session.first_rows import begin_first_rows
from app.ui.session.hours import Hours
from app.ui.session.leaving import Leaving
from app.ui.session.line import Line
from app.ui.session.lock import IdleLock, LockScreen
from app.ui.session.pulse import Pulse
from app.ui.session.recovered import Recovered
from app.ui.session.search import CaseSearch
from app.ui.session.summons import Summons
from app.ui.session.typing import Typist
from app.ui.session.unsent_page import UnsentPage
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, Person, Shell
from app.ui.trays.case_head import number_words
from app.ui.widgets import Strip

if TYPE_CHECKING:
    from app.services.places import SignedIn

DEMO_NOTICE = "Demostración: todas las personas y los casos son inventados."
OTHERS = (
    "<b>Tiene abierto este programa otra vez en este equipo.</b> Puede trabajar en las dos ventanas: lo que espera"
    " la red es de ambas y sale una sola vez; cada una guarda lo que se escribe en ella. Un caso, en una sola."
)
MEMORY_ONLY = "Lo que escriba y no alcance a guardarse se conserva sólo mientras el programa esté abierto."


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
        self._signed, self._background, self._over, self._closed = signed, background, False, False
        access, outbox, is_demo = signed.access, signed.outbox, signed.place.is_demo
        changes = Changes(self)
        performer = Performer(access.database, outbox, changes.tell)
        typed = TypedText(signed.journal)
        first = FirstPaint(self)
        first.begin(background)
        self.context = PageContext(
            access, performer, background, signed.calendar, changes, signed.journal, typed, first_paint=first
        )
        asked = partial(agree, access) if signed.is_returned else None
        self.pulse = Pulse(self.context, outbox, background, self, signed.cache, asked)
        modules = self._modules()
        begin_first_rows(self.context, modules)
        self.window = MainWindow(modules, _person(signed), background, settings)
        self.board = Board(self.window, self.context, background, signed.known)
        self.search = CaseSearch(self.window, self.context)
        verify_card.add_order(self.window, self.context)
        self.bell = Bell(self.window.top, access.person, self.search.open_case, self.window.say)
        self.summons = Summons(self.window, self.context, self.bell.show_meetings)
        self.hours = Hours(self.window, self.context, self.bell.show_hours, self.search.open_case)
        self.board.day_read.connect(self.bell.show_day)
        self.line = Line(self.window, self.context, signed, self.pulse, self.board, self.bell, self.search.open)
        self.typist = Typist(self.window, self.context.typed)
        self.recovered = Recovered(self.window, self.typist, self._number_of)
        self.leaving = Leaving(self.window, outbox, is_demo=is_demo)
        check = None if is_demo else signed.check_password
        self.lock = LockScreen(
            self.window.content, access.person.full_name, background, check, partial(self._end, None)
        )
        self.idle = IdleLock(self.lock, settings)
        self._show_notices()
        self._connect()
        first.then(self.pulse.look)
        first.then(self.board.refresh)
        first.watch()

    def close(self, *, forget: bool = False, keep: bool = False) -> None:
        """End the session: no more polling, connections closed; `forget` what this computer keeps of the person.

        `keep` what they carry: the program is closed, nobody signed out, and they may come back without a network.
        """
        if self._closed:
            return
        self._over = self._closed = True
        self._save_typed()
        self.pulse.stop()
        # A look under way may still answer; the window that it would tell is going.
        self.pulse.blockSignals(True)
        self.leaving.force()
        self.window.close()
        # Until Qt comes round to destroying it, its clocks would go on asking of stores that are closed.
        for timer in (*self.window.findChildren(QTimer), *self.findChildren(QTimer)):
            timer.stop()
        self.window.deleteLater()
        # After the decisions that are still on their way: none is lost because somebody signs out quickly.
        self._background.write(self._signed.access.close)
        place, login = self._signed.place, self._signed.access.person.login
        if forget:
            place.forget(login)
        elif not keep:
            place.sign_out(login)

    def _save_typed(self) -> None:
        """Whoever leaves while typing loses nothing: the journal has it, and the page sends what it can."""
        self.typist.flush()
        self.typist.settle()
        page = self.window.desk.page()
        if page is not None:
            page.deactivate()

    def _number_of(self, subject: str) -> str:
        known = self._signed.known
        try:
            case = UUID(subject)
        except ValueError:
            return ""
        label = known.labels([case]).get(case) if known is not None else None
        return number_words(label) if label else ""

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
        self.context.changes.performed.connect(self.typist.performed)
        self._background.written.connect(self.typist.written)
        self.typist.failed.connect(self.window.report)
        self.pulse.withdrawn.connect(self._end)

    def _logout(self) -> None:
        if self.leaving.ask("Cerrar sesión de todos modos", partial(self._end, None)):
            self._end(None)

    def _end(self, why: object) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(why)

    def _show_notices(self) -> None:
        signed = self._signed
        if signed.has_others:
            self._show_notice(OTHERS)
        if signed.place.is_demo:
            self._show_notice(DEMO_NOTICE)
        elif signed.why:
            self._show_notice(f"{signed.why} {MEMORY_ONLY if signed.outbox is None else ''}")

    def _show_notice(self, notice: str) -> None:
        strip = Strip("info", "info", closable=notice == OTHERS)
        self.window.notices.strips.add(strip)
        is_demo = self._signed.place.is_demo
        switch = is_demo and notice == DEMO_NOTICE
        strip.say(notice, [cut.add_switch(self.window, self.context.database, self.pulse.look)] if switch else [])


def _person(signed: SignedIn) -> Person:
    labels = [role.label for key, role in procedure.roles().items() if key in signed.access.roles]
    return Person(signed.access.person.full_name, " · ".join(labels))
