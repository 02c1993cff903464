"""Lanes of the tray Firma: one card for each director. A batch is one lane, so two signatures never mix."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.services.legal_calendar import LegalCalendar
from app.services.output.signing_reads import Lane
from app.ui import formats
from app.ui.style import color, font, scaled
from app.ui.theme.drawings import paint_icon
from app.ui.theme.tokens import TONES, Tone
from app.ui.widgets import slack_look

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class LaneCard(QPushButton):
    """One director: letters, the shortest term, and what kinds of letters; or why they can't be signed."""

    def __init__(self, lane: Lane, days: int | None) -> None:
        super().__init__()
        self.lane = lane
        self._pill: tuple[str, Tone, str] = ("Bloqueado", "neutral", "lock-key")
        if not lane.obstacle:
            self._pill = slack_look(days) if days is not None else ("Sin término", "neutral", "clock")
        self._kinds = _kinds(lane)
        if lane.obstacle:
            self._kinds = _OBSTACLES.get(lane.obstacle, "No se puede firmar hoy")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # The sheet's height for buttons would beat a minimum; a size hint with a fixed policy holds.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        count = formats.plural(lane.letters, "carta", "cartas")
        self.setAccessibleName(f"{lane.area_name}, {lane.name}, {count}. {self._pill[0]}. {self._kinds}")
        self.setToolTip(f"{lane.area_name}\n{lane.name}, {lane.position}")

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(74))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.isChecked() or self.hasFocus()
        painter.setBrush(color("accent_soft" if self.isChecked() else "surface"))
        painter.setPen(QPen(color("accent" if lit else "border"), 2 if lit else 1))
        painter.drawRoundedRect(box, 10, 10)
        inside = box.adjusted(scaled(13), scaled(8), -scaled(12), -scaled(8))
        line = inside.height() / 3
        rows = [QRectF(inside.left(), inside.top() + line * at, inside.width(), line) for at in range(3)]
        self._first_line(painter, rows[0])
        self._second_line(painter, rows[1])
        painter.setPen(color("danger" if self.lane.obstacle else "text3"))
        self._words(painter, rows[2], self._kinds, 8.5, 400, inside.width())

    def _first_line(self, painter: QPainter, row: QRectF) -> None:
        figure = formats.number(self.lane.letters)
        painter.setFont(font(13, 600, tabular=True))
        wide = QFontMetrics(painter.font()).horizontalAdvance(figure)
        painter.setPen(color("accent" if self.isChecked() else "text"))
        painter.drawText(QRectF(row.right() - wide, row.top(), wide + 2, row.height()), _LEFT, figure)
        self._words(painter, row, self.lane.area_name.removeprefix("Dirección de "), 10, 600, row.width() - wide - 10)

    def _second_line(self, painter: QPainter, row: QRectF) -> None:
        words, tone, icon = self._pill
        back, front = TONES[tone]
        metrics = QFontMetrics(font(8.5, 600))
        height = metrics.height() + 4.0
        wide = metrics.horizontalAdvance(words) + height + 14
        pill = QRectF(row.right() - wide, row.center().y() - height / 2, wide, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(back))
        painter.drawRoundedRect(pill, 6, 6)
        side = height - 7
        spot = QRectF(pill.left() + 7, pill.center().y() - side / 2, side, side)
        paint_icon(painter, icon, spot, color(front))
        painter.setPen(color(front))
        self._words(painter, pill.adjusted(side + 12, 0, 0, 0), words, 8.5, 600, pill.width())
        painter.setPen(color("text2"))
        name = f"{self.lane.name} (e)" if self.lane.is_acting else self.lane.name
        self._words(painter, row, name, 9, 400, row.width() - wide - 8)

    @staticmethod
    def _words(painter: QPainter, row: QRectF, words: str, points: float, weight: int, room: float) -> None:
        painter.setFont(font(points, weight))
        painter.drawText(row, _LEFT, QFontMetrics(painter.font()).elidedText(words, _ELIDE, int(max(10, room))))


class Lanes(QWidget):
    """The cards in a row. `chosen` carries the lane; only a person's choice emits it."""

    chosen = Signal(object)

    def __init__(self, calendar: LegalCalendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._group = QButtonGroup(self)
        self._cards: list[LaneCard] = []
        self._group.buttonClicked.connect(self._clicked)

    def show_lanes(self, lanes: Sequence[Lane], chosen: Lane | None = None) -> Lane | None:
        """Show these lanes, with that director or the same as before chosen; returns the chosen lane."""
        before = chosen or self.current()
        for card in self._cards:
            self._group.removeButton(card)
            self._row.removeWidget(card)
            card.deleteLater()
        self._cards = [LaneCard(lane, self._calendar.days_left(lane.first_due)) for lane in lanes]
        for card in self._cards:
            self._group.addButton(card)
            self._row.addWidget(card, 1)
        same = next((c for c in self._cards if before is not None and c.lane.director_id == before.director_id), None)
        pick = same or next((c for c in self._cards if not c.lane.obstacle), None) or next(iter(self._cards), None)
        if pick is not None:
            pick.setChecked(True)
        self.setVisible(bool(self._cards))
        return pick.lane if pick is not None else None

    def current(self) -> Lane | None:
        """The lane in use."""
        card = self._group.checkedButton()
        return card.lane if isinstance(card, LaneCard) else None

    def cards(self) -> list[LaneCard]:
        """The cards, from left to right."""
        return list(self._cards)

    def _clicked(self, card: QPushButton) -> None:
        assert isinstance(card, LaneCard)
        self.chosen.emit(card.lane)


def _kinds(lane: Lane) -> str:
    """Only the kinds there are: a lane is narrow, and a row of zeros says nothing."""
    single = lane.letters - lane.sampled - lane.bulk
    found = (
        ("prioritarias", lane.goes_first),
        ("ROC", lane.control_bodies),
        ("muestreadas", lane.sampled),
        ("masivas", lane.bulk),
        ("individuales", single if lane.sampled or lane.bulk else 0),
    )
    return " · ".join(f"{name} {count}" for name, count in found if count) or "Todas individuales"


_OBSTACLES = {
    "director_not_in_force": "El director no está en ejercicio hoy",
    "director_replaced": "Hoy firma la persona encargada, no la titular",
    "authority_not_in_force": "Sin acto vigente para firma mecánica",
    "signature_image_missing": "Sin imagen de firma registrada",
    "certificate_not_registered": "Sin certificado vigente registrado",
}
