"""Ctrl+K: orders, pages, filing numbers and people in one box, accent-blind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.shell.matching import score
from app.ui.shell.page import PaletteEntry
from app.ui.theme.drawings import paint_icon
from app.ui.theme.icons import icon
from app.ui.theme.theme import color, font, scaled
from app.ui.widgets.confirm import Overlay
from app.ui.widgets.texts import line, text

SHOWN = 9
_ENTRY = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
#: Looks for cases: gets the text and a function that shows what it found (maybe later).
Search = Callable[[str, Callable[[Sequence[PaletteEntry]], None]], None]


class _Entries(QAbstractListModel):
    """The lines shown."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[PaletteEntry] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            keys = f". Atajo {entry.keys}" if entry.keys else ""
            return f"{entry.title}. {entry.detail}{keys}"
        return entry if role == _ENTRY else None

    def set_entries(self, entries: list[PaletteEntry]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """Icon, title over detail, and the key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, scaled(46))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: PaletteEntry = index.data(_ENTRY)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selection"))
            painter.drawRoundedRect(rect.adjusted(6, 1, -6, -1), 8, 8)
        side = scaled(20)
        spot = QRectF(rect.left() + 20, rect.center().y() - side / 2, side, side)
        paint_icon(painter, entry.icon, spot, color("accent" if chosen else "text2"))
        right = self._keys(painter, rect, entry.keys)
        body = rect.adjusted(34 + side, 4, right - rect.right() - 8, -4)
        for face, token, words, top in (
            (font(10, 500), "text", entry.title, True),
            (font(8.75), "text2", entry.detail, False),
        ):
            half = body.adjusted(0, 0, 0, -body.height() / 2) if top else body.adjusted(0, body.height() / 2, 0, 0)
            painter.setFont(face)
            painter.setPen(color(token))
            cut = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, int(half.width()))
            painter.drawText(half, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _keys(self, painter: QPainter, rect: QRectF, keys: str) -> float:
        if not keys:
            return rect.right() - 16
        face = font(8.5, 500)
        width = QFontMetrics(face).horizontalAdvance(keys) + 14
        high = scaled(21)
        cap = QRectF(rect.right() - 20 - width, rect.center().y() - high / 2, width, high)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(cap, 5, 5)
        painter.setFont(face)
        painter.setPen(color("text2"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return cap.left()


class Palette(Overlay):
    """Type a few letters, arrows choose, Enter runs, Esc closes. A child of the window, not a dialog."""

    def __init__(self, parent: QWidget, orders: Callable[[], Sequence[PaletteEntry]]) -> None:
        """`orders` is asked each time it opens, so it offers only what makes sense right then."""
        super().__init__(parent, margin=0, width=640, top=True)
        self.setAccessibleName("Paleta de órdenes")
        self._orders, self._entries_now = orders, list[PaletteEntry]()
        self._searches: list[Search] = []
        self._found: dict[int, list[PaletteEntry]] = {}
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Escriba una orden, un radicado, un documento o un nombre…")
        self.edit.setAccessibleName("Buscar orden o caso")
        self.edit.setProperty("bare", "true")
        glass = QAction(icon("magnifying-glass", "accent"), "Buscar", self.edit)
        self.edit.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._model = _Entries()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setAccessibleName("Resultados")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = text("Nada coincide. Pruebe con el radicado completo o con otra palabra.", "help")
        self._nothing.setContentsMargins(20, 10, 20, 12)
        self.card.column.setSpacing(0)
        for widget in (self.edit, line(), self.list, self._nothing):
            self.card.column.addWidget(widget)
        self.card.column.addSpacing(6)
        self.edit.textChanged.connect(self._filter)
        self.edit.installEventFilter(self)
        self.list.clicked.connect(self._run)

    def add_search(self, search: Search) -> None:
        """Add something that looks for cases when three letters or more are typed."""
        self._searches.append(search)

    def open_palette(self) -> None:
        """Open it empty, with the orders of the moment."""
        self._entries_now = list(self._orders())
        self.edit.clear()
        self._filter("")
        self.open(self.edit)

    def titles(self) -> list[str]:
        """What it offers now, best first."""
        return [str(self._model.index(row).data()) for row in range(self._model.rowCount())]

    def _filter(self, query: str) -> None:
        self._found.clear()
        self._show(query)
        if len(query.strip()) >= 3:
            for number, search in enumerate(self._searches):
                search(query, lambda found, number=number: self._take(query, number, found))  # type: ignore[misc]

    def _take(self, query: str, number: int, found: Sequence[PaletteEntry]) -> None:
        if query == self.edit.text() and self.isVisible():
            self._found[number] = list(found)
            self._show(query)

    def _show(self, query: str) -> None:
        ranked = self._entries_now
        if query.strip():
            scored = [(score(query, f"{each.title} {each.detail}"), each) for each in self._entries_now]
            hits = [(points, each) for points, each in scored if points is not None]
            ranked = [each for _points, each in sorted(hits, key=lambda hit: -hit[0])]
        cases = [each for found in self._found.values() for each in found]
        self._model.set_entries((cases[: SHOWN - 2] + ranked)[:SHOWN])
        count = self._model.rowCount()
        self.list.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self.list.setCurrentIndex(self._model.index(0))
        self.list.setFixedHeight(scaled(46) * max(1, min(8, count)) + 4)

    def _run(self) -> None:
        index = self.list.currentIndex()
        entry: PaletteEntry | None = index.data(_ENTRY) if index.isValid() else None
        self.close_overlay()
        if entry is not None:
            entry.run()

    def _move(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            self.list.setCurrentIndex(self._model.index((self.list.currentIndex().row() + by) % count))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True
