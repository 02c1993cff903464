"""What cells are painted with: the fonts of the moment, their metrics, and the pieces drawn with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from app.ui.table.columns import Cell
from app.ui.theme.drawings import paint_icon
from app.ui.theme.theme import color, font
from app.ui.theme.tokens import TONES, Tone

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_ELIDE = Qt.TextElideMode.ElideRight


class Faces:
    """Fonts and metrics kept between frames, and the pieces of a cell."""

    def __init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Take the fonts of the scale in use."""
        self.strong, self.plain = font(9.75, 600, tabular=True), font(9.75, 500)
        self.small, self.pill_font = font(9.0), font(8.75, 600, tabular=True)
        self.digits = font(9.75, 500, tabular=True)
        self._needs: dict[tuple[str, str, bool, bool], float] = {}
        self._measured = {id(f): QFontMetrics(f) for f in self._all()}

    def _all(self) -> tuple[QFont, ...]:
        return self.strong, self.plain, self.small, self.pill_font, self.digits

    def metrics(self, of: QFont) -> QFontMetrics:
        """Metrics of one of these fonts."""
        return self._measured[id(of)]

    def line(
        self,
        painter: QPainter,
        rect: QRectF,
        words: str,
        face: QFont,
        token: str,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line of text, cut with an ellipsis where it does not fit."""
        painter.setFont(face)
        painter.setPen(color(token))
        painter.drawText(rect, align, self.metrics(face).elidedText(words, _ELIDE, int(rect.width())))

    def second(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        """The second line of a cell: its middle is cut first, its end never."""
        metrics, wide = self.metrics(self.small), int(rect.width())
        words = cell.second
        if metrics.horizontalAdvance(words) > wide and (cell.lead or cell.tail):
            lead = f"{cell.lead.split(' ', 1)[0]} " if cell.lead else ""
            tail = f" {cell.tail}" if cell.tail else ""
            # A little less: the flag comes from another font and is drawn wider than it is measured.
            room = wide - metrics.horizontalAdvance(lead + tail) - (8 if lead else 2)
            words = f"{lead}{metrics.elidedText(cell.detail, _ELIDE, room)}{tail}"
        self.line(painter, rect, words, self.small, "text2")

    def dot(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        """A dot and its words in the tone of the cell."""
        token = ink(cell.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(token))
        painter.drawEllipse(QRectF(rect.left(), rect.center().y() - 3.5, 7, 7))
        self.line(painter, rect.adjusted(13, 0, 0, 0), cell.text, self.small, token)

    def pill(self, painter: QPainter, rect: QRectF, cell: Cell, radius: float) -> None:
        """A pill with icon and words."""
        if not cell.text:
            return
        back, front = TONES[cell.tone]
        metrics = self.metrics(self.pill_font)
        height = metrics.height() + 6.0
        mark = height - 8 if cell.icon else 0.0
        inside = 18 + (mark + 4 if cell.icon else 0)
        words = metrics.elidedText(cell.text, _ELIDE, int(max(20, rect.width() - 14 - inside)))
        width = metrics.horizontalAdvance(words) + inside
        body = QRectF(rect.left() + 10, rect.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(back))
        painter.drawRoundedRect(body, radius, radius)
        if cell.icon:
            spot = QRectF(body.left() + 7, body.center().y() - mark / 2, mark, mark)
            paint_icon(painter, cell.icon, spot, color(front))
        painter.setPen(color(front))
        painter.setFont(self.pill_font)
        painter.drawText(body.adjusted(9 + (mark + 3 if cell.icon else 0), 0, 0, 0), LEFT, words)

    def needs(self, cell: Cell, *, of_term: bool, compact: bool) -> float:
        """Width in which the pill, and the slack under it, are drawn whole."""
        if not cell.text:
            return 0.0
        slack = cell.detail if of_term else ""
        known = (cell.text, slack, bool(cell.icon), compact)
        if known not in self._needs:
            words, icon = cell.text, cell.icon
            if slack and compact:
                words, icon = f"{cell.text} · {slack.split(' ', 1)[1]}", ""
            pill = self.metrics(self.pill_font)
            mark = pill.height() + 2.0 if icon else 0.0
            below = 0 if compact else self.metrics(self.small).horizontalAdvance(slack) + 14
            # What `pill` leaves at its sides.
            self._needs[known] = max(pill.horizontalAdvance(words) + 18 + mark + 15, below)
        return self._needs[known]

    def term(self, painter: QPainter, rect: QRectF, cell: Cell, *, of_term: bool, compact: bool) -> None:
        """A pill; that of a legal term has its slack under it, or inside it where a row is one line."""
        if not of_term or not cell.detail:
            self.pill(painter, rect, cell, 6 if of_term else 9)
        elif compact:
            self.pill(painter, rect, replace(cell, text=f"{cell.text} · {cell.detail.split(' ', 1)[1]}", icon=""), 6)
        else:
            high, low = self.metrics(self.pill_font).height() + 6.0, self.metrics(self.small).height()
            top = rect.center().y() - (high + low) / 2
            self.pill(painter, QRectF(rect.left(), top, rect.width(), high), cell, 6)
            below = QRectF(rect.left() + 13, top + high, rect.width() - 13, low)
            self.line(painter, below, cell.detail, self.small, ink(cell.detail_tone))

    def icon(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        """An icon alone."""
        if cell.icon:
            side = self.metrics(self.strong).height() + 1.0
            spot = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            paint_icon(painter, cell.icon, spot, color(ink(cell.tone)))

    def initials(self, painter: QPainter, rect: QRectF, letters: str, *, left: bool) -> QRectF:
        """Draw initials in a ring at one end; the room that is left."""
        side = self.metrics(self.pill_font).height() + 6.0
        x = rect.left() if left else rect.right() - side
        ring = QRectF(x, rect.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen if left else QPen(color("info"), 1.4))
        painter.setBrush(color("accent_soft" if left else "info_soft"))
        painter.drawEllipse(ring)
        painter.setPen(color("accent" if left else "info"))
        painter.setFont(self.pill_font)
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, letters)
        return rect.adjusted(side + 7, 0, 0, 0) if left else rect.adjusted(0, 0, -side - 3, 0)

    def check(self, painter: QPainter, rect: QRect, marked: bool, able: bool, cell: Cell) -> None:
        """The mark of a row, or a lock where it cannot be marked."""
        side = self.metrics(self.strong).height() + 1.0
        box = QRectF(rect.center().x() - side / 2 + 1, rect.center().y() - side / 2, side, side)
        if not able:
            paint_icon(painter, cell.icon or "lock-simple", box.adjusted(1, 1, -1, -1), color("text3"))
            return
        painter.setPen(QPen(color("accent" if marked else "border_strong"), 1))
        painter.setBrush(color("accent" if marked else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if marked:
            paint_icon(painter, "check", box.adjusted(2.5, 2.5, -2.5, -2.5), color("on_accent"))


def ink(tone: Tone) -> str:
    """The token for words and marks of a tone on the plain ground."""
    back, front = TONES[tone]
    return back if tone == "overdue" else front
