"""Who may sign for each area along the months: titular, acting, and the gaps in which nobody may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import clock
from app.services.administration.directors import DirectorRow, Gap
from app.ui import formats
from app.ui.style import color, font, scaled

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Timeline(QWidget):
    """One row for each area; painted, and told in words to a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self._areas: Sequence[tuple[int, str]] = ()
        self._rows: Sequence[DirectorRow] = ()
        self._gaps: Sequence[Gap] = ()
        self._first = self._last = self._today = clock.today()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Quién firma por cada área")

    def set_rows(
        self,
        areas: Sequence[tuple[int, str]],
        rows: Sequence[DirectorRow],
        gaps: Sequence[Gap],
        span: tuple[dt.date, dt.date, dt.date],
    ) -> None:
        """Show these areas between the first and last day of `span`, whose third is today."""
        self._areas, self._rows, self._gaps = areas, rows, gaps
        self._first, self._last, self._today = span
        names = dict(areas)
        words = [f"{names[gap.area_id]}: nadie firma desde el {formats.date(gap.starts_on)}" for gap in gaps]
        self.setAccessibleDescription(". ".join(words) or "Todas las áreas tienen quien firme")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(600), scaled(26) + scaled(32) * max(1, len(self._areas)))

    def _x(self, day: dt.date) -> float:
        left = self._labels()
        share = (day - self._first).days / max(1, (self._last - self._first).days)
        return left + (self.width() - left - scaled(14)) * min(1.0, max(0.0, share))

    def _labels(self) -> float:
        return min(scaled(250), self.width() * 0.34)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._months(painter)
        for at, (area_id, name) in enumerate(self._areas):
            top = scaled(26) + at * scaled(32)
            painter.setFont(font(9.5))
            painter.setPen(color("text"))
            room = QRectF(scaled(14), top, self._labels() - scaled(20), scaled(28))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, _LEFT, shown)
            for row in sorted(self._rows, key=lambda r: r.is_acting):
                if row.area_id == area_id:
                    self._term(painter, top, row)
            for gap in self._gaps:
                if gap.area_id == area_id:
                    self._gap(painter, top, gap)
        painter.setPen(QPen(color("text"), 2))
        x = self._x(self._today)
        painter.drawLine(QLineF(x, scaled(18), x, self.height()))

    def _months(self, painter: QPainter) -> None:
        painter.setFont(font(8.5))
        day = self._first.replace(day=1)
        while day <= self._last:
            if day >= self._first:
                painter.setPen(color("text2"))
                painter.drawText(QRectF(self._x(day), 0, scaled(80), scaled(18)), _LEFT, formats.short_date(day)[2:])
                painter.setPen(color("border"))
                painter.drawLine(QLineF(self._x(day), scaled(18), self._x(day), self.height()))
            day = (day + dt.timedelta(days=32)).replace(day=1)

    def _term(self, painter: QPainter, top: float, row: DirectorRow) -> None:
        end = row.valid_to or self._last
        if end < self._first or row.valid_from > self._last:
            return
        left, right = self._x(row.valid_from), self._x(end + dt.timedelta(days=1))
        box = QRectF(left + 1, top + scaled(3), max(4.0, right - left - 2), scaled(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("warn_soft" if row.is_acting else "accent_soft"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(font(8.5, 600))
        painter.setPen(color("warn" if row.is_acting else "accent"))
        words = f"{row.full_name} (E)" if row.is_acting else row.full_name
        inside = box.adjusted(scaled(6), 0, -scaled(4), 0)
        painter.drawText(
            inside, _LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inside.width()))
        )

    def _gap(self, painter: QPainter, top: float, gap: Gap) -> None:
        end = gap.ends_on or self._last
        left, right = self._x(gap.starts_on), self._x(end + dt.timedelta(days=1))
        box = QRectF(left, top + scaled(3), max(6.0, right - left), scaled(22))
        painter.setBrush(color("danger_soft"))
        painter.setPen(QPen(color("danger"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(font(8.5, 600))
        if box.width() > scaled(60):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "nadie firma")
