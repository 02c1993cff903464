"""The map of a petition's way through Análisis: the activities it passed, where it is, and what is ahead."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import procedure
from app.ui.style import color, font, scaled

#: The printed numbers of the tray and of the two activities that follow it.
STOPS = (6, 7, 8, 9, 13, 14, 15, 16, 17)


class Journey(QWidget):
    """One circle for each activity; the name appears under the pointer and is read aloud as a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._here, self._passed = 0, frozenset[int]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_case(self, here: int, passed: Collection[int]) -> None:
        """The activity where the case is, and those it went through."""
        self._here, self._passed = here, frozenset(passed)
        label = _label(here) if here else ""
        self.setAccessibleName(f"Va en la actividad {here}, {label}" if here else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(220), scaled(26))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(event.pos().x())
            QToolTip.showText(event.globalPos(), f"{number}. {_label(number)}", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._here:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = self.height() / 2, scaled(10)
        painter.setPen(color("border_strong"))
        painter.drawLine(QPointF(self._x(0), middle), QPointF(self._x(len(STOPS) - 1), middle))
        for at, number in enumerate(STOPS):
            back, front = self._look(number)
            circle = QRectF(self._x(at) - radius, middle - radius, radius * 2, radius * 2)
            painter.setPen(color("border_strong") if back == "surface" else Qt.PenStyle.NoPen)
            painter.setBrush(color(back))
            painter.drawEllipse(circle)
            painter.setPen(color(front))
            painter.setFont(font(7.5, 700 if number == self._here else 500))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number))

    def _look(self, number: int) -> tuple[str, str]:
        if number == self._here:
            return "accent", "on_accent"
        return ("good_soft", "good") if number in self._passed else ("surface", "text3")

    def _x(self, at: int) -> float:
        edge = scaled(12)
        return edge + at * (self.width() - 2 * edge) / (len(STOPS) - 1)

    def _at(self, x: float) -> int:
        return STOPS[min(range(len(STOPS)), key=lambda at: abs(self._x(at) - x))]


def _label(number: int) -> str:
    return procedure.load("pqr_v08").activity(number).label
