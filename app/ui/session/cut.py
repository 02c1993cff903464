"""The demonstration's switch «Cortar la red»: shows how the work goes on without a network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from app.services.database import Database
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import PaletteEntry
from app.ui.style import icon
from app.ui.widgets import button

WORDS = "Cortar la red (demostración)"
_ON, _OFF = "Volver a conectar la red", "Cortar la red"


def add_switch(window: MainWindow, database: Database, look: Callable[[], object]) -> QPushButton:
    """Add the switch to the person's menu and the palette; the same as a button. `look` asks how the network is."""
    menu = window.top.avatar.menu()
    action = QAction(icon("wifi-slash"), WORDS, menu)
    action.setCheckable(True)
    made = button(_OFF, icon_name="wifi-slash", name=_OFF, act=action.toggle)

    def switched(on: bool) -> None:
        database.is_cut = on
        made.setText(f"\u2002{_ON if on else _OFF}")
        made.setAccessibleName(_ON if on else _OFF)
        look()

    action.toggled.connect(switched)
    menu.insertAction(menu.actions()[-2], action)
    window.palette_box.add_search(lambda words, show: show(_entries(words, action)))
    return made


def _entries(words: str, action: QAction) -> list[PaletteEntry]:
    if not words.strip().lower().startswith(("cort", "red", "sin r", "volv")):
        return []
    return [PaletteEntry("wifi-slash", _ON if action.isChecked() else _OFF, "Sólo en la demostración", action.toggle)]
