"""The badge on a page that seems bad: what it looks like and where it stands."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.theme.theme import color, font, scaled


def draw_mark(painter: QPainter, page: QRect, words: str) -> None:
    """A warning in the upper left corner of a page, and a line around the page; never over the middle of the text."""
    painter.save()
    painter.setPen(QPen(color("warn"), 2))
    painter.drawRect(page.adjusted(1, 1, -1, -1))
    painter.setFont(font(9.0, 600))
    said = f"Parece {words}"
    metrics = painter.fontMetrics()
    height = metrics.height() + scaled(8)
    width = min(metrics.horizontalAdvance(said) + scaled(16), page.width() - 2 * scaled(6))
    box = QRect(page.left() + scaled(6), page.top() + scaled(6), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("warn_soft"))
    painter.drawRoundedRect(box, scaled(5), scaled(5))
    painter.setPen(color("warn"))
    inside = box.adjusted(scaled(8), 0, -scaled(8), 0)
    elided = metrics.elidedText(said, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
    painter.restore()
