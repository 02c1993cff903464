"""A sum that must come out: received = imported + already there + rejected, and the difference, zero too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.style import color, font, paint_icon, scaled
from app.ui.widgets import Card

#: (words, figure, detail, colour token)
Term = tuple[str, int, str, str]
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Figures(Card):
    """The first term equals the sum of the others; `difference` is what is missing."""

    #: A figure was pressed: its place, the difference last.
    pressed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._painted = _Sum()
        self._painted.pressed.connect(self.pressed)
        self.column.addWidget(self._painted)
        self._name = name
        self.setAccessibleName(name)

    def set_terms(self, terms: Sequence[Term], difference: int, words: str) -> None:
        """Show the sum and its difference, with what is to be said of it."""
        self._painted.terms, self._painted.difference, self._painted.words = list(terms), difference, words
        spoken = ", ".join(f"{term[0]} {formats.number(term[1])}" for term in terms)
        self._painted.setAccessibleName(self._name)
        self._painted.setAccessibleDescription(f"{spoken}, Diferencia {formats.number(difference)}")
        self._painted.update()

    def difference(self) -> int:
        """What is missing."""
        return self._painted.difference


class _Sum(QWidget):
    """Paints the terms side by side with their signs."""

    pressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[Term] = []
        self.difference, self.words = 0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.terms:
            self.pressed.emit(int(event.position().x() * (len(self.terms) + 1) / max(1, self.width())))

    def sizeHint(self) -> QSize:
        return QSize(scaled(600), scaled(66))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.terms:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / (len(self.terms) + 1)
        for at, (words, value, detail, tone) in enumerate(self.terms):
            self._term(painter, at * wide, wide, ("", "=", "+")[min(at, 2)], (words, value, detail, tone))
        self._rest(painter, len(self.terms) * wide, wide)

    def _term(self, painter: QPainter, left: float, wide: float, sign: str, term: Term) -> None:
        words, value, detail, tone = term
        x = left + scaled(26)
        if sign:
            painter.setFont(font(15))
            painter.setPen(color("text3"))
            where = QRectF(left - scaled(14), scaled(14), scaled(28), scaled(30))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, sign)
        self._line(painter, x, 8, wide - scaled(28), words, font(8.5, 600), "text3")
        self._line(painter, x, 24, wide - scaled(28), formats.number(value), font(14.5, 600, tabular=True), tone)
        self._line(painter, x, 46, wide - scaled(28), detail, font(8.75), "text2")

    def _line(self, painter: QPainter, x: float, y: int, wide: float, words: str, face: QFont, tone: str) -> None:
        painter.setFont(face)
        painter.setPen(color(tone))
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, int(wide))
        tall = QFontMetrics(painter.font()).height()
        painter.drawText(QRectF(x, scaled(y), wide, tall), _LEFT, shown)

    def _rest(self, painter: QPainter, left: float, wide: float) -> None:
        tone = "danger" if self.difference else "good"
        box = QRectF(left + 4, scaled(5), wide - 12, self.height() - scaled(13))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"{tone}_soft"))
        painter.drawRoundedRect(box, 8, 8)
        side = scaled(22)
        name = "warning-octagon-fill" if self.difference else "check-circle-fill"
        paint_icon(painter, name, QRectF(box.left() + 10, box.center().y() - side / 2, side, side), color(tone))
        x = box.left() + side + scaled(20)
        room = box.right() - x - 4
        self._line(painter, x, 8, room, "Diferencia", font(8.5, 600), tone)
        self._line(painter, x, 24, room, formats.number(self.difference), font(14.5, 600, tabular=True), tone)
        self._line(painter, x, 44, room, self.words, font(8.75), tone)
