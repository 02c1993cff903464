"""The table itself: keys, marking, density, and columns that give way when there is little room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.table.columns import Column
from app.ui.table.delegate import RowDelegate
from app.ui.table.layout import fit_columns
from app.ui.table.model import CellModel, RowModel
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    # Its module brings the database, which the first paint does not wait for.
    from app.services.trays.slack import Slack

_REPLACE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_EXTEND = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


#: Rows whose pills are measured: those of a few screens.
_MEASURED = 80


class MovingTable(QTableView):
    """Moves the cursor over the rows of a CellModel and says where it is."""

    #: The row under the cursor (None when the table is empty).
    current_changed = Signal(object)

    def __init__(self, model: CellModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        model.modelReset.connect(self._tell_reset)
        model.dataChanged.connect(self._tell_arrived)
        self._told: object = None
        self._settling = False

    def current_row(self) -> Any | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Any]:
        """The selected rows that have arrived, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in map(self._model.row_at, numbers) if row is not None]

    def go_to(self, row: int, *, extend: bool = False) -> None:
        """Move the cursor to a row (clipped to the ends) and show it."""
        count = self._model.rowCount()
        if not count:
            self._tell(None)
            return
        column = self._first_shown()
        index = self._model.index(max(0, min(row, count - 1)), column)
        # Not setCurrentIndex: inside a Ctrl+Z shortcut it reads Ctrl and adds to the selection.
        self.selectionModel().setCurrentIndex(index, _EXTEND if extend else _REPLACE)
        self.scrollTo(index)

    def step(self, by: int, *, extend: bool = False) -> None:
        """Move by so many rows: F3 and Shift+F3, J and K."""
        here = self.currentIndex().row()
        self.go_to(0 if here < 0 else here + by, extend=extend)

    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts here, not a search."""

    def settle(self, change: Callable[[], None]) -> None:
        """Let `change` put newer rows in place of the old ones, and say once where the cursor is then.

        Whoever shows the case would otherwise let go of it, and of what is being written, at each refresh.
        """
        self._settling = True
        try:
            change()
        finally:
            self._settling = False
        self._tell(self.current_row())

    def _first_shown(self) -> int:
        shown = (at for at in range(len(self._model.columns)) if not self.isColumnHidden(at))
        return next(shown, 0)

    def _tell_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._tell(self._model.row_at(index.row()) if index.isValid() else None)

    def _tell_reset(self) -> None:
        # Qt says nothing about the cursor when a model is reset: whoever shows the case must let go of it.
        self._tell(None)

    def _tell_arrived(self) -> None:
        """The row under the cursor has arrived with its page, or has a newer value."""
        row = self.current_row()
        if row is not None and row != self._told:
            self._tell(row)

    def _tell(self, row: object) -> None:
        if not self._settling:
            self._told = row
            self.current_changed.emit(row)


class CaseTable(MovingTable):
    """J/K and arrows move, Enter opens, Space marks, Shift+J/K extends, Ctrl+A selects all."""

    opened = Signal(object)
    marks_changed = Signal(int)
    sort_asked = Signal(str, bool)
    #: Newer slacks are shown.
    slack_shown = Signal()

    def __init__(self, model: CellModel, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the table."""
        super().__init__(model, parent)
        self.delegate = RowDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Use J y K o las flechas para moverse, Intro para abrir y Espacio para marcar")
        _behave(self)
        _head(self)
        self._descending, self._sorted = False, -1
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._clicked)
        head = self.horizontalHeader()
        head.setSectionsClickable(any(_sorts(column) for column in model.columns))
        head.sectionClicked.connect(self._sort_by)
        self._fit_rows()
        theme.changed.connect(self._fit_rows)
        model.marks_changed.connect(self.marks_changed)
        # Once for many rows that change together.
        self._fitting = QTimer(self, interval=0, singleShot=True)
        self._fitting.timeout.connect(self._fit)
        model.modelReset.connect(self._fitting.start)
        model.dataChanged.connect(self._fitting.start)

    def toggle_marks(self) -> None:
        """Mark or unmark what is selected."""
        self._model.toggle_marks(self.selected_rows())

    def set_compact(self, compact: bool) -> None:
        """One-line rows (17 on a 768-pixel screen) or two-line rows (11)."""
        self.delegate.compact = compact
        self._fit_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and letter in ("j", "k"):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(1 if letter == "j" else -1, extend=shift)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Space and plain:
            self.toggle_marks()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fit_columns(self, self._model.columns, self.delegate.folds, self._needs)

    def _needs(self, at: int) -> float:
        """Width that the pills of a column take, in the rows that come first."""
        faces, compact = self.delegate.faces, self.delegate.compact
        is_term = self._model.columns[at].paint == "slack"
        rows = (self._model.row_at(row) for row in range(min(self._model.rowCount(), _MEASURED)))
        cells = (self._model.cells(row)[at] for row in rows if row is not None)
        return max((faces.needs(cell, of_term=is_term, compact=compact) for cell in cells), default=0.0)

    def _open(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = self._model.row_at(index.row())
        if row is not None and self._model.columns[index.column()].paint == "check":
            self._model.toggle_marks([row])

    def _sort_by(self, section: int) -> None:
        column = self._model.columns[section]
        if _sorts(column):
            self._descending = self._sorted == section and not self._descending
            self._sorted = section
            order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(section, order)
            self.horizontalHeader().setSortIndicatorShown(True)
            self.sort_asked.emit(column.key, self._descending)
            if column.paint == "slack":
                self._model.clocks.descending = self._descending
                self._order()

    def show_slack(self, found: Mapping[Any, Slack]) -> None:
        """Newer slacks of the rows; the cursor stays on its case, also where they change the order."""
        if isinstance(self._model, RowModel):
            before = self._model.clocks.lacking()
            self._model.show_slack(found)
            if self._model.clocks.descending is not None or self._model.clocks.lacking() != before:
                self._order()
            self.slack_shown.emit()

    def _order(self) -> None:
        model, here = self._model, self.current_row()
        if not isinstance(model, RowModel):
            return

        def put() -> None:
            model.order_by_slack()
            self.go_to(model.find(model.key_of(here)) if here is not None else 0)

        self.settle(put)

    def _fit_rows(self) -> None:
        self.delegate.faces.refresh()
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height())
        self._fit()
        self.viewport().update()


def _sorts(column: Column) -> bool:
    return column.sortable or column.paint == "slack"


def _behave(view: QTableView) -> None:
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setShowGrid(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)


def _head(view: QTableView) -> None:
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head = view.horizontalHeader()
    head.setTextElideMode(Qt.TextElideMode.ElideRight)
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setMinimumSectionSize(24)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
