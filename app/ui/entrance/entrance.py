"""Keeps one window in which one page stands at a time, until a session opens in its own; and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.errors import AccessWithdrawn
from app.settings import Settings
from app.ui.background import Background, Context
from app.ui.entrance.people_door import PeopleDoor
from app.ui.entrance.place_door import PlaceDoor
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.services.places import Place, SignedIn
    from app.ui.session import Session

#: Nobody types a password in less.
_READING_MS = 100


class Entrance(QObject):
    """Chooses a place, signs a person in, hands over to the session, and takes over again when it ends."""

    #: A session opened (the tour waits for it).
    opened = Signal(object)

    def __init__(self, background: Background, settings: Settings) -> None:
        super().__init__(QApplication.instance())
        self._background, self._settings = background, settings
        self.window = QStackedWidget()
        self.window.setWindowTitle("Bandeja PQR")
        self.window.setMinimumSize(1024, 640)
        theme.dress(self.window)
        self.place: Place | None = None
        self.session: Session | None = None
        self._places = PlaceDoor(background, settings, self._show, self)
        self._people = PeopleDoor(background, settings, self._show, self)
        self._places.asking.connect(self._leave_place)
        self._places.ready.connect(self._ready)
        self._places.server_chosen.connect(self._people.ask_server)
        self._people.back_asked.connect(self._places.ask)
        self._people.signed.connect(self._open)

    def start(self, place: str = "") -> None:
        """Begin at a place («demo», «local», «server»), at the last one used, or by asking."""
        self.window.show()
        self._places.begin(place or self._settings.text("place", "key"))
        # After the first paint, which it would delay: the libraries of the database take most of a second.
        QTimer.singleShot(_READING_MS, lambda: self._background.run(_warm_up))

    def front(self) -> QWidget:
        """The window that the person sees."""
        return self.session.window if self.session is not None else self.window

    def close(self) -> None:
        """Leave everything in order: session, place, threads."""
        session, self.session = self.session, None
        if session is not None:
            session.close(keep=True)
        self._background.close()
        place, self.place = self.place, None
        if place is not None:
            place.stop()
        self.window.deleteLater()
        self.deleteLater()

    def enter_as(self, login: str) -> None:
        """Enter the demonstration as an invented person."""
        self._people.enter_as(login)

    def leave(self, why: BaseException | None = None) -> None:
        """End the session and show the door again, with the reason if the person did not choose it."""
        session, self.session = self.session, None
        if session is not None:
            # Shown before the session's window closes: the program ends with its last window.
            self.window.setGeometry(session.window.geometry())
        self.window.show()
        if session is not None:
            session.close(forget=isinstance(why, AccessWithdrawn))
            session.deleteLater()
        self._people.ask_again(why)

    def _leave_place(self) -> None:
        """Somebody wants to work elsewhere: the server of this computer need not go on for them."""
        place, self.place = self.place, None
        if place is not None:
            self._background.run(place.stop)

    def _ready(self, place: Place) -> None:
        self.place = place
        self._settings.put("place", "key", place.key)
        if place.local is not None:
            self._background.run_long(lambda context: _watch(context, place))
        self._people.ask(place)

    def _open(self, signed: SignedIn) -> None:
        from app.ui.session import Session

        if self.place is not signed.place:
            # A server is a new place at each entry: what the one before holds open is closed.
            self._leave_place()
        self.place = signed.place
        self.session = Session(signed, self._background, self._settings, self)
        self.session.ended.connect(self.leave)
        self.session.window.setGeometry(self.window.geometry())
        self.session.window.show()
        self.window.hide()
        self.opened.emit(self.session)

    def _show(self, page: QWidget) -> None:
        old = self.window.currentWidget()
        self.window.addWidget(page)
        self.window.setCurrentWidget(page)
        page.setFocus()
        if old is not None:
            self.window.removeWidget(old)
            old.deleteLater()


def _warm_up() -> None:
    """Import, aside, what signing in and the first page need: libraries first, then the window most people open."""
    from app.services import access, places, stored_documents

    access.warm_up()
    from app.services.trays import rows
    from app.ui import session
    from app.ui.trays import analysis

    _name_every_widget()
    del places, stored_documents, rows, session, analysis


def _name_every_widget() -> None:
    """PySide makes a class with its enumerations when it is first named, and asked for the kind of a widget it
    names them all: 20 ms in the middle of the first page, unless it has been done."""
    from PySide6 import QtGui, QtWidgets

    for module in (QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)


def _watch(context: Context, place: Place) -> None:
    if place.local is not None:
        context.on_cancel(place.local.stop_watching)
        place.local.watch()
