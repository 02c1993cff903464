"""The table of people who signed: typed, pasted from a spreadsheet, or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import PqrError
from app.services.reads.case_sheet import SignatoryData
from app.services.split import people_list
from app.services.split.people_list import PeopleList
from app.services.verbs.checks import DOCUMENT_TYPES
from app.services.verbs.decide_split import Signatory
from app.ui import formats
from app.ui.background import Background
from app.ui.style import scaled
from app.ui.widgets import Strip, button, text

_HEADS = ("Nombre completo", "Tipo", "Documento", "Dirección")


class _Cells(QStyledItemDelegate):
    """Tells what is being typed in a cell, before Enter: the table as a whole is kept, not its fields."""

    def __init__(self, grid: _Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        made = super().createEditor(parent, option, index)
        if isinstance(made, QLineEdit):
            made.setProperty("journal", "own")
            at = (index.row(), index.column())
            made.textEdited.connect(lambda words: self._grid.type(at, words))
            made.destroyed.connect(lambda: self._grid.half.pop(at, None))
        return made


class _Grid(QTableWidget):
    """Pastes rows copied from a spreadsheet, one person a row."""

    typing = Signal()

    def __init__(self) -> None:
        super().__init__(0, len(_HEADS))
        #: By row and column, what is being typed and is not in the table yet.
        self.half: dict[tuple[int, int], str] = {}
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeaderLabels(list(_HEADS))
        self.verticalHeader().setDefaultSectionSize(scaled(28))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((136, 46, 92, 140)):
            self.setColumnWidth(column, scaled(width))
        self.setAccessibleName("Firmantes")
        self.setTabKeyNavigation(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def type(self, at: tuple[int, int], words: str) -> None:
        """A letter was typed in the editor of a cell."""
        self.half[at] = words
        self.typing.emit()

    def paste(self, copied: str) -> None:
        """Write the copied cells from the current one on; rows are added as needed."""
        top, left = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        for down, line in enumerate(line for line in copied.splitlines() if line.strip()):
            if top + down >= self.rowCount():
                self.insertRow(self.rowCount())
            for right, cell in enumerate(line.split("\t")):
                if left + right < len(_HEADS):
                    self.setItem(top + down, left + right, QTableWidgetItem(cell.strip()))


class SignatoriesBox(QWidget):
    """People 1 to n; empty rows do not count. `said` is what is wrong with a list that was imported."""

    changed = Signal()
    #: A cell is being typed in.
    typing = Signal()

    def __init__(self, background: Background | None = None) -> None:
        """`background` reads files; without one there is nothing to import."""
        super().__init__()
        self._background = background
        #: Name of the file that filled it last.
        self.file = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.grid = _Grid()
        self.grid.setMinimumHeight(scaled(170))
        column.addWidget(self.grid, 1)
        row = QHBoxLayout()
        self.add = button("Agregar", "quiet", icon_name="plus", act=self._append)
        self.drop = button("Quitar", "quiet", icon_name="minus", act=self._remove)
        self.pick = button("Importar…", "quiet", icon_name="upload-simple", tip="XLSX o CSV", act=self.ask_file)
        self.total = text("", "help")
        row.addWidget(self.add)
        row.addWidget(self.drop)
        row.addWidget(self.pick)
        row.addStretch(1)
        row.addWidget(self.total)
        column.addLayout(row)
        self.pick.setVisible(background is not None)
        self.said = Strip("warn", "warning")
        column.addWidget(self.said)
        help_words = "Puede importar o pegar filas de una hoja de cálculo: nombre, tipo, documento, dirección."
        column.addWidget(text(help_words, "help", wrap=True))
        self.grid.itemChanged.connect(self._told)
        self.grid.typing.connect(self.typing)

    def ask_file(self) -> None:
        """Choose a list."""
        chosen, _kind = QFileDialog.getOpenFileName(self, "Lista de firmantes", "", "Listas (*.xlsx *.csv)")
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Read it in the limited process. Its rows take the place of the table, wrong ones too, each named."""
        assert self._background is not None
        self.said.say("Leyendo la lista…")
        self._background.run(
            lambda: people_list.read(path),
            show=lambda found: self._imported(path.name, found),
            fail=self._not_imported,
            key=("people-list", id(self)),
            owner=self,
        )

    def _imported(self, name: str, found: PeopleList) -> None:
        self.file = name
        self.set_people(found.people, 0)
        rest = f" y {len(found.problems) - 8} más" if len(found.problems) > 8 else ""
        wrong = f"{formats.plural(len(found.problems), 'problema', 'problemas')}: {' '.join(found.problems[:8])}{rest}"
        if found.problems:
            self.said.say(f"{wrong} Corrija en la tabla: nada se perdió.")
        else:
            self.said.hide()
        self.changed.emit()

    def _not_imported(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.said.say(f"{error.user_message} La tabla quedó como estaba.")

    def set_people(self, people: Sequence[SignatoryData | Signatory], expected: int) -> None:
        """Show the stored table, or as many empty rows as people were counted (at most ten)."""
        self.grid.blockSignals(True)
        self.grid.setRowCount(0)
        self.said.hide()
        for at, each in enumerate(people):
            self.grid.insertRow(at)
            values = (each.full_name, each.document_type, each.document_number, each.address)
            for column, value in enumerate(values):
                self.grid.setItem(at, column, QTableWidgetItem(value or ""))
        if not people:
            self.grid.setRowCount(max(2, min(expected, 10)))
        self.grid.blockSignals(False)
        self._show_total()

    def written(self) -> str:
        """Every row with something in it, as a spreadsheet copies them, with what is still being typed."""
        rows = ([self._now(at, column) for column in range(len(_HEADS))] for at in range(self.grid.rowCount()))
        return "\n".join("\t".join(row) for row in rows if any(row))

    def write(self, rows: str) -> None:
        """The table from such rows, in place of what it shows."""
        self.grid.blockSignals(True)
        self.grid.setRowCount(0)
        self.grid.half.clear()
        self.grid.paste(rows)
        self.grid.blockSignals(False)
        self._told()

    def _now(self, row: int, column: int) -> str:
        return self.grid.half.get((row, column), self._cell(row, column)).strip().replace("\t", " ")

    def people(self) -> tuple[Signatory, ...]:
        """The rows with something in them."""
        found = []
        for at in range(self.grid.rowCount()):
            name, kind, number, address = (self._cell(at, column) for column in range(len(_HEADS)))
            if any((name, number, address)):
                kind = kind.upper() if kind.upper() in DOCUMENT_TYPES else "CC" if number else ""
                found.append(
                    Signatory(
                        full_name=name,
                        document_type=kind or None,
                        document_number=number or None,
                        address=address or None,
                    )
                )
        return tuple(found)

    def _cell(self, row: int, column: int) -> str:
        item = self.grid.item(row, column)
        return item.text().strip() if item is not None else ""

    def _append(self) -> None:
        self.grid.insertRow(self.grid.rowCount())
        self.grid.setCurrentCell(self.grid.rowCount() - 1, 0)
        self.grid.setFocus()

    def _remove(self) -> None:
        if self.grid.currentRow() >= 0:
            self.grid.removeRow(self.grid.currentRow())
            self._told()

    def _told(self, *_: object) -> None:
        self._show_total()
        self.changed.emit()

    def _show_total(self) -> None:
        self.total.setText(formats.plural(len(self.people()), "firmante", "firmantes"))
