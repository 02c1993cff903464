"""Twelve months, Monday first: non-working days filled, today ringed, the chosen day solid. Arrows move the day."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.style import color, font, scaled
from app.ui.widgets import announce

MONTHS = ("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre",
          "Noviembre", "Diciembre")  # fmt: skip
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_CENTRE = Qt.AlignmentFlag.AlignCenter


class YearGrid(QWidget):
    """Emits `chosen` when the day moves; it tells the day and what it is to a screen reader."""

    chosen = Signal(object)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self._today, self.day, self.year = today, today, today.year
        self._off: Mapping[dt.date, str] = {}
        self._waiting: frozenset[dt.date] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(scaled(560), scaled(430))
        self.setAccessibleName("Calendario del año")

    def set_days(self, off: Mapping[dt.date, str], waiting: frozenset[dt.date]) -> None:
        """Non-working days with their names, and days with a change that waits."""
        self._off, self._waiting = off, waiting
        self.update()

    def go_to(self, day: dt.date) -> None:
        """Choose a day, of another year too."""
        self.day, self.year = day, day.year
        self.update()
        words = self._off.get(day, "hábil" if day.weekday() < 5 else "fin de semana")
        announce(self, f"{formats.long_date(day)}: {words}")
        self.chosen.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.go_to(self.day + dt.timedelta(days=step))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go_to(_month_away(self.day, 1 if event.key() == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        day = self._at(event.position())
        if day is not None:
            self.go_to(day)

    def _at(self, where: QPointF) -> dt.date | None:
        for month in range(1, 13):
            for day, box in self._days(month):
                if box.contains(where):
                    return day
        return None

    def _month(self, month: int) -> QRectF:
        wide, tall = self.width() / 4, self.height() / 3
        column, row = (month - 1) % 4, (month - 1) // 4
        return QRectF(column * wide, row * tall, wide, tall).adjusted(scaled(12), scaled(4), -scaled(8), -scaled(4))

    def _days(self, month: int) -> list[tuple[dt.date, QRectF]]:
        box = self._month(month)
        wide, tall = box.width() / 7, (box.height() - scaled(20)) / 7
        top = box.top() + scaled(20) + tall
        found = []
        for row, week in enumerate(months.Calendar(0).monthdayscalendar(self.year, month)):
            for column, number in enumerate(week):
                if number:
                    cell = QRectF(box.left() + column * wide, top + row * tall, wide, tall)
                    found.append((dt.date(self.year, month, number), cell))
        return found

    def sizeHint(self) -> QSize:
        return QSize(scaled(860), scaled(560))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, 13):
            box = self._month(month)
            painter.setFont(font(9.5, 600))
            painter.setPen(color("text"))
            painter.drawText(
                QRectF(box.left(), box.top(), box.width(), scaled(20)), Qt.AlignmentFlag.AlignVCenter, MONTHS[month - 1]
            )
            tall = (box.height() - scaled(20)) / 7
            painter.setFont(font(8, 600))
            painter.setPen(color("text3"))
            for column, letter in enumerate("LMMJVSD"):
                wide = box.width() / 7
                painter.drawText(
                    QRectF(box.left() + column * wide, box.top() + scaled(20), wide, tall), _CENTRE, letter
                )
            for day, cell in self._days(month):
                self._day(painter, day, cell)

    def _day(self, painter: QPainter, day: dt.date, cell: QRectF) -> None:
        side = min(cell.width(), cell.height()) - 2
        box = QRectF(cell.center().x() - side / 2 - 2, cell.center().y() - side / 2, side + 4, side)
        chosen, off = day == self.day, day in self._off
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(color("accent"))
            painter.drawRoundedRect(box, 5, 5)
        elif off:
            painter.setBrush(color("danger_soft"))
            painter.drawRoundedRect(box, 5, 5)
        if day == self._today or day in self._waiting:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("warn" if day in self._waiting else "accent"), 1.5))
            painter.drawRoundedRect(box, 5, 5)
        tone = "on_accent" if chosen else "danger" if off else "text3" if day.weekday() > 4 else "text"
        painter.setFont(font(9, 600 if off or chosen else 400, tabular=True))
        painter.setPen(color(tone))
        painter.drawText(cell, _CENTRE, str(day.day))


def _month_away(day: dt.date, by: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + by
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
