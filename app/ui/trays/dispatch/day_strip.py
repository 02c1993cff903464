"""The days of a notice as a strip: the five it stays up, and the one at whose end it is served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.style import color, font, scaled

_LETTERS = "LMXJVSD"


class DayStrip(QWidget):
    """Six boxes with the letter and the number of each business day; the first and the fifth are named."""

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[dt.date] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[dt.date]) -> None:
        """The five days of publication and the one after; none hides the strip."""
        self._days = days
        self.setVisible(bool(days))
        if days:
            said = (
                f"Se fija {formats.date(days[0])}, se retira {formats.date(days[4])}, surtida {formats.date(days[5])}"
            )
            self.setAccessibleName(said)
            self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Boxes and the words under them."""
        return QSize(scaled(260), scaled(58))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Boxes: accent for fixing and removing, good for the day at whose end it is served."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = scaled(5)
        width = (self.width() - gap * 6 - 1) / max(len(self._days), 1)
        for at, day in enumerate(self._days):
            left = at * (width + gap) + (gap if at == 5 else 0)
            self._box(painter, QRectF(left + 0.5, 0.5, width, scaled(36)), at, day)
        painter.end()

    def _box(self, painter: QPainter, box: QRectF, at: int, day: dt.date) -> None:
        tone = {0: ("accent", "accent_soft"), 4: ("accent", "accent_soft"), 5: ("good", "good_soft")}.get(
            at, ("border", "surface2")
        )
        painter.setPen(QPen(color(tone[0]), 1))
        painter.setBrush(color(tone[1]))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(color(tone[0] if at in (0, 4, 5) else "text2"))
        half = box.height() / 2
        painter.setFont(font(8.5))
        painter.drawText(
            QRectF(box.left(), box.top() + 1, box.width(), half), Qt.AlignmentFlag.AlignCenter, _LETTERS[day.weekday()]
        )
        painter.setFont(font(10.0, 600))
        painter.drawText(
            QRectF(box.left(), box.top() + half - 2, box.width(), half), Qt.AlignmentFlag.AlignCenter, str(day.day)
        )
        words = {0: "se fija", 4: "se retira", 5: "surtida"}.get(at, "")
        if words:
            painter.setFont(font(8.5))
            wide = QRectF(box.left() - 14, box.bottom() + 2, box.width() + 28, scaled(18))
            edge = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignHCenter
            if at == 0:
                wide.setLeft(box.left())
            if at == 5:
                wide.setRight(box.right())
                edge = Qt.AlignmentFlag.AlignRight
            painter.drawText(wide, edge | Qt.AlignmentFlag.AlignTop, words)
