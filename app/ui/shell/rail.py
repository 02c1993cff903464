"""The rail at the left: one button per module, with its badge, on Alt+1 to Alt+9."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout

from app.ui import formats
from app.ui.shell.page import Module
from app.ui.theme.drawings import paint_icon
from app.ui.theme.theme import color, font, scaled, theme
from app.ui.widgets.a11y import WINDOW, shortcut
from app.ui.widgets.texts import text


class RailButton(QPushButton):
    """Icon over label, with a count of what waits."""

    def __init__(self, icon_name: str, label: str, position: int) -> None:
        super().__init__()
        self._icon, self._label, self._badge = icon_name, label, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keys = f"Alt+{position}" if position <= 9 else ""
        self.setToolTip(f"{label}  ({keys})" if keys else label)
        if keys:
            shortcut(keys, self, self.click, WINDOW)
        theme.changed.connect(self.updateGeometry)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """How many wait; 0 draws nothing."""
        self._badge = count
        waiting = f", {formats.plural(count, 'pendiente', 'pendientes')}" if count else ""
        self.setAccessibleName(f"{self._label}{waiting}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(82), scaled(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, lit = QRectF(self.rect()), self.isChecked()
        if lit or self.underMouse():
            painter.setOpacity(1 if lit else 0.35)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("rail_active"))
            painter.drawRoundedRect(rect.adjusted(6, 2, -6, -2), 9, 9)
            painter.setOpacity(1)
        ink, side = color("on_rail" if lit else "rail_text"), scaled(22)
        paint_icon(painter, self._icon, QRectF(rect.center().x() - side / 2, rect.top() + 9, side, side), ink)
        painter.setPen(ink)
        painter.setFont(font(8.25, 600 if lit else 500))
        below = rect.adjusted(0, 11 + side, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._label)
        if self._badge:
            self._paint_badge(painter, rect)
        if self.hasFocus():
            painter.setPen(QPen(color("on_rail"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(7, 3, -7, -3), 9, 9)

    def _paint_badge(self, painter: QPainter, rect: QRectF) -> None:
        words = formats.number(self._badge) if self._badge < 1000 else "999+"
        face = font(7.5, 700)
        painter.setFont(face)
        width = painter.fontMetrics().horizontalAdvance(words) + scaled(9)
        high = painter.fontMetrics().height() + 2.0
        badge = QRectF(rect.center().x() + scaled(4), rect.top() + 4, max(width, high), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("danger_solid"))
        painter.drawRoundedRect(badge, high / 2, high / 2)
        painter.setPen(color("on_danger"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QFrame):
    """The modules this person has. `chosen` carries the module's key."""

    chosen = Signal(str)

    def __init__(self, modules: Sequence[Module]) -> None:
        super().__init__()
        self.setProperty("frame", "rail")
        self.setAccessibleName("Módulos")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 8)
        column.setSpacing(2)
        brand = text("PQR", "brand")
        brand.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(brand)
        column.addSpacing(8)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        stretched = False
        for position, module in enumerate(modules, 1):
            if module.at_bottom and not stretched:
                column.addStretch(1)
                stretched = True
            made = RailButton(module.icon, module.label, position)
            made.setProperty("key", module.key)
            self._group.addButton(made)
            column.addWidget(made)
            self._buttons[module.key] = made
        if not stretched:
            column.addStretch(1)
        self._group.buttonClicked.connect(lambda made: self.chosen.emit(str(made.property("key"))))

    def choose(self, key: str) -> None:
        """Light a module without emitting `chosen`."""
        self._buttons[key].setChecked(True)

    def set_badge(self, key: str, count: int) -> None:
        """How many wait in a module; one this person does not have is ignored."""
        if key in self._buttons:
            self._buttons[key].set_badge(count)
