"""The time line of versions: a ring with its number, why each exists, who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from app import clock
from app.services.drafting.sheet import VersionLine
from app.ui import formats
from app.ui.theme.theme import color, font, scaled

_REASONS = {
    "saved": "Borrador guardado",
    "sent": "Enviada",
    "bulk": "Proyección masiva",
    "returned": "Devuelta",
    "recovered": "Recuperada",
}
_VERDICTS = {"approved": "Aprobada por Calidad", "rejected": "Devuelta por Calidad"}
_TONES = {"rejected": "danger", "approved": "good", "sent": "text2", "bulk": "text2", "recovered": "info"}
#: Keys of the panel that the list would take for a search.
_PANEL_KEYS = frozenset("jkrvJKRV")


def reason_words(version: VersionLine) -> str:
    """Why a version exists, in words."""
    words = _VERDICTS.get(version.verdict or "", _REASONS.get(version.reason, version.reason))
    if version.reason == "recovered" and version.recovered_from:
        return f"Recuperada de la {version.recovered_from}"
    return words


class VersionList(QListWidget):
    """Newest first; the chosen one is «Antes», the newest «Ahora»."""

    def __init__(self, versions: Sequence[VersionLine]) -> None:
        super().__init__()
        self.setAccessibleName("Versiones, la más nueva primero")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Line(self))
        for at, version in enumerate(versions):
            when = formats.moment(version.saved_at.astimezone(clock.BOGOTA))
            words = f"{version.version}. {reason_words(version)}\n{version.author} · {when}"
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, version.version)
            tone = _TONES.get(version.verdict or version.reason, "accent")
            item.setData(Qt.ItemDataRole.UserRole + 1, (version, tone, at == 0, at == len(versions) - 1))
            item.setToolTip(words)
            self.addItem(item)

    def version(self) -> int | None:
        """The chosen version."""
        item = self.currentItem()
        return None if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in _PANEL_KEYS and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Line(QStyledItemDelegate):
    """Paints one version."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(scaled(100), scaled(64))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        version, tone, is_first, is_last = index.data(Qt.ItemDataRole.UserRole + 1)
        area: QRect = option.rect
        view = self.parent()
        is_chosen = isinstance(view, QListWidget) and view.currentRow() == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, color("selection" if is_chosen else "surface"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), color("border"))
        if is_chosen:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height() - 1), color("accent"))
        ring = QRectF(area.left() + scaled(13), area.top() + scaled(11), scaled(26), scaled(26))
        middle = int(ring.center().x())
        painter.setPen(QPen(color("border_strong"), 1.5))
        if not is_first:
            painter.drawLine(middle, area.top(), middle, int(ring.top()))
        if not is_last:
            painter.drawLine(middle, int(ring.bottom()), middle, area.bottom())
        painter.setPen(QPen(color(tone), 1.4))
        painter.setBrush(color("surface"))
        painter.drawEllipse(ring)
        painter.setFont(font(8.5, 700))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(version.version))
        side = "Antes" if is_chosen else "Ahora" if is_first else ""
        self._words(painter, area, version, side)
        painter.restore()

    def _words(self, painter: QPainter, area: QRect, version: VersionLine, side: str) -> None:
        left = area.left() + scaled(50)
        width = area.right() - left - scaled(8)
        if side:
            face = font(8.5, 600)
            painter.setFont(face)
            painter.setPen(color("danger" if side == "Antes" else "good"))
            room = QFontMetrics(face).horizontalAdvance(side) + scaled(8)
            painter.drawText(
                QRect(area.right() - room - scaled(6), area.top() + scaled(12), room, scaled(18)),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                side,
            )
            width -= room
        when = formats.moment(version.saved_at.astimezone(clock.BOGOTA))
        lines = (
            (12, reason_words(version), font(9.75, 600), "text", width),
            (33, f"{when} · {version.author}", font(8.75), "text2", area.right() - left - scaled(8)),
        )
        for top, words, face, ink, room in lines:
            painter.setFont(face)
            painter.setPen(color(ink))
            shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(
                QRect(left, area.top() + scaled(top), room, scaled(18)), Qt.AlignmentFlag.AlignVCenter, shown
            )
