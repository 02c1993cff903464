"""Paints the cells: two-line rows, pills, marks; fonts and metrics are kept, so a frame fits in 16 ms."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import formats
from app.ui.table.columns import Cell, Column
from app.ui.table.faces import RIGHT, Faces
from app.ui.table.model import ROW_ROLE, CellModel
from app.ui.theme.theme import color, theme


class RowDelegate(QStyledItemDelegate):
    """One painter for every kind of cell. `folds` says which hidden column goes under which one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.compact = False
        #: column -> hidden column whose text goes on its second line.
        self.folds: dict[int, int] = {}
        self.faces = Faces()
        theme.changed.connect(self.faces.refresh)

    def row_height(self) -> int:
        """Height of every row at the scale and density in use, in logical pixels."""
        first = self.faces.metrics(self.faces.strong).height()
        return first + 14 if self.compact else first + self.faces.metrics(self.faces.small).height() + 20

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, state, index.column())
        model = index.model()
        row = index.data(ROW_ROLE)
        assert isinstance(model, CellModel)
        if row is None:
            self._skeleton(painter, rect)
        else:
            cells = model.cells(row)
            column = model.columns[index.column()]
            if column.paint == "check":
                self.faces.check(painter, rect, model.is_marked(row), model.can_mark(row), cells[index.column()])
            else:
                fold = self.folds.get(index.column())
                self._cell(painter, QRectF(rect), column, cells[index.column()], cells[fold] if fold else None)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, column: int) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, color("selection" if chosen else "surface2" if hover else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("border"))
        if chosen and rect.left() <= 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), color("accent"))

    def _skeleton(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(QRectF(rect.left() + 12, rect.center().y() - 5, rect.width() * 0.6, 10), 5, 5)

    def _cell(self, painter: QPainter, rect: QRectF, column: Column, cell: Cell, fold: Cell | None) -> None:
        kind = column.paint
        if kind in ("slack", "pill"):
            self.faces.term(painter, rect, cell, of_term=kind == "slack", compact=self.compact)
        elif kind == "icon":
            self.faces.icon(painter, rect, cell)
        elif kind == "dot":
            self.faces.dot(painter, rect.adjusted(10, 0, -6, 0), cell)
        elif kind == "number":
            self.faces.line(painter, rect.adjusted(8, 0, -12, 0), cell.text, self.faces.digits, "text", RIGHT)
        else:
            body = rect.adjusted(10, 0, -6, 0)
            if kind == "avatar" and cell.text:
                body = self.faces.initials(painter, body, formats.initials(cell.text), left=True)
            elif cell.ring and not self.compact:
                # Beside the second line: what names the row is never cut for it.
                low = self.faces.initials(painter, body.adjusted(0, body.height() * 0.34, 4, 0), cell.ring, left=False)
                self._lines(painter, body, cell, fold, second_ends=low.right())
                return
            elif cell.ring:
                body = self.faces.initials(painter, body, cell.ring, left=False)
            self._lines(painter, body, cell, fold)

    def _lines(
        self, painter: QPainter, rect: QRectF, cell: Cell, fold: Cell | None, *, second_ends: float | None = None
    ) -> None:
        face = self.faces.strong if cell.strong else self.faces.plain
        token = "text3" if cell.faint else "text"
        if self.compact or not (cell.second or fold):
            self.faces.line(painter, rect, cell.text, face, token)
            return
        first, second = self.faces.metrics(face).height(), self.faces.metrics(self.faces.small).height()
        top = rect.center().y() - (first + second + 2) / 2
        self.faces.line(painter, QRectF(rect.left(), top, rect.width(), first), cell.text, face, token)
        wide = rect.width() if second_ends is None else second_ends - rect.left()
        below = QRectF(rect.left(), top + first + 2, wide, second)
        if fold is not None:
            self.faces.dot(painter, below, fold)
        elif cell.detail_tone != "neutral":
            self.faces.dot(painter, below, Cell(cell.detail, tone=cell.detail_tone))
        else:
            self.faces.second(painter, below, cell)
