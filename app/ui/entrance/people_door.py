"""Signing in: the login, the personas of the demonstration, and the first administrator of this computer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import PqrError
from app.settings import Settings
from app.ui.background import Background, Context, Job
from app.ui.shell.login import LoginPage

if TYPE_CHECKING:
    from app.services.places import Place, SignedIn

SECTION = "place"
Enter = Callable[[str, str], "SignedIn"]


class PeopleDoor(QObject):
    """Shows its pages with `show`; says `signed` with everything that a session needs."""

    signed = Signal(object)
    #: The person wants to work somewhere else.
    back_asked = Signal()

    def __init__(
        self, background: Background, settings: Settings, show: Callable[[QWidget], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background, self._settings, self._show = background, settings, show
        self.back_asked.connect(self._stop_entering)
        self._place: Place | None = None
        self._page: QWidget | None = None
        self._ask: Callable[[], None] = lambda: None
        self._entering: Job[SignedIn] | None = None

    def ask(self, place: Place) -> None:
        """Show the page by which people enter that place."""
        self._place = place
        self._ask = self._choose_page
        self._choose_page()

    def ask_server(self, host: str, port: int, authority: str) -> None:
        """Show the login of a server; nothing of the database is imported before it is on the screen."""
        self._place = None
        at = partial(_server, host, port, authority)
        self._ask = partial(self._login, f"Servidor {host}", partial(_enter, at), partial(_enter_offline, at))
        self._ask()

    def ask_again(self, why: BaseException | None) -> None:
        """Show the same door once more; `why` is said on it."""
        self._ask()
        if isinstance(self._page, LoginPage) and why is not None:
            self._page.show_error(why)
        elif why is not None and self._page is not None:
            self._say_problem(why)

    def enter_as(self, login: str) -> None:
        """Enter the demonstration as an invented person."""
        assert self._place is not None
        self._enter(partial(self._place.enter_as, login), self._say_problem)

    def _choose_page(self) -> None:
        place = self._place
        assert place is not None
        if place.personas:
            self._personas(place)
        elif place.needs_first_admin:
            self._first_admin(place)
        else:
            self._login(place.title, place.enter)

    def _personas(self, place: Place) -> None:
        from app import procedure
        from app.ui.shell.personas import Persona, PersonaPage

        roles = procedure.roles()
        page = PersonaPage([Persona(p.login, p.name, roles[p.roles[0]].label, p.line) for p in place.personas])
        page.chosen.connect(self.enter_as)
        page.back_asked.connect(self.back_asked)
        self._turn_to(page)

    def _first_admin(self, place: Place) -> None:
        from app.ui.shell.first_admin import FirstAdminPage

        page = FirstAdminPage()
        page.made.connect(
            lambda name, user, password: self._enter(
                partial(place.make_first_admin, name, user, password), self._say_problem
            )
        )
        self._turn_to(page)

    def _login(self, title: str, enter: Enter, enter_offline: Enter | None = None) -> None:
        """`enter_offline`: where the server may be out of reach and this computer may carry cases."""
        page = LoginPage(title, self._settings.text(SECTION, "user"), may_work_offline=enter_offline is not None)

        def asked(user: str, password: str) -> None:
            self._settings.put(SECTION, "user", user if page.remember.isChecked() else "")
            self._enter(partial(enter, user, password), page.show_error)

        page.login_asked.connect(asked)
        if enter_offline is not None:
            page.work_offline_asked.connect(
                lambda user, password: self._enter(partial(enter_offline, user, password), page.show_error)
            )
        page.change_place_asked.connect(self.back_asked)
        self._turn_to(page)

    def _turn_to(self, page: QWidget) -> None:
        self._stop_entering()
        self._page = page
        self._show(page)

    def _enter(self, sign_in: Callable[[], SignedIn], failed: Callable[[BaseException], None]) -> None:
        def work(context: Context) -> SignedIn:
            signed = sign_in()
            if context.cancelled:
                # Asked twice, or gone back meanwhile: nobody will use these connections.
                signed.access.close()
            return signed

        self._entering = self._background.run_long(work, show=self._entered, fail=failed, key="enter", owner=self._page)

    def _stop_entering(self) -> None:
        if self._entering is not None:
            self._entering.cancel()
            self._entering = None

    def _entered(self, signed: SignedIn) -> None:
        if isinstance(self._page, LoginPage):
            self._page.succeeded()
        self.signed.emit(signed)
        if signed.proof is not None:
            self._background.run(signed.remember, fail=_not_remembered)

    def _say_problem(self, error: BaseException) -> None:
        """On the pages that say a sentence; a bug is raised again, the program's report takes it."""
        if not isinstance(error, PqrError):
            raise error
        say = getattr(self._page, "show_problem", None)
        if say is not None:
            say(error.user_message)


def _server(host: str, port: int, authority: str) -> Place:
    from app.services import places

    return places.server_place(host, port, authority)


def _enter(at: Callable[[], Place], user: str, password: str) -> SignedIn:
    return at().enter(user, password)


def _enter_offline(at: Callable[[], Place], user: str, password: str) -> SignedIn:
    return at().enter_offline(user, password)


def _not_remembered(error: BaseException) -> None:
    """Without room on the disk nobody comes back in without a network; with one, nothing is missing."""
    if not isinstance(error, PqrError):
        raise error
