"""Theme, text size, density and the size of the window: changed live and remembered on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from app.settings import Settings
from app.ui.table.view import CaseTable
from app.ui.theme.theme import SCALES, theme
from app.ui.widgets.a11y import WINDOW, shortcut

if TYPE_CHECKING:
    from app.ui.shell.top_bar import TopBar

SECTION = "appearance"


class Appearance(QObject):
    """Reads the settings at the start and writes each change."""

    density_changed = Signal(bool)

    def __init__(self, window: QWidget, settings: Settings, top: TopBar) -> None:
        super().__init__(window)
        self._window, self._settings, self._top = window, settings, top
        size = settings.integers("window", "size")
        window.resize(*(size if len(size) == 2 else (1366, 768)))
        top.theme_button.clicked.connect(self.toggle_theme)
        top.scale_asked.connect(self.set_scale)
        top.density_asked.connect(self._set_density)
        shortcut("Ctrl+Shift+L", window, self.toggle_theme, WINDOW)
        shortcut("Ctrl+D", window, self.toggle_density, WINDOW)
        self._apply(settings.flag(SECTION, "dark"), settings.real(SECTION, "scale", 1.0))
        top.compact.setChecked(settings.flag(SECTION, "compact"))

    @property
    def compact(self) -> bool:
        """Whether rows take one line."""
        return self._top.compact.isChecked()

    def toggle_theme(self) -> None:
        """Light or dark."""
        self._apply(not theme.is_dark, theme.scale)

    def set_scale(self, scale: float) -> None:
        """Text size, 1.0 to 1.5."""
        self._apply(theme.is_dark, scale)

    def larger(self) -> None:
        """The next text size."""
        self.set_scale(next((factor for factor in SCALES if factor > theme.scale + 0.001), SCALES[-1]))

    def normal(self) -> None:
        """The normal text size."""
        self.set_scale(1.0)

    def toggle_density(self) -> None:
        """One-line or two-line rows."""
        self._top.compact.toggle()

    def adopt(self, page: QWidget) -> None:
        """Give a page that has just been made the density in use."""
        for table in page.findChildren(CaseTable):
            table.set_compact(self.compact)

    def remember(self) -> None:
        """Write the size of the window."""
        if not self._window.isMaximized():
            self._settings.put("window", "size", [self._window.width(), self._window.height()])

    def _apply(self, dark: bool, scale: float) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if dark != theme.is_dark or abs(scale - theme.scale) > 0.001:
            theme.apply(app, dark=dark, scale=scale)
        self._settings.put(SECTION, "dark", dark)
        self._settings.put(SECTION, "scale", scale)

    def _set_density(self, compact: bool) -> None:
        for table in self._window.findChildren(CaseTable):
            table.set_compact(compact)
        self._settings.put(SECTION, "compact", compact)
        self.density_changed.emit(compact)


def remember_splitter(splitter: QSplitter, key: str, settings: Settings, default: list[int]) -> None:
    """Restore a splitter's sizes for this person and write them when they are moved."""
    sizes = settings.integers("splitters", key)
    splitter.setSizes(sizes if len(sizes) == splitter.count() else default)
    splitter.splitterMoved.connect(lambda _position, _index: settings.put("splitters", key, splitter.sizes()))
