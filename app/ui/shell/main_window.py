"""The window's frame: rail, pages, search, status. It knows no tray by name: it draws the modules it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.settings import Settings
from app.ui.background import Background
from app.ui.shell.appearance import Appearance
from app.ui.shell.desk import Desk
from app.ui.shell.help_sheet import HelpSheet
from app.ui.shell.notices import Notices
from app.ui.shell.orders import orders_of
from app.ui.shell.page import Module, Page, Person
from app.ui.shell.palette import Palette
from app.ui.shell.rail import Rail
from app.ui.shell.status_bar import StatusBar
from app.ui.shell.top_bar import TopBar
from app.ui.theme.theme import theme
from app.ui.widgets import WINDOW_KEYS, ProgressCard, Question, shortcut


class MainWindow(QMainWindow):
    """The frame for one person's session; it is a Shell for its pages."""

    logout_asked = Signal()
    retry_asked = Signal()
    outbox_asked = Signal()
    closing = Signal()

    def __init__(self, modules: Sequence[Module], person: Person, background: Background, settings: Settings) -> None:
        """`modules` are those this person's roles allow; the first page of the first one is shown."""
        super().__init__()
        self.background, self.settings = background, settings
        #: Asked before the window closes; whoever says no tells the person why.
        self.may_close: Callable[[], bool] = lambda: True
        #: Since when there is no network, and how many changes wait; None while there is one.
        self._lost: tuple[str, int] | None = None
        self.setWindowTitle("Bandeja PQR")
        self.setMinimumSize(1024, 640)
        self.rail, self.top = Rail(modules), TopBar(person)
        self.status, self.desk = StatusBar(), Desk(modules, self)
        content = QWidget()
        self.setCentralWidget(content)
        self.content, self.notices = content, Notices(content)
        self._lay_out(content)
        self.appearance = Appearance(self, settings, self.top)
        self.palette_box = Palette(content, partial(orders_of, self))
        self._connect()
        _window_keys(self)
        if modules:
            self.desk.show_module(modules[0].key)
        theme.dress(self)

    # --- what a page may ask (Shell) --------------------------------------

    def say(self, sentence: str, undo: Callable[[], object] | None = None) -> None:
        """Tell what was done, with its undo if there is one."""
        self.notices.toast.say(sentence, undo)

    def report(self, error: BaseException) -> None:
        """Show a failure as what it is; offline also changes the status bar."""
        since = self.notices.report(error, _offline_words(self.desk))
        if since:
            self.status.set_offline(since)

    def confirm(self, question: Question, act: Callable[[], object]) -> None:
        """Ask before `act`; the safe answer has the focus."""
        self.notices.confirm(question, act)

    def progress_card(self, title: str) -> ProgressCard:
        """A card at the bottom right for long work."""
        return self.notices.progress_card(title)

    def go(self, page_key: str) -> Page | None:
        """Show a page by its key."""
        return self.desk.show_page(page_key)

    # --- what the composition root tells ---------------------------------

    def set_online(self, age: float | None) -> None:
        """Connected; the data are `age` seconds old."""
        self._lost = None
        self.status.set_online(age)
        self.notices.offline.hide()

    def set_offline(self, since: str, waiting: int = 0) -> None:
        """No connection since «hh:mm», with that many changes waiting."""
        self.status.set_offline(since)
        self.status.set_outbox(waiting)
        self._lost = (since, waiting)
        self.notices.offline.show_since(since, waiting, _offline_words(self.desk))

    # --- inside -----------------------------------------------------------

    def _lay_out(self, content: QWidget) -> None:
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.notices.strips)
        column.addWidget(self.desk, 1)
        column.addWidget(self.status)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.desk.show_module)
        self.top.page_chosen.connect(self.desk.show_page)
        self.top.search.clicked.connect(self.palette_box.open_palette)
        self.top.help.clicked.connect(self._help)
        self.top.logout_asked.connect(self.logout_asked)
        self.desk.shown.connect(self._page_shown)
        self.desk.counted.connect(self.top.set_count)
        self.desk.hints_changed.connect(self._hints)
        self.notices.offline.retry.clicked.connect(self.retry_asked)
        self.notices.offline.outbox.clicked.connect(self.outbox_asked)

    def _page_shown(self, module_key: str, page_key: str) -> None:
        module, spec = self.desk.spec(page_key)
        self.rail.choose(module_key)
        self.top.set_pages(module.pages, page_key)
        self.setWindowTitle(f"Bandeja PQR · {spec.title}")
        page = self.desk.page()
        assert page is not None
        self._hints(page_key)
        self.appearance.adopt(page)
        self.notices.clear_refusals()
        if self._lost is not None:
            self.notices.offline.show_since(*self._lost, _offline_words(self.desk))

    def _hints(self, page_key: str) -> None:
        page = self.desk.page()
        if page is not None and page_key == self.desk.current_key:
            self.status.set_hints(page.key_hints())

    def _help(self) -> None:
        page = self.desk.page()
        title = self.desk.spec(self.desk.current_key)[1].title if page else ""
        sheet = HelpSheet(self.content, title, page.help_keys() if page else ())
        sheet.open(sheet.done)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notices.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.appearance.remember()
        self.closing.emit()
        super().closeEvent(event)


def _offline_words(desk: Desk) -> str:
    """What may be done without a network on the page on screen."""
    return desk.spec(desk.current_key)[1].offline if desk.current_key else ""


def _undo(window: MainWindow) -> None:
    """What the notice offers; when it is gone, what the page still keeps."""
    page = window.desk.page()
    if window.notices.toast.can_undo():
        window.notices.toast.undo()
    elif page is not None:
        page.undo()


def _window_keys(window: MainWindow) -> None:
    """The keys that work on every page."""
    shortcut("Ctrl+K", window, window.palette_box.open_palette, WINDOW_KEYS)
    shortcut("F1", window, window.top.help.click, WINDOW_KEYS)
    shortcut(QKeySequence.StandardKey.Undo, window, partial(_undo, window), WINDOW_KEYS)
    for number in range(1, 10):
        shortcut(f"Ctrl+{number}", window, partial(window.top.choose_tab, number - 1), WINDOW_KEYS)
