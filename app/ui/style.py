"""The look of the program, in one import: theme, colours, fonts, icons, and how to put it on."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.ui.theme.icons import icon, paint_icon
from app.ui.theme.theme import SCALES, Theme, color, font, scaled, theme
from app.ui.theme.tokens import TONES, Tokens, Tone

__all__ = [
    "SCALES",
    "TONES",
    "Theme",
    "Tokens",
    "Tone",
    "color",
    "font",
    "icon",
    "install",
    "paint_icon",
    "scaled",
    "theme",
]


def install(app: QApplication, *, dark: bool = False, scale: float = 1.0) -> None:
    """Fusion, our fonts and the theme; once, before the first window."""
    app.setStyle("Fusion")
    theme.load_fonts()
    theme.apply(app, dark=dark, scale=scale)
