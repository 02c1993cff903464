"""What login and first run share: the dark side with the brand and the steps, and the card at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme.drawings import paint_icon
from app.ui.theme.theme import color, font, scaled, theme
from app.ui.widgets.card import Card
from app.ui.widgets.texts import text
from app.version import VERSION

FOOT = f"Versión {VERSION} · Datos protegidos por la Ley 1581 de 2012"


class Step(NamedTuple):
    """One of the steps drawn at the left."""

    title: str
    detail: str


def _draw(painter: QPainter, rect: QRectF, shapes: Sequence[str], tint: QColor) -> None:
    """Fill shapes in SVG's words: naming a brush makes every enumeration of Qt, a tenth of a start (decision 0011)."""
    size = f'viewBox="{rect.x()} {rect.y()} {rect.width()} {rect.height()}" fill="{tint.name()}"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}</svg>'
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, rect)


class _Ground(QWidget):
    """What the card lies on, with its shadow: an effect on the card would blur all of it at each change inside."""

    def __init__(self, card: QWidget) -> None:
        super().__init__()
        self._card = card

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self._card.geometry()
        if card.contains(event.rect()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shapes = []
        for spread in range(1, 22, 2):
            at = card.adjusted(-spread, 8 - spread, spread, 8 + spread)
            size = f'width="{at.width()}" height="{at.height()}" rx="{10 + spread}"'
            shapes.append(f'<rect x="{at.x()}" y="{at.y()}" {size} opacity="0.008"/>')
        _draw(painter, QRectF(self.rect()), shapes, QColor(10, 16, 32))


class Cover(QWidget):
    """The brand and the steps at the left, a card (`cover.card.column`) in the middle of the right."""

    def __init__(
        self, title: str, subtitle: str, steps: Sequence[Step] = (), current: int = 0, *, share: int = 36
    ) -> None:
        """`share` is how much of the width the dark side takes, in percent."""
        super().__init__()
        self.share = share
        self._title, self._subtitle = text(title, "cover"), text(subtitle, "coverline", wrap=True)
        self._foot = text(FOOT, "coverfoot", wrap=True)
        for label in (self._title, self._subtitle, self._foot):
            label.setParent(self)
        self._steps, self._current = list(steps), current
        self._card_width = 560
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(share)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setProperty("focusPolicy", "NoFocus")
        self.card = Card(margin=24, spacing=10)
        holder = _Ground(self.card)
        holder.setProperty("role", "content")
        scroll.setWidget(holder)
        row.addWidget(scroll, 100 - share)
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 20, 24, 20)
        column.addStretch(1)
        self.card.column.setContentsMargins(32, 24, 32, 24)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        self._side = QPixmap()
        theme.changed.connect(self._theme_changed)

    def set_card_width(self, width: int) -> None:
        """Width of the card in logical pixels at 100 % text."""
        self._card_width = width
        self._fit_card()
        theme.changed.connect(self._fit_card)

    def _fit_card(self) -> None:
        room = round(self.width() * (100 - self.share) / 100) - 64
        wanted = scaled(self._card_width)
        self.card.setFixedWidth(max(scaled(280), min(wanted, room)) if self.isVisible() else wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_card()
        self._place_words()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_card()
        self._place_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide, ratio = round(self.width() * self.share / 100), self.devicePixelRatioF()
        if event.rect().left() < wide:
            size = QSize(wide, self.height()) * ratio
            if self._side.size() != size:
                # Drawn once: a bar that moves in the card asks for a repaint sixty times a second.
                self._side = QPixmap(size)
                self._side.setDevicePixelRatio(ratio)
                self._paint_side(float(wide), float(self.height()))
            painter.drawPixmap(0, 0, self._side)

    def _theme_changed(self) -> None:
        self._side = QPixmap()
        self._place_words()
        self.update()

    def _margins(self) -> tuple[float, float, float]:
        """Where the words of the dark side begin, from the left and from the top, and how wide they may be."""
        wide = self.width() * self.share / 100
        return wide * 0.12, self.height() * (0.2 if self._steps else 0.34), wide * 0.88 - 24

    def _place_words(self) -> None:
        left, top, room = map(round, self._margins())
        places = (top, top + scaled(50), self.height() - scaled(52))
        for label, at in zip((self._title, self._subtitle, self._foot), places, strict=True):
            label.setGeometry(left, at, room, label.heightForWidth(room) if label.wordWrap() else scaled(44))

    def _paint_side(self, wide: float, high: float) -> None:
        self._side.fill(color("rail"))
        painter = QPainter(self._side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._glow(painter, wide, high)
        left, top, room = self._margins()
        for number, step in enumerate(self._steps):
            spot = QRectF(left, top + scaled(150) + number * scaled(58), room, scaled(40))
            self._step(painter, spot, number, step)
        painter.end()

    def _glow(self, painter: QPainter, wide: float, high: float) -> None:
        spots = ((0.12, 1.02, 0.82, 0.05), (0.85, 0.05, 0.5, 0.06), (0.98, 0.95, 0.6, 0.05))
        shapes = [
            f'<circle cx="{wide * x:.1f}" cy="{high * y:.1f}" r="{wide * radius:.1f}" opacity="{opacity}"/>'
            for x, y, radius, opacity in spots
        ]
        _draw(painter, QRectF(0, 0, wide, high), shapes, color("rail_glow"))

    @staticmethod
    def _words(painter: QPainter, rect: QRectF, words: str, points: float, weight: int, token: str) -> None:
        painter.setFont(font(points, weight))
        painter.setPen(color(token))
        painter.drawText(rect, QtCore.Qt.AlignmentFlag.AlignVCenter, words)

    def _step(self, painter: QPainter, rect: QRectF, number: int, step: Step) -> None:
        side = scaled(28)
        circle, lit = QRectF(rect.left(), rect.top(), side, side), number == self._current
        painter.setPen(QtCore.Qt.PenStyle.NoPen if lit else QPen(color("rail_link"), 1.4))
        painter.setBrush(color("rail_title") if lit else QColor(QtCore.Qt.GlobalColor.transparent))
        painter.drawEllipse(circle)
        if number < self._current:
            paint_icon(painter, "check", circle.adjusted(7, 7, -7, -7), color("rail_title"))
        else:
            painter.setFont(font(9.5, 700))
            painter.setPen(color("rail" if lit else "rail_title"))
            painter.drawText(circle, QtCore.Qt.AlignmentFlag.AlignCenter, str(number + 1))
        body = rect.adjusted(side + 14, -4, 0, 0)
        title = QRectF(body.left(), body.top(), body.width(), scaled(20))
        self._words(painter, title, step.title, 10.5, 600 if lit else 500, "rail_title" if lit else "rail_text")
        detail = QRectF(body.left(), body.top() + scaled(19), body.width(), scaled(18))
        self._words(painter, detail, step.detail, 9, 400, "rail_text")
