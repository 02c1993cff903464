"""Rows of a table as a Qt model: it holds rows and asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.ui.table.clocks import Clocks
from app.ui.table.columns import Cell, Column, spoken
from app.ui.table.terms import passes

if TYPE_CHECKING:
    # Its module brings the database, which the first paint does not wait for.
    from app.services.trays.slack import Slack

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
_ROOT = QModelIndex()


def case_id_of(row: Any) -> Hashable:
    """The usual identity of a row."""
    key: Hashable = row.case_id
    return key


def _never(_row: Any) -> bool:
    return False


def retitle(model: CellModel, key: str, title: str) -> None:
    """Another heading for a column whose list now shows another kind of row."""
    at = next(at for at, each in enumerate(model.columns) if each.key == key)
    if model.columns[at].title != title:
        model.columns[at] = replace(model.columns[at], title=title)
        model.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)


class CellModel(QAbstractTableModel):
    """What is common to short and to paged tables: columns, cells made once, marks."""

    marks_changed = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column],
        key_of: Callable[[Any], Hashable] = case_id_of,
        can_mark: Callable[[Any], bool] = lambda _row: True,
    ) -> None:
        super().__init__()
        self.columns = list(columns)
        # Where there is no box, a mark would be seen nowhere.
        has_boxes = any(column.paint == "check" for column in self.columns)
        self.key_of, self.can_mark = key_of, can_mark if has_boxes else _never
        self._cells: dict[Hashable, tuple[Cell, ...]] = {}
        self._marked: dict[Hashable, Any] = {}
        self._rings: dict[Hashable, tuple[str, str]] = {}
        #: The slack of the rows, as the server counts it.
        self.clocks = Clocks(self.columns)
        #: Where a ring is drawn: beside what names the row.
        self._ring_at = next((at for at, each in enumerate(self.columns) if each.paint == "two_lines"), -1)

    def row_at(self, row: int) -> Any | None:
        """The row's value; None while its page has not arrived."""
        raise NotImplementedError

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole and section == self.clocks.at:
            return "Ordenar por holgura (término menos trabajo): primero lo que aún alcanza"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None or role == ROW_ROLE:
            return row
        cell = self.cells(row)[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index.column(), cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return None

    def _spoken(self, row: Any, column: int, cell: Cell) -> str:
        declared = self.columns[column]
        if declared.paint == "check":
            return "Marcado" if self.is_marked(row) else "Sin marcar"
        return spoken(declared, cell)

    def cells(self, row: Any) -> tuple[Cell, ...]:
        """The cells of a row, made the first time they are needed."""
        key = self.key_of(row)
        made = self._cells.get(key)
        if made is None:
            plain = tuple(column.cell(row) for column in self.columns)
            made = self._cells[key] = self._ringed(key, self.clocks.dressed(key, plain))
        return made

    def _ringed(self, key: Hashable, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        held, at = self._rings.get(key), self._ring_at
        if held is None or at < 0:
            return cells
        words = f"{spoken(self.columns[at], cells[at])}. {held[1]}"
        return (*cells[:at], replace(cells[at], ring=held[0], tip=held[1], spoken=words), *cells[at + 1 :])

    def set_rings(self, held: Mapping[Hashable, tuple[str, str]]) -> None:
        """Who has rows open, by key: initials, and a sentence that says so. Only what changes is painted again."""
        changed = {key for key in {*held, *self._rings} if held.get(key) != self._rings.get(key)}
        self._rings = dict(held)
        for key in changed:
            self._cells.pop(key, None)
        for at in range(self.rowCount()) if changed and self._ring_at >= 0 else ():
            row = self.row_at(at)
            if row is not None and self.key_of(row) in changed:
                self.dataChanged.emit(self.index(at, self._ring_at), self.index(at, self._ring_at))

    def is_marked(self, row: Any) -> bool:
        """Whether the row is marked."""
        return self.key_of(row) in self._marked

    def marked(self) -> list[Any]:
        """The marked rows, in the order they were marked."""
        return list(self._marked.values())

    def set_marked(self, rows: Iterable[Any], on: bool) -> None:
        """Mark or unmark rows; those that cannot be marked are left alone."""
        for row in rows:
            if on and self.can_mark(row):
                self._marked[self.key_of(row)] = row
            elif not on:
                self._marked.pop(self.key_of(row), None)
        self._marks_moved()

    def toggle_marks(self, rows: Sequence[Any]) -> None:
        """Mark them all if any is unmarked, else unmark them all."""
        able = [row for row in rows if self.can_mark(row)]
        self.set_marked(able, not all(self.is_marked(row) for row in able))

    def clear_marks(self) -> None:
        """Unmark everything."""
        self._marked.clear()
        self._marks_moved()

    def _marks_moved(self) -> None:
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.marks_changed.emit(len(self._marked))


class RowModel(CellModel):
    """All the rows in memory: trays of a person, up to a few thousand."""

    def __init__(
        self,
        columns: Sequence[Column],
        key_of: Callable[[Any], Hashable] = case_id_of,
        can_mark: Callable[[Any], bool] = lambda _row: True,
    ) -> None:
        super().__init__(columns, key_of, can_mark)
        self._rows: list[Any] = []
        self._given: dict[Hashable, int] = {}
        #: Key of the filter by term in use, and the rows that it leaves out.
        self.only, self._left_out = "", list[Any]()
        #: How many times it was filled: who adds to the rows knows by it that they are others.
        self.filled = 0

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, row: int) -> Any | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rows(self) -> list[Any]:
        """The rows, in order."""
        return list(self._rows)

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows. Marks of rows that are still there are kept, with their new values."""
        self.beginResetModel()
        came = list(rows)
        self._given = {self.key_of(row): at for at, row in enumerate(came)}
        shown = [row for row in came if self._passes(row)]
        if not shown:
            # A filter without rows lets go: an empty list would say that there is no work.
            self.only, shown = "", came
        self._left_out = [row for row in came if not self._passes(row)]
        self._rows = self.clocks.ordered(shown, self.key_of)
        self.filled += 1
        self._cells.clear()
        here = {self.key_of(row): row for row in self._rows}
        lost = [key for key in self._marked if key not in here]
        self._marked = {key: here[key] for key in self._marked if key in here}
        self.endResetModel()
        if lost:
            self.marks_changed.emit(len(self._marked))

    def _passes(self, row: Any) -> bool:
        slack = self.clocks.of(self.key_of(row))
        return passes(self.only, slack.days_left if slack is not None else None)

    def every_row(self) -> list[Any]:
        """Also those that the filter by term leaves out, in the order in which they came."""
        last = len(self._given)
        return sorted([*self._rows, *self._left_out], key=lambda row: self._given.get(self.key_of(row), last))

    def show_slack(self, found: Mapping[Any, Slack]) -> None:
        """Put newer slacks under the terms; only what changes is painted again."""
        for key in self.clocks.know(found):
            self._cells.pop(key, None)
            at = self.find(key)
            if at >= 0:
                self.dataChanged.emit(self.index(at, self.clocks.at), self.index(at, self.clocks.at))

    def tell_hours(self) -> None:
        """Say again what is counted in hours: a minute went by."""
        for key in self.clocks.hourly():
            self._cells.pop(key, None)
            at = self.find(key)
            if at >= 0:
                self.dataChanged.emit(self.index(at, self.clocks.at), self.index(at, self.clocks.at))

    def given(self) -> list[Any]:
        """The rows in the order in which they came, whatever order they are shown in: that of a pile of paper."""
        return sorted(self._rows, key=lambda row: self._given.get(self.key_of(row), len(self._given)))

    def order_by_slack(self) -> None:
        """Put the rows in the order asked for."""
        self.beginResetModel()
        self._rows = self.clocks.ordered(self._rows, self.key_of)
        self.endResetModel()

    def find(self, key: Hashable) -> int:
        """Position of the row with that key, or -1."""
        return next((at for at, row in enumerate(self._rows) if self.key_of(row) == key), -1)

    def replace(self, row: Any) -> bool:
        """Put a newer value of a row in its place; False if it is not here."""
        at = self.find(self.key_of(row))
        if at < 0:
            return False
        self._rows[at] = row
        self._cells.pop(self.key_of(row), None)
        self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))
        return True

    def remove(self, key: Hashable) -> int:
        """Take a row out; its former position, or -1."""
        at = self.find(key)
        self._left_out = [row for row in self._left_out if self.key_of(row) != key]
        if at >= 0:
            self.beginRemoveRows(_ROOT, at, at)
            del self._rows[at]
            self.endRemoveRows()
            if self._marked.pop(key, None) is not None:
                self.marks_changed.emit(len(self._marked))
        return at

    def insert(self, at: int, row: Any) -> None:
        """Put a row at a position (clipped to the ends)."""
        at = max(0, min(at, len(self._rows)))
        self.beginInsertRows(_ROOT, at, at)
        self._rows.insert(at, row)
        self.endInsertRows()
