"""One row for each agent: what is due soon, what is open, hatched what is proposed, and the tick of the ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.assignment import AgentLoad
from app.ui import formats
from app.ui.style import color, font, paint_icon, scaled

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def units(value: float) -> str:
    """42 -> «42», 42.5 -> «42,5»."""
    return formats.number(int(value)) if value == int(value) else formats.decimal(value)


class LoadBars(QWidget):
    """Weighted load of the agents, painted; a screen reader gets it as a sentence."""

    ROW = 34
    #: An agent was pressed: person_id.
    pressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._loads: Sequence[AgentLoad] = ()
        self._added: Mapping[int, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Carga ponderada por agente")
        self.setProperty("role", "content")

    def set_loads(self, loads: Sequence[AgentLoad], added: Mapping[int, float]) -> None:
        """Show these agents with what is proposed to each."""
        self._loads, self._added = loads, added
        self.setAccessibleDescription("; ".join(self._spoken(load) for load in loads))
        self.updateGeometry()
        self.update()

    def _spoken(self, load: AgentLoad) -> str:
        if load.away_reason is not None:
            return (
                f"{load.full_name}: {_away(load)}, {formats.plural(load.to_pass, 'caso no espera', 'casos no esperan')}"
            )
        more = self._added.get(load.person_id, 0.0)
        return f"{load.full_name}: {units(load.load)} más {units(more)} propuestos, tope {units(load.ceiling)}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) // scaled(self.ROW)
        if 0 <= at < len(self._loads):
            self.pressed.emit(self._loads[at].person_id)

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), scaled(self.ROW) * len(self._loads))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tall = scaled(self.ROW)
        most = max((max(x.ceiling, x.load + self._added.get(x.person_id, 0.0)) for x in self._loads), default=1) * 1.1
        for at, load in enumerate(self._loads):
            box = QRectF(0, at * tall, self.width(), tall)
            painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), color("border"))
            self._name(painter, box, load)
            if load.away_reason is not None:
                self._absent(painter, box, load)
            else:
                self._bar(painter, box, load, most)

    def _name(self, painter: QPainter, box: QRectF, load: AgentLoad) -> None:
        away = load.away_reason is not None
        side = scaled(24)
        disc = QRectF(scaled(12), box.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("sunken" if away else "accent_soft"))
        painter.drawEllipse(disc)
        painter.setFont(font(8, 600))
        painter.setPen(color("text3" if away else "accent"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, load.initials)
        painter.setFont(font(9.5, 500))
        painter.setPen(color("text3" if away else "text"))
        room = QRectF(scaled(44), box.top(), self._left() - scaled(48), box.height())
        painter.drawText(
            room,
            _LEFT,
            painter.fontMetrics().elidedText(load.full_name, Qt.TextElideMode.ElideRight, int(room.width())),
        )

    def _left(self) -> float:
        return min(scaled(230), self.width() * 0.4)

    def _absent(self, painter: QPainter, box: QRectF, load: AgentLoad) -> None:
        side = scaled(16)
        name = "first-aid-kit" if load.away_reason == "Incapacidad" else "airplane-tilt"
        paint_icon(painter, name, QRectF(self._left(), box.center().y() - side / 2, side, side), color("text3"))
        painter.setFont(font(9))
        painter.setPen(color("text2"))
        left, right = self._left() + scaled(23), box.width() - scaled(14)
        words = f"{formats.number(load.to_pass)} por pasar"
        painter.drawText(QRectF(0, box.top(), right, box.height()), _RIGHT, words)
        room = right - left - painter.fontMetrics().horizontalAdvance(words) - scaled(8)
        away = painter.fontMetrics().elidedText(_away(load), Qt.TextElideMode.ElideRight, max(0, int(room)))
        painter.drawText(QRectF(left, box.top(), room, box.height()), _LEFT, away)

    def _bar(self, painter: QPainter, box: QRectF, load: AgentLoad, most: float) -> None:
        more = self._added.get(load.person_id, 0.0)
        left, right = self._left(), box.width() - scaled(104)
        track = QRectF(left, box.center().y() - scaled(6), right - left, scaled(12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(track, 5, 5)
        x = left
        for value, tone, hatched in (
            (load.load_soon, "danger", False),
            (load.load_rest, "text3", False),
            (more, "accent", True),
        ):
            wide = track.width() * value / most
            if wide <= 0:
                continue
            part = QRectF(x, track.top(), wide, track.height())
            painter.fillRect(part, _faint(tone) if hatched else color(tone))
            if hatched:
                painter.fillRect(part, QBrush(color(tone), Qt.BrushStyle.BDiagPattern))
            x += wide
        painter.setPen(QPen(color("text"), 2))
        tick = left + track.width() * min(1.0, load.ceiling / most)
        painter.drawLine(QLineF(tick, track.top() - 4, tick, track.bottom() + 4))
        painter.setFont(font(9.5, 600, tabular=True))
        painter.drawText(QRectF(right, box.top(), scaled(48), box.height()), _RIGHT, units(load.load + more))
        painter.setFont(font(9, 600 if more else 400, tabular=True))
        painter.setPen(color("accent" if more else "text3"))
        room = QRectF(right + scaled(48), box.top(), scaled(44), box.height())
        painter.drawText(room, _RIGHT, f"+{units(more)}" if more else "—")


def _faint(tone: str) -> QColor:
    made = QColor(color(tone))
    made.setAlpha(70)
    return made


def _away(load: AgentLoad) -> str:
    until = f" hasta el {load.away_until:%d/%m}" if load.away_until else ""
    return f"{load.away_reason}{until}"
