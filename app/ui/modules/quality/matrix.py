"""Author by claim: how many letters would be drawn of how many there are, painted as a table of shades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.quality import sampling
from app.services.quality.lots import Cell
from app.ui.style import color, font, scaled, theme

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_CENTER = Qt.AlignmentFlag.AlignCenter
#: Claims with a column of their own; the rest share one.
_COLUMNS = 4


@dataclass(frozen=True)
class Spread:
    """Rows of (author, why it weighs double, [(drawn, letters)…]) with a title per column."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]

    @property
    def drawn(self) -> int:
        """Letters drawn in all."""
        return sum(n for _author, _watch, cells in self.rows for n, _of in cells)

    @property
    def letters(self) -> int:
        """Letters in all."""
        return sum(of for _author, _watch, cells in self.rows for _n, of in cells)


def spread(cells: Sequence[Cell], sample: int, *, double: bool) -> Spread:
    """How a sample would spread: the same shares that the server gives, letters due already left out."""
    order = sorted(cells, key=lambda c: f"{c.author_id}/{c.claim_code}")
    free = [c for c in order if c.letters > c.due_soon]
    sizes = [c.letters - c.due_soon for c in free]
    weights = [2 if double and c.watch else 1 for c in free]
    shares = sampling.planned(sizes, weights, sample) if free else []
    given = {(c.author_id, c.claim_code): n for c, n in zip(free, shares, strict=True)}
    return _table(cells, given)


def _table(cells: Sequence[Cell], given: dict[tuple[int, str], int]) -> Spread:
    totals: dict[str, int] = {}
    names: dict[str, str] = {}
    for cell in cells:
        totals[cell.claim_code] = totals.get(cell.claim_code, 0) + cell.letters
        names[cell.claim_code] = cell.claim
    codes = sorted(totals, key=lambda code: -totals[code])
    own = codes if len(codes) <= _COLUMNS else codes[: _COLUMNS - 1]
    groups = [(code,) for code in own] + ([tuple(codes[len(own) :])] if len(codes) > len(own) else [])
    titles = tuple(names[g[0]] if len(g) == 1 and g[0] in own else "Otras" for g in groups)
    rows = []
    for author_id in dict.fromkeys(c.author_id for c in cells):
        mine = [c for c in cells if c.author_id == author_id]
        row = tuple(
            (
                sum(given.get((author_id, code), 0) for code in group),
                sum(c.letters for c in mine if c.claim_code in group),
            )
            for group in groups
        )
        rows.append((mine[0].author, mine[0].watch, row))
    return Spread(titles, tuple(rows))


class Matrix(QWidget):
    """Shade = letters drawn; «×2» = drawn more often, because new or with a recent fault."""

    def __init__(self) -> None:
        super().__init__()
        self._spread = Spread((), ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self.update)

    def set_spread(self, value: Spread) -> None:
        """Show these rows."""
        self._spread = value
        self.setAccessibleName("Muestra por persona y tema")
        said = "; ".join(f"{author}: {sum(n for n, _ in c)} de {sum(o for _, o in c)}" for author, _w, c in value.rows)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(360), scaled(34) + scaled(26) * (len(self._spread.rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(300), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._spread.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, top, high = scaled(142), scaled(72), scaled(34), scaled(26)
        wide = (self.width() - left - right) / max(1, len(self._spread.titles))
        self._paint_head(painter, left, right, top, wide)
        most = max((n for _a, _w, cells in self._spread.rows for n, _o in cells), default=0) or 1
        for at, (author, watch, cells) in enumerate(self._spread.rows):
            y = top + at * high
            self._paint_author(painter, QRectF(0, y, left, high), author, watch)
            for column, (drawn, of) in enumerate(cells):
                rect = QRectF(left + column * wide + 2, y + 1.5, wide - 4, high - 3)
                _paint_cell(painter, rect, drawn, of, drawn / most)
            total = f"{sum(n for n, _ in cells)} de {sum(o for _, o in cells)}"
            _line(painter, QRectF(self.width() - right, y, right - 4, high), total, 600, "text", _RIGHT)
        y = top + len(self._spread.rows) * high
        painter.fillRect(QRectF(0, y, self.width(), 1), color("border_strong"))
        _line(painter, QRectF(0, y, left, high), "Todo el lote", 600, "text", _LEFT)
        whole = f"{self._spread.drawn} de {self._spread.letters}"
        _line(painter, QRectF(self.width() - right - 30, y, right + 26, high), whole, 600, "text", _RIGHT)

    def _paint_head(self, painter: QPainter, left: int, right: int, top: int, wide: float) -> None:
        painter.setFont(font(8.5, 600))
        painter.setPen(color("text3"))
        painter.drawText(QRectF(0, 0, left, top - 4), _LEFT, "Quien proyectó")
        metrics = QFontMetrics(font(8.5, 600))
        for at, title in enumerate(self._spread.titles):
            rect = QRectF(left + at * wide + 2, 0, wide - 4, top - 4)
            words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(rect.width()))
            painter.drawText(rect, _CENTER, words if len(words) > 2 else "")
        painter.drawText(QRectF(self.width() - right, 0, right - 4, top - 4), _RIGHT, "Salen de")

    @staticmethod
    def _paint_author(painter: QPainter, rect: QRectF, author: str, watch: str) -> None:
        metrics = QFontMetrics(font(9.5, 500))
        room = rect.width() - (scaled(30) if watch else 4)
        words = metrics.elidedText(author, Qt.TextElideMode.ElideRight, int(room))
        _line(painter, rect, words, 500, "text", _LEFT)
        if watch:
            mark = QRectF(rect.right() - scaled(28), rect.center().y() - scaled(8), scaled(24), scaled(16))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("warn_soft" if watch == "fault" else "info_soft"))
            painter.drawRoundedRect(mark, 5, 5)
            painter.setPen(color("warn" if watch == "fault" else "info"))
            painter.setFont(font(8, 600))
            painter.drawText(mark, _CENTER, "×2")


def cell_words(metrics: QFontMetrics, drawn: int, of: int, room: float) -> str:
    """A narrow cell says the same with a stroke; a very narrow one only by its shade, beside the person's total."""
    ways = (f"{drawn} de {of}", f"{drawn}/{of}")
    return next((words for words in ways if metrics.horizontalAdvance(words) <= room), "")


def _paint_cell(painter: QPainter, rect: QRectF, drawn: int, of: int, share: float) -> None:
    shade = QColor(color("accent"))
    shade.setAlphaF(0.07 + 0.3 * share if drawn else 0)
    painter.setPen(Qt.PenStyle.NoPen if drawn or not of else color("border"))
    painter.setBrush(shade)
    painter.drawRoundedRect(rect, 5, 5)
    if of:
        painter.setPen(color("text" if drawn else "text3"))
        painter.setFont(font(9.25, 600 if drawn else 400, tabular=True))
        painter.drawText(rect, _CENTER, cell_words(painter.fontMetrics(), drawn, of, rect.width()))


def _line(painter: QPainter, rect: QRectF, words: str, weight: int, token: str, align: Qt.AlignmentFlag) -> None:
    painter.setFont(font(9.5, weight, tabular=True))
    painter.setPen(color(token))
    painter.drawText(rect, align, words)
