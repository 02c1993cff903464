"""What login and first run share: the dark side with the brand and the steps, and the card at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme.icons import paint_icon
from app.ui.theme.theme import color, font, scaled, theme
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import IconLabel, KeyCap, line, text
from app.version import VERSION

FOOT = f"Versión {VERSION} · Datos protegidos por la Ley 1581 de 2012"


@dataclass(frozen=True)
class Step:
    """One of the steps drawn at the left."""

    title: str
    detail: str


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
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 16, 32, 2))
        for spread in range(1, 22, 2):
            rect = QRectF(card).adjusted(-spread, 8 - spread, spread, 8 + spread)
            painter.drawRoundedRect(rect, 10 + spread, 10 + spread)


class Cover(QWidget):
    """The brand and the steps at the left, a card (`cover.card.column`) in the middle of the right."""

    def __init__(
        self, title: str, subtitle: str, steps: Sequence[Step] = (), current: int = 0, *, share: int = 36
    ) -> None:
        """`share` is how much of the width the dark side takes, in percent."""
        super().__init__()
        self._title, self._subtitle, self.share = title, subtitle, share
        self._steps, self._current = list(steps), current
        self._card_width = 560
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(share)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = Card(margin=24, spacing=10)
        holder = _Ground(self.card)
        holder.setProperty("role", "content")
        scroll.setWidget(holder)
        row.addWidget(scroll, 100 - share)
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 20, 24, 20)
        column.addStretch(1)
        self.card.column.setContentsMargins(32, 24, 32, 24)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._side = QPixmap()
        theme.changed.connect(self._theme_changed)

    def set_card_width(self, width: int) -> None:
        """Width of the card in logical pixels at 100 % text."""
        self._card_width = width
        self._fit_card()
        self.card.installEventFilter(self)
        theme.changed.connect(self._fit_card)

    def _fit_card(self) -> None:
        room = round(self.width() * (100 - self.share) / 100) - 64
        wanted = scaled(self._card_width)
        self.card.setFixedWidth(max(scaled(280), min(wanted, room)) if self.isVisible() else wanted)
        # Text that wraps needs more height than its size hint says.
        self.card.setMinimumHeight(self.card.column.totalHeightForWidth(self.card.width()) + 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.card and event.type() == QEvent.Type.LayoutRequest:
            self._fit_card()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_card()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_card()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide, ratio = round(self.width() * self.share / 100), self.devicePixelRatioF()
        if event.rect().right() >= wide:
            painter.fillRect(event.rect(), color("background"))
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
        self.update()

    def _paint_side(self, wide: float, high: float) -> None:
        self._side.fill(color("rail"))
        painter = QPainter(self._side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._glow(painter, wide, high)
        left, top = wide * 0.12, high * (0.2 if self._steps else 0.34)
        room = wide - left - 24
        self._words(painter, QRectF(left, top, room, scaled(44)), self._title, 24, 700, "rail_title")
        below = QRectF(left, top + scaled(50), room, scaled(90))
        self._words(painter, below, self._subtitle, 13, 500, "rail_title", wrap=True)
        for number, step in enumerate(self._steps):
            spot = QRectF(left, top + scaled(150) + number * scaled(58), room, scaled(40))
            self._step(painter, spot, number, step)
        below = QRectF(left, high - scaled(52), room, scaled(40))
        self._words(painter, below, FOOT, 9, 400, "rail_text", wrap=True)
        painter.end()

    def _glow(self, painter: QPainter, wide: float, high: float) -> None:
        painter.save()
        painter.setClipRect(QRectF(0, 0, wide, high))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("rail_glow"))
        for x, y, radius, opacity in ((0.12, 1.02, 0.82, 0.05), (0.85, 0.05, 0.5, 0.06), (0.98, 0.95, 0.6, 0.05)):
            painter.setOpacity(opacity)
            painter.drawEllipse(QPointF(wide * x, high * y), wide * radius, wide * radius)
        painter.restore()

    @staticmethod
    def _words(
        painter: QPainter,
        rect: QRectF,
        words: str,
        points: float,
        weight: int,
        token: str,
        *,
        wrap: bool = False,
    ) -> None:
        painter.setFont(font(points, weight))
        painter.setPen(color(token))
        flags = Qt.TextFlag.TextWordWrap if wrap else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, flags, words)

    def _step(self, painter: QPainter, rect: QRectF, number: int, step: Step) -> None:
        side = scaled(28)
        circle, lit = QRectF(rect.left(), rect.top(), side, side), number == self._current
        painter.setPen(Qt.PenStyle.NoPen if lit else QPen(color("rail_link"), 1.4))
        painter.setBrush(color("rail_title") if lit else QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(circle)
        if number < self._current:
            paint_icon(painter, "check", circle.adjusted(7, 7, -7, -7), color("rail_title"))
        else:
            painter.setFont(font(9.5, 700))
            painter.setPen(color("rail" if lit else "rail_title"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))
        body = rect.adjusted(side + 14, -4, 0, 0)
        title = QRectF(body.left(), body.top(), body.width(), scaled(20))
        self._words(painter, title, step.title, 10.5, 600 if lit else 500, "rail_title" if lit else "rail_text")
        detail = QRectF(body.left(), body.top() + scaled(19), body.width(), scaled(18))
        self._words(painter, detail, step.detail, 9, 400, "rail_text")


class OptionCard(QPushButton):
    """A card to choose with its number, the arrows or the mouse."""

    picked = Signal()

    def __init__(self, leading: QWidget, title: str, details: Sequence[str], number: int) -> None:
        super().__init__()
        self.setProperty("kind", "option")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(True)
        self.setAccessibleName(". ".join((title, *details)))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 14, 12)
        row.setSpacing(14)
        row.addWidget(leading)
        column = QVBoxLayout()
        column.setSpacing(2)
        head = text(title, "strong")
        # Where the card is higher than its words, they stay together.
        column.addStretch(1)
        column.addWidget(head)
        for at, words in enumerate(details):
            column.addWidget(text(words, "help" if at else "sub", wrap=True))
        column.addStretch(1)
        row.addLayout(column, 1)
        if number <= 9:
            row.addWidget(KeyCap(str(number)), 0, Qt.AlignmentFlag.AlignVCenter)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self.picked)

    def sizeHint(self) -> QSize:
        made = self.layout()
        assert made is not None
        wide = self.width() if self.width() > 100 else 400
        return QSize(made.sizeHint().width(), max(made.sizeHint().height(), made.totalHeightForWidth(wide)) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def foot(column: QVBoxLayout, note: str, go: QWidget, back: QWidget | None = None) -> None:
    """The last row of a card: back and a note at the left, the act at the right."""
    column.addSpacing(4)
    column.addWidget(line())
    row = QHBoxLayout()
    row.setSpacing(8)
    if back is not None:
        row.addWidget(back)
    row.addWidget(text(note, "help"), 1)
    row.addWidget(go)
    row.addWidget(KeyCap("Intro", big=True))
    column.addLayout(row)


def note(icon_name: str, words: str) -> QWidget:
    """An icon and a quiet sentence."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(2, 4, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(icon_name, "text3", 18))
    row.addWidget(text(words, "sub", wrap=True), 1)
    return holder
