"""The way in: choose a place, prepare it, sign in, and hand over to the session; the way back is the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import procedure
from app.errors import AccessWithdrawn, PqrError
from app.services import places
from app.services.places import Place, SignedIn
from app.settings import Settings
from app.ui.background import Background, Context
from app.ui.session import Session
from app.ui.shell.first_admin import FirstAdminPage
from app.ui.shell.first_run import PlacePage, ServerCheck, ServerPage
from app.ui.shell.login import LoginPage
from app.ui.shell.personas import Persona, PersonaPage
from app.ui.shell.preparing import PreparingPage

_DEMO_NOTICE = "Demostración: todas las personas y los casos son inventados."


class Entrance(QObject):
    """Shows one page at a time in one window until a session opens in its own."""

    #: A session opened (the tour waits for it).
    opened = Signal(object)

    def __init__(self, background: Background, settings: Settings) -> None:
        super().__init__()
        self._background, self._settings = background, settings
        self.window = QStackedWidget()
        self.window.setWindowTitle("Bandeja PQR")
        self.window.setMinimumSize(1024, 640)
        self.place: Place | None = None
        self.session: Session | None = None

    def start(self, place: str = "") -> None:
        """Begin at a place («demo», «local», «server»), at the last one used, or by asking."""
        wanted = place or self._settings.text("place", "key")
        openings: dict[str, Callable[[], None]] = {
            "demo": partial(self._prepare, places.demo_place, "Preparando la demostración"),
            "local": partial(self._prepare, places.local_place, "Preparando este computador"),
            "server": self._last_server,
        }
        self.window.show()
        openings.get(wanted, self.ask_place)()

    def front(self) -> QWidget:
        """The window that the person sees."""
        return self.session.window if self.session is not None else self.window

    def close(self) -> None:
        """Leave everything in order: session, place, threads."""
        if self.session is not None:
            self.session.close()
        self._background.close()
        if self.place is not None:
            self.place.stop()

    # --- pages ------------------------------------------------------------

    def ask_place(self) -> None:
        """«¿Dónde va a trabajar?»"""
        page = PlacePage()
        page.chosen.connect(self._place_chosen)
        self._show(page)

    def _place_chosen(self, key: str) -> None:
        if key == "server":
            self._ask_server()
        else:
            self.start(key)

    def _ask_server(self) -> None:
        given = self._settings.text("place", "host"), self._settings.text("place", "authority")
        page = ServerPage(given[0], int(self._settings.real("place", "port", 5432)), given[1])
        page.check_asked.connect(partial(self._check_server, page))
        page.accepted.connect(self._server_accepted)
        page.back_asked.connect(self.ask_place)
        self._show(page)

    def _check_server(self, page: ServerPage, host: str, port: int, authority: str) -> None:
        def show(found: list[places.Check]) -> None:
            page.show_checks([ServerCheck(c.state, c.title, c.detail, c.value) for c in found])

        self._background.run(partial(places.check_server, host, port, authority), show=show, owner=page)

    def _server_accepted(self, host: str, port: int, authority: str) -> None:
        for key, value in (("host", host), ("port", port), ("authority", authority)):
            self._settings.put("place", key, value)
        self._last_server()

    def _last_server(self) -> None:
        host = self._settings.text("place", "host")
        try:
            port, authority = int(self._settings.real("place", "port", 5432)), self._settings.text("place", "authority")
            self._ready(places.server_place(host, port, authority))
        except PqrError:
            self._ask_server()

    def _prepare(self, make: Callable[..., Place], title: str) -> None:
        page = PreparingPage(title)
        page.retry_asked.connect(partial(self._prepare, make, title))
        page.back_asked.connect(self.ask_place)
        self._show(page)

        def work(context: Context) -> Place:
            return make(lambda words: context.progress(0, 0, words))

        self._background.run_long(work, progress=page.say, show=self._ready, fail=page.show_error, owner=page)

    def _ready(self, place: Place) -> None:
        self.place = place
        self._settings.put("place", "key", place.key)
        if place.local is not None:
            self._background.run_long(lambda _context: _watch(place), show=_nothing, fail=_watch_ended)
        if place.personas:
            self._ask_persona()
        elif place.needs_first_admin:
            self._ask_first_admin()
        else:
            self._ask_login()

    def _ask_persona(self) -> None:
        assert self.place is not None
        labels = procedure.roles()
        cards = [Persona(p.login, p.name, labels[p.roles[0]].label, p.line) for p in self.place.personas]
        page = PersonaPage(cards)
        page.chosen.connect(self.enter_as)
        page.back_asked.connect(self.ask_place)
        self._show(page)

    def _ask_first_admin(self) -> None:
        assert self.place is not None
        page = FirstAdminPage()

        def failed(error: BaseException) -> None:
            page.show_problem(_sentence(error))

        page.made.connect(lambda n, u, p: self._enter(partial(self._place().make_first_admin, n, u, p), page, failed))
        self._show(page)

    def _ask_login(self) -> None:
        page = LoginPage(self._place().title, self._settings.text("place", "user"))

        def asked(user: str, password: str) -> None:
            self._settings.put("place", "user", user if page.remember.isChecked() else "")
            self._enter(partial(self._place().enter, user, password), page, page.show_error)

        page.login_asked.connect(asked)
        page.change_place_asked.connect(self.ask_place)
        self._show(page)

    # --- signing in and out ----------------------------------------------

    def enter_as(self, login: str) -> None:
        """Enter the demonstration as an invented person."""
        page = self.window.currentWidget()

        def failed(error: BaseException) -> None:
            if isinstance(page, PersonaPage):
                page.show_problem(_sentence(error))

        self._enter(partial(self._place().enter_as, login), page, failed)

    def _enter(
        self, sign_in: Callable[[], SignedIn], page: QWidget | None, failed: Callable[[BaseException], None]
    ) -> None:
        self._background.run(sign_in, show=self._open, fail=failed, key="enter", owner=page or self)

    def _open(self, signed: SignedIn) -> None:
        notice = _DEMO_NOTICE if self._place().key == "demo" else signed.why
        self.session = Session(
            signed.access, signed.calendar, self._background, self._settings, signed.outbox, notice=notice
        )
        self.session.ended.connect(self.leave)
        geometry = self.window.geometry()
        self.session.window.setGeometry(geometry)
        self.session.window.show()
        self.window.hide()
        self.opened.emit(self.session)

    def leave(self, withdrawn: bool = False) -> None:
        """End the session and show the door again; says so when access was withdrawn."""
        if self.session is not None:
            # Shown before the session's window closes: the program ends with its last window.
            self.window.setGeometry(self.session.window.geometry())
        self.window.show()
        session, self.session = self.session, None
        if session is not None:
            session.close()
            session.deleteLater()
        if self._place().personas:
            self._ask_persona()
        else:
            self._ask_login()
        page = self.window.currentWidget()
        if withdrawn and isinstance(page, LoginPage):
            page.show_error(AccessWithdrawn())

    def _place(self) -> Place:
        assert self.place is not None
        return self.place

    def _show(self, page: QWidget) -> None:
        old = self.window.currentWidget()
        self.window.addWidget(page)
        self.window.setCurrentWidget(page)
        page.setFocus()
        if old is not None:
            self.window.removeWidget(old)
            old.deleteLater()


def _watch(place: Place) -> None:
    if place.local is not None:
        place.local.watch()


def _watch_ended(error: BaseException) -> None:
    """The server went away under its watchman: each page that asks will say so in its own words."""


def _nothing(_: object) -> None:
    """The watchman has nothing to show."""


def _sentence(error: BaseException) -> str:
    if isinstance(error, PqrError):
        return error.user_message
    raise error
