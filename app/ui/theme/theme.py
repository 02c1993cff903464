"""The theme in use: tokens, text scale, fonts, and the signal that it changed."""

from __future__ import annotations

import sys
from functools import lru_cache
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.paths import RESOURCES
from app.ui.theme.rescale import Rescale
from app.ui.theme.tokens import DARK, LIGHT, Tokens

#: Text sizes a person may choose, as a factor of the normal one.
SCALES = (1.0, 1.15, 1.25, 1.35, 1.5)


class Theme(QObject):
    """What everything is painted with. One per process, as a QApplication has one palette and one sheet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = LIGHT
        self.scale = 1.0
        self._family = "Inter"
        self._sheet = ""
        self._windows: WeakSet[QWidget] = WeakSet()

    @property
    def is_dark(self) -> bool:
        """Whether the dark tokens are in use."""
        return self.tokens is DARK

    def apply(self, app: QApplication, *, dark: bool = False, scale: float = 1.0) -> None:
        """Repaint the whole program with these tokens and text scale (1.0 to 1.5)."""
        from app.ui.theme.sheet import sheet

        before, self.scale = self.scale, min(1.5, max(1.0, scale))
        self.tokens = DARK if dark else LIGHT
        # What Qt has deleted may still have its Python half.
        windows = [window for window in self._windows if isValid(window)]
        grown = Rescale(windows, self.scale / before)
        _font.cache_clear()
        color.cache_clear()
        app.setPalette(palette(self.tokens))
        app.setFont(font(10.0))
        self._sheet = sheet(self.tokens, self.scale)
        for window in windows:
            window.setStyleSheet(self._sheet)
        grown.apply()
        self.changed.emit()

    def dress(self, window: QWidget) -> None:
        """Put the sheet on a window, now and at each change; best when everything in it has been made.

        Not on the whole application: then each widget given to a layout would be styled again with all inside it,
        level after level, which doubles the time that a page takes to be made (docs/decisions/0011).
        """
        self._windows.add(window)
        window.setStyleSheet(self._sheet)

    def load_fonts(self) -> None:
        """Segoe UI where Windows has it; elsewhere the Inter files we ship (OFL)."""
        if sys.platform == "win32":
            fluent = "Segoe UI Variable Text"
            self._family = fluent if fluent in QFontDatabase.families() else "Segoe UI"
            return
        for file in sorted((RESOURCES / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))

    @property
    def family(self) -> str:
        """Family of every text in the window."""
        return self._family


theme = Theme()


@lru_cache(maxsize=128)
def color(token: str) -> QColor:
    """The colour of a token in the theme in use. Do not keep it across a theme change."""
    return QColor(getattr(theme.tokens, token))


@lru_cache(maxsize=64)
def _font(points: float, weight: int, tabular: bool, scale: float, family: str) -> QFont:
    made = QFont(family)
    made.setPointSizeF(points * scale)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(points: float = 10.0, weight: int = 400, *, tabular: bool = False) -> QFont:
    """The program's font at the scale in use. `tabular` gives digits of one width, for numbers in columns."""
    return _font(points, weight, tabular, theme.scale, theme.family)


def scaled(pixels: float) -> int:
    """A length in logical pixels, grown with the text."""
    return round(pixels * theme.scale)


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of a set of tokens, for what the sheet does not reach."""
    made = QPalette(QColor(tokens.surface2), QColor(tokens.background))
    role = QPalette.ColorRole
    for each, value in {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.surface2,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.ToolTipBase: tokens.floating,
        role.ToolTipText: tokens.on_floating,
        role.PlaceholderText: tokens.text3,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.border,
        role.Mid: tokens.border,
        role.Dark: tokens.border_strong,
        role.BrightText: tokens.danger,
    }.items():
        made.setColor(each, QColor(value))
    for each in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.text3))
    return made
