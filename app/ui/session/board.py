"""The figures of the frame: badges of modules, counts of pages not yet opened, and the day."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import PqrError
from app.services.offline.known_cases import KnownCases
from app.services.trays.figures import Day, Figures, read_figures, read_labels_of_mine
from app.ui import formats
from app.ui.background import Background
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow

#: Changes come in bursts; one question answers all of a burst.
_SETTLE_MS = 400


class Board(QObject):
    """Asks anew after changes; the last question wins. `day_read` carries the person's Day."""

    day_read = Signal(object)

    def __init__(
        self, window: MainWindow, context: PageContext, background: Background, known: KnownCases | None
    ) -> None:
        # With the window it goes: an answer that comes after signing out finds nobody.
        super().__init__(window)
        self._window, self._context, self._background, self._known = window, context, background, known
        self._figures: dict[str, int] = {}
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self.refresh)
        window.desk.counted.connect(self._page_counted)

    def soon(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Ask now."""
        self._timer.stop()
        self._background.run(self._read, show=self._show, fail=_not_read, key=("figures", id(self)), owner=self)

    def _read(self) -> Figures:
        figures = read_figures(self._context.access, self._window.desk.page_keys())
        if self._known is not None:
            self._known.learn(read_labels_of_mine(self._context.access))
        return figures

    def _show(self, figures: Figures) -> None:
        for key, count in figures.waiting.items():
            # The page on screen counts by itself; hidden ones are stale until somebody looks.
            if key == self._window.desk.current_key:
                self._figures.setdefault(key, count)
            else:
                self._figures[key] = count
                self._window.top.set_count(key, count)
        self._badges()
        self._window.status.set_today(day_words(figures.day))
        self.day_read.emit(figures.day)

    def _page_counted(self, key: str, count: object) -> None:
        if key in self._figures or self._window.desk.spec(key)[0].key != "admin":
            self._figures[key] = count if isinstance(count, int) else 0
            self._badges()

    def _badges(self) -> None:
        for module in self._window.desk.modules.values():
            if module.key != "admin":
                self._window.rail.set_badge(module.key, sum(self._figures.get(spec.key, 0) for spec in module.pages))


def day_words(day: Day) -> str:
    """«Hoy: 23 casos»: how many cases the person moved, not how many keys they pressed."""
    return f"Hoy: <b>{formats.number(day.moved)}</b> {'caso' if day.moved == 1 else 'casos'}"


def _not_read(error: BaseException) -> None:
    """Without an answer the last figures stay; the status bar says that there is no network."""
    if not isinstance(error, PqrError):
        raise error
