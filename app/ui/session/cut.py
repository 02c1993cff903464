"""The demonstration's switch «Cortar la red»: shows how the work goes on without a network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from app.services.database import Database
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import PaletteEntry
from app.ui.style import icon

WORDS = "Cortar la red (demostración)"


def add_switch(window: MainWindow, database: Database, look: Callable[[], object]) -> QAction:
    """Add the switch to the person's menu; `look` asks at once how the network is."""

    def switched(on: bool) -> None:
        database.is_cut = on
        look()

    menu = window.top.avatar.menu()
    action = QAction(icon("wifi-slash"), WORDS, menu)
    action.setCheckable(True)
    action.toggled.connect(switched)
    menu.insertAction(menu.actions()[-2], action)
    window.palette_box.add_search(lambda words, show: show(_entries(words, action)))
    return action


def _entries(words: str, action: QAction) -> list[PaletteEntry]:
    if not words.strip().lower().startswith(("cort", "red", "sin r", "volv")):
        return []
    title = "Volver a conectar la red" if action.isChecked() else "Cortar la red"
    return [PaletteEntry("wifi-slash", title, "Sólo en la demostración", action.toggle)]
