"""How often a lot passes, by how many faulty letters it brings: the operating characteristic, computed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.quality import risk
from app.services.quality.risk import Plan
from app.ui.style import color, font, scaled, theme

#: The least share of faulty letters that is drawn.
_LEAST = 0.155


class RiskCurve(QWidget):
    """Two dots: the good lot and the bad one of the sentences beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[tuple[float, float]] = []
        self._top = _LEAST
        self._dots: list[tuple[float, float, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Without the matrix above it the curve would stretch to the foot of the window.
        self.setMaximumHeight(scaled(220))
        self.setAccessibleName("Con cuánta frecuencia pasa el lote según sus cartas con falla")
        theme.changed.connect(self.update)

    def set_plan(self, plan: Plan, tolerated: float) -> None:
        """Draw a plan; nothing when every letter is reviewed."""
        self.setVisible(not plan.reviews_all)
        if plan.reviews_all:
            return
        good, bad = risk.letters_of(tolerated, plan.size), risk.bad_lot(plan)
        self._top = max(_LEAST, min(1.0, bad / plan.size * 1.25))
        self._points = risk.curve(plan, round(self._top * 100))
        self._dots = [
            (good / plan.size, float(risk.passes(plan, good)), "good"),
            (bad / plan.size, float(risk.passes(plan, bad)), "danger"),
        ]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(210), scaled(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(170), scaled(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(scaled(32), 8, self.width() - scaled(42), self.height() - scaled(40))
        self._paint_axes(painter, area)
        path = QPainterPath()
        shown = [(x, y) for x, y in self._points if x <= self._top]
        for at, (x, y) in enumerate(shown):
            point = self._place(area, x, y)
            path.moveTo(point) if at == 0 else path.lineTo(point)
        if not shown:
            return
        under = QPainterPath(path)
        under.lineTo(self._place(area, shown[-1][0], 0))
        under.lineTo(self._place(area, shown[0][0], 0))
        tint = QColor(color("accent"))
        tint.setAlphaF(0.12)
        painter.fillPath(under, tint)
        painter.setPen(QPen(color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        for x, y, token in self._dots:
            if x <= self._top:
                painter.setPen(QPen(color(token), 1, Qt.PenStyle.DashLine))
                painter.drawLine(self._place(area, x, 0), self._place(area, x, y))
                painter.setPen(QPen(color("surface"), 2))
                painter.setBrush(color(token))
                painter.drawEllipse(self._place(area, x, y), 5.5, 5.5)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(font(8, 400, tabular=True))
        for share in (0, 0.5, 1):
            y = self._place(area, 0, share).y()
            painter.fillRect(QRectF(area.left(), y, area.width(), 1), color("border"))
            painter.setPen(color("text3"))
            where = QRectF(0, y - 8, area.left() - 4, 16)
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(int(share * 100)))
        step = next(each for each in (5, 10, 20, 25, 50) if self._top * 100 / each <= 4)
        for percent in range(0, int(self._top * 100) + 1, step):
            x = self._place(area, percent / 100, 0).x()
            rect = QRectF(x - 22, area.bottom() + 3, 44, 14)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{percent}\u00a0%")
        foot = QRectF(0, area.bottom() + scaled(17), self.width(), 16)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, "cartas con falla que trae el lote")

    def _place(self, area: QRectF, x: float, y: float) -> QPointF:
        return QPointF(area.left() + area.width() * x / self._top, area.bottom() - area.height() * y)
