"""«¿Dónde va a trabajar?»: the pages that choose a place and make it ready."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.ui.background import Background, Context

if TYPE_CHECKING:
    from app.services.places import Check, Place
    from app.ui.shell.first_run import ServerPage

SECTION = "place"


class PlaceDoor(QObject):
    """Shows its pages with `show`; says `ready` with a Place, or `server_chosen` with an address."""

    #: Somebody is choosing again: whatever place there was is left.
    asking = Signal()
    ready = Signal(object)
    #: Host, port, file of the authority's certificate («» on this computer).
    server_chosen = Signal(str, int, str)

    def __init__(
        self, background: Background, settings: Settings, show: Callable[[QWidget], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background, self._settings, self._show = background, settings, show

    def begin(self, key: str) -> None:
        """Go to the place of that key: «demo», «local», «server»; anything else asks."""
        if key == "demo":
            self._prepare(_demo, "Preparando la demostración")
        elif key == "local":
            self._prepare(_local, "Preparando este computador")
        elif key == "server" and self._settings.text(SECTION, "host"):
            self._last_server()
        else:
            self.ask()

    def ask(self) -> None:
        """Show the choice of places."""
        from app.ui.shell.first_run import PlacePage

        self.asking.emit()
        page = PlacePage()
        page.chosen.connect(lambda key: self._ask_server() if key == "server" else self.begin(key))
        self._show(page)

    def _ask_server(self) -> None:
        from app.ui.shell.first_run import ServerPage

        page = ServerPage(*self._address())
        page.check_asked.connect(partial(self._check, page))
        page.accepted.connect(self._accepted)
        page.back_asked.connect(self.ask)
        self._show(page)

    def _check(self, page: ServerPage, host: str, port: int, authority: str) -> None:
        from app.ui.shell.first_run import ServerCheck

        def show(found: list[Check]) -> None:
            page.show_checks([ServerCheck(c.state, c.title, c.detail, c.value) for c in found])

        self._background.run(partial(_checks, host, port, authority), show=show, owner=page)

    def _accepted(self, host: str, port: int, authority: str) -> None:
        for key, value in (("host", host), ("port", port), ("authority", authority)):
            self._settings.put(SECTION, key, value)
        self._last_server()

    def _last_server(self) -> None:
        self._settings.put(SECTION, "key", "server")
        self.server_chosen.emit(*self._address())

    def _address(self) -> tuple[str, int, str]:
        text = self._settings.text
        return text(SECTION, "host"), int(self._settings.real(SECTION, "port", 5432)), text(SECTION, "authority")

    def _prepare(self, make: Callable[[Callable[[str], None]], Place], title: str) -> None:
        from app.ui.shell.preparing import PreparingPage

        page = PreparingPage(title)
        page.retry_asked.connect(partial(self._prepare, make, title))
        page.back_asked.connect(self.ask)
        self._show(page)

        def work(context: Context) -> Place:
            return make(lambda words: context.progress(0, 0, words))

        self._background.run_long(work, progress=page.say, show=self.ready.emit, fail=page.show_error, owner=page)


def _demo(tell: Callable[[str], None]) -> Place:
    from app.services import places

    return places.demo_place(tell)


def _local(tell: Callable[[str], None]) -> Place:
    from app.services import places

    return places.local_place(tell)


def _checks(host: str, port: int, authority: str) -> list[Check]:
    from app.services import places

    return places.check_server(host, port, authority)
