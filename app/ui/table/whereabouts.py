"""Where somebody is in a table, so that rows which come and go move neither the selection nor what is being read."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint
from PySide6.QtWidgets import QTableView

from app.ui.table.model import RowModel

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class Whereabouts:
    """Taken before the rows are replaced; `restore` after."""

    def __init__(self, table: QTableView, model: RowModel) -> None:
        self._table, self._model = table, model
        self._selected = [self._key(index.row()) for index in table.selectionModel().selectedRows()]
        self._seen: list[tuple[Hashable, int]] = []
        self._scrolled = table.verticalScrollBar().value()
        first = table.rowAt(QPoint(0, 0).y())
        last = table.rowAt(table.viewport().height() - 1)
        for at in range(max(first, 0), (last if last >= 0 else model.rowCount() - 1) + 1) if first >= 0 else ():
            self._seen.append((self._key(at), table.rowViewportPosition(at)))

    def restore(self, *, stays: bool) -> None:
        """Select what was selected and is still here, and bring what was on top back to its place.

        `stays`: the cursor is on the same row as before; when it had to move on, it must be seen.
        """
        rows = [at for at in map(self._model.find, self._selected) if at >= 0]
        if stays and len(rows) > 1:
            chosen, last = QItemSelection(), self._model.columnCount() - 1
            for at in rows:
                chosen.select(self._model.index(at, 0), self._model.index(at, last))
            self._table.selectionModel().select(chosen, _SELECT)
        if not stays:
            return
        bar = self._table.verticalScrollBar()
        bar.setValue(self._scrolled)
        if self._scrolled == 0:
            # At the head of the list somebody waits for what comes: it is shown.
            return
        for key, was_at in self._seen:
            at = self._model.find(key)
            if at >= 0:
                bar.setValue(bar.value() + self._table.rowViewportPosition(at) - was_at)
                return

    def _key(self, at: int) -> Hashable:
        row = self._model.row_at(at)
        return self._model.key_of(row) if row is not None else None
