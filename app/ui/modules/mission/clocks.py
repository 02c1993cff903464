"""Two clocks on one scale of business days: the area's term and the citizen's, today shaded, a flag at each end."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import calendar
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.style import color, font, scaled
from app.ui.theme.drawings import paint_icon

_MOST = 9


class Clocks(QWidget):
    """Weekends and holidays are absent: only days that count are drawn."""

    def __init__(self, legal: LegalCalendar) -> None:
        super().__init__()
        self._legal = legal
        self._days: list[dt.date] = []
        self._area: dt.date | None = None
        self._person: dt.date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_dates(self, area: dt.date | None, person: dt.date | None) -> None:
        """The two ends; either may be unknown."""
        self._area, self._person = area, person
        self._days = self._scale()
        self.setAccessibleName(
            ". ".join(
                f"{who}: {formats.long_date(day)}" for who, day in (("Su área", area), ("Persona", person)) if day
            )
        )
        self.setVisible(bool(self._days))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), scaled(88))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = scaled(64)
        step = (self.width() - left) / len(self._days)
        self._paint_days(painter, left, step)
        late = self._person is not None and self._area is not None and self._left_over() <= 1
        self._paint_bar(painter, left, step, scaled(48), "Su área", self._area, "warn")
        self._paint_bar(painter, left, step, scaled(72), "Persona", self._person, "danger" if late else "good")

    def _scale(self) -> list[dt.date]:
        today, ends = self._legal.today, [day for day in (self._area, self._person) if day is not None]
        if not ends:
            return []
        first = today
        for _ in range(2):
            first = self._before(first)
        days: list[dt.date] = []
        day = first
        while len(days) < _MOST and (day <= max([*ends, today]) or len(days) < 5):
            if calendar.is_business_day(day, self._legal.non_working):
                days.append(day)
            day += dt.timedelta(days=1)
        return days

    def _before(self, day: dt.date) -> dt.date:
        day -= dt.timedelta(days=1)
        while not calendar.is_business_day(day, self._legal.non_working):
            day -= dt.timedelta(days=1)
        return day

    def _left_over(self) -> int:
        """Business days that stay for drafting, review and signing after the area's term."""
        assert self._area is not None and self._person is not None
        return calendar.business_days_between(self._area, self._person, self._legal.non_working)

    def _paint_days(self, painter: QPainter, left: float, step: float) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        for at, day in enumerate(self._days):
            column = QRectF(left + at * step, 0, step, self.height())
            if day == self._legal.today:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("accent_soft"))
                painter.drawRoundedRect(column.adjusted(1, 0, -1, 0), 5, 5)
            painter.setPen(color("accent" if day == self._legal.today else "text2"))
            painter.setFont(font(8, 600 if day == self._legal.today else 400))
            painter.drawText(column.adjusted(0, scaled(4), 0, 0), centre, formats.weekday(day)[:3])
            painter.drawText(column.adjusted(0, scaled(17), 0, 0), centre, str(day.day))

    def _paint_bar(
        self, painter: QPainter, left: float, step: float, y: float, words: str, end: dt.date | None, token: str
    ) -> None:
        painter.setPen(color("text2"))
        painter.setFont(font(8.5, 600))
        painter.drawText(QRectF(0, y - scaled(9), left, scaled(18)), Qt.AlignmentFlag.AlignVCenter, words)
        if end is None:
            return
        thick = scaled(6)
        passed = sum(day <= self._legal.today for day in self._days)
        reach = sum(day <= end for day in self._days)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(QRectF(left, y - thick / 2, max(reach, 1) * step, thick), 3, 3)
        painter.setBrush(color(token))
        gone = max(0.5, min(passed, max(reach, 1)) - 0.5) * step
        painter.drawRoundedRect(QRectF(left, y - thick / 2, gone, thick), 3, 3)
        if end > self._days[-1]:
            # Its end is beyond what is drawn: a flag here would tell another day.
            return
        side = scaled(15)
        flag = QRectF(left + max(reach - 0.5, 0.5) * step - side / 2, y - side / 2, side, side)
        painter.drawEllipse(flag)
        inset = side * 0.22
        paint_icon(painter, "flag", flag.adjusted(inset, inset, -inset, -inset), color("on_accent"))
