"""A small page for tests of the frame, which notes what happens to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.widgets import EmptyState, button
from tests.ui.support import COLUMNS, Row


class Tray(Page):
    """A small screen that notes what happens to it."""

    def __init__(self, shell: Shell, name: str) -> None:
        super().__init__()
        self.shell, self.name, self.did = shell, name, list[str]()
        column = QVBoxLayout(self)
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Filtrar")
        self.act = button("Pasar", "primary", keys="F9", act=lambda: self.did.append("F9"))
        pane = TablePane(RowModel(COLUMNS), f"Casos de {name}", EmptyState("tray", "Nada", "—"), lambda: None)
        pane.set_rows([Row(1), Row(2)])
        self.pane = pane
        for widget in (self.edit, pane, self.act):
            column.addWidget(widget)

    def activate(self) -> None:
        self.did.append("activate")
        self.count_changed.emit(42)
        self.pane.table.setFocus()

    def deactivate(self) -> None:
        self.did.append("deactivate")

    def commands(self) -> Sequence[PaletteEntry]:
        return [PaletteEntry("check", f"Pasar a Proyección ({self.name})", "Caso actual", self.act.click, "F9")]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("F9", f"pasar {self.name}")]


def tray(window: MainWindow) -> Tray:
    """The page that is shown."""
    page = window.desk.page()
    assert isinstance(page, Tray)
    return page


def unnamed(window: QWidget) -> list[str]:
    """Focusable widgets without a name for screen readers."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None and not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found
