"""Acts by hour of the day, drawn as bars; those out of hours in red, with their numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style import color, font, scaled


class Hours(QWidget):
    """Reads by hour of the day; out of hours in red, with its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._hours: tuple[int, ...] = (0,) * 24
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Lecturas por hora")

    def set_hours(self, hours: tuple[int, ...]) -> None:
        """Twenty-four counts."""
        self._hours = hours
        spoken = [f"{hour} horas: {count}" for hour, count in enumerate(hours) if count]
        self.setAccessibleDescription(", ".join(spoken) or "sin lecturas")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(280), scaled(96))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, foot = self.width() / 24, scaled(18)
        tall = self.height() - foot
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("surface2"))
        painter.drawRoundedRect(QRectF(6 * wide, 0, 13 * wide, tall), 5, 5)
        most = max((*self._hours, 1))
        for hour, count in enumerate(self._hours):
            if count:
                high = max(4.0, tall * 0.9 * count / most)
                painter.setBrush(color("accent" if 6 <= hour <= 18 else "danger"))
                painter.drawRoundedRect(QRectF(hour * wide + 2, tall - high, wide - 4, high), 2, 2)
        painter.setFont(font(8, tabular=True))
        for hour in range(0, 24, 4):
            painter.setPen(color("text2"))
            where = QRectF(hour * wide - wide, tall, wide * 3, foot)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"{hour:02d}")
