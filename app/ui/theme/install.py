"""Putting the look on the program: Fusion, Qt's own words in Spanish, fonts and theme."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.theme.theme import theme

#: Given to QApplication. `setStyle` would make Python's half of the style: 7 ms of enumerations before the first paint.
ARGUMENTS = ("-style", "fusion")


def speak_spanish(app: QApplication) -> None:
    """Qt's own menus, dialogs and calendars in Spanish of Colombia."""
    QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia))
    translator = QTranslator(app)
    if translator.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def install(app: QApplication, *, dark: bool = False, scale: float = 1.0) -> None:
    """Qt's own words in Spanish, our fonts and the theme; once, before the first window."""
    speak_spanish(app)
    theme.load_fonts()
    theme.apply(app, dark=dark, scale=scale)
