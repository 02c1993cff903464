"""How much of a batch is signed, as a ring with the figure inside, and what the figure leaves unsaid beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.style import color, font, scaled


class Ring(QWidget):
    """`show_share(187, 3, 312)`: signed, with a problem, of how many."""

    def __init__(self) -> None:
        super().__init__()
        self._good = self._bad = 0
        self._all = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(112), scaled(112))

    def show_share(self, good: int, bad: int, total: int) -> None:
        """Draw these figures."""
        self._good, self._bad, self._all = good, bad, max(1, total)
        words = f"{formats.number(good)} de {formats.number(total)} firmadas"
        self.setAccessibleName(words + (f", {formats.number(bad)} con problema" if bad else ""))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = scaled(9)
        side = min(self.width(), self.height()) - width
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        whole = self._good >= self._all
        share = 360 * 16 / self._all
        pieces = (
            (360 * 16, "sunken"),
            (share * (self._good + self._bad), "danger"),
            (share * self._good, "good" if whole or self._bad else "accent"),
        )
        for angle, name in pieces:
            if angle:
                painter.setPen(QPen(color(name), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawArc(box, 90 * 16, -round(angle))
        painter.setPen(color("text"))
        painter.setFont(font(17, 600, tabular=True))
        painter.drawText(
            box.adjusted(0, -scaled(9), 0, -scaled(9)), Qt.AlignmentFlag.AlignCenter, formats.number(self._good)
        )
        painter.setPen(color("text2"))
        painter.setFont(font(8.5, 400))
        below = box.adjusted(0, scaled(30), 0, scaled(30))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"de {formats.number(self._all)}")
