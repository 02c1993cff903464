"""Fields in two columns."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtWidgets import QGridLayout, QWidget


class FieldGrid(QWidget):
    """Fields in two columns; `span=2` takes the whole row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._row, self._column = 0, 0

    def add(self, field: QWidget, span: int = 2) -> None:
        """Put the field next to the last one, or in a new row if it does not fit."""
        if self._column + span > 2:
            self._row, self._column = self._row + 1, 0
        # At the top: a neighbour with an error sentence must not push this one down.
        self._grid.addWidget(field, self._row, self._column, 1, span, QtCore.Qt.AlignmentFlag.AlignTop)
        self._column += span
