"""Where the cases of a batch come from: every waiting one, or those that a sheet names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.services.bulk import selection, sheet
from app.services.bulk.selection import Selection
from app.services.bulk.sheet import Sheet
from app.ui import formats
from app.ui.modules.bulk.sheet_dialog import SheetDialog
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.widgets import ElidedLabel, button
from app.ui.widgets.buttons import tool_button

_FILES = "Listas de casos (*.xlsx *.csv)"


class Source(QWidget):
    """`chosen` carries the Selection of a sheet, or None when it is taken off."""

    chosen = Signal(object)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.dialog: SheetDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.name = ElidedLabel("", "strong")
        row.addWidget(self.name)
        self.drop = tool_button("x", "Quitar el archivo y ver todos los casos", act=self.take_off)
        row.addWidget(self.drop)
        self.pick = button("Desde un archivo…", icon_name="upload-simple", tip="Ctrl+O", act=self.ask)
        row.addWidget(self.pick)
        self._show(None)

    def ask(self) -> None:
        """Ctrl+O: choose a file and say what its columns are."""
        chosen, _kind = QFileDialog.getOpenFileName(self, "Lista de casos para el lote", "", _FILES)
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Read a file in the limited process; what is wrong with it is said, and nothing changes."""
        self.pick.setEnabled(False)
        self._context.background.run(
            lambda: sheet.read(path),
            show=self._map,
            fail=self._shell.report,
            finished=lambda: self.pick.setEnabled(True),
            key=("bulk-sheet", id(self)),
            owner=self,
        )

    def _map(self, read: Sheet) -> None:
        self.dialog = SheetDialog(self.window(), read, lambda mapping: self._find(read, mapping))
        self.dialog.open(self.dialog.go)

    def _find(self, read: Sheet, mapping: Mapping[str, int]) -> None:
        database = self._context.database
        self._context.background.run(
            lambda: selection.find(database, read, mapping),
            show=self._found,
            fail=self._shell.report,
            key=("bulk-sheet", id(self)),
            owner=self,
        )

    def _found(self, found: Selection) -> None:
        self._show(found)
        self.chosen.emit(found)

    def take_off(self) -> None:
        """Back to every case that waits."""
        self._show(None)
        self.chosen.emit(None)

    def _show(self, found: Selection | None) -> None:
        self.drop.setVisible(found is not None)
        self.name.setVisible(found is not None)
        if found is not None:
            rows = len(found.rows) + len(found.problems)
            self.name.setText(f"{found.name} · {formats.plural(rows, 'fila', 'filas')}")
