"""The strip of small pages beside the document: where one is, what seems wrong, and a jump with a key or a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.ui.background import Background
from app.ui.theme.theme import color, font, scaled, theme
from app.ui.viewer.pages import Pages

_HELD = 80
_GAP, _LABEL = 10, 16


def small_pages(sizes: Sequence[tuple[float, float]], across: int) -> list[QRect]:
    """Where each small page lies in a strip that is `across` wide, unscrolled."""
    width, top, made = across - scaled(24), _GAP, list[QRect]()
    for wide, high in sizes:
        height = max(8, min(round(width * high / max(wide, 1.0)), 3 * width))
        made.append(QRect(scaled(12), top, width, height))
        top += height + _LABEL + _GAP
    return made


class Thumbs(QAbstractScrollArea):
    """Opens the document only while it is shown; `wipe` empties it at once."""

    #: A page was chosen, from 1.
    chosen = Signal(int)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._pages = Pages(background, self, held=_HELD)
        self._sizes: list[tuple[float, float]] = []
        self._data, self._loaded = b"", False
        self.current, self.marks = 1, dict[int, str]()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Miniaturas de las páginas")
        self.setFixedWidth(scaled(96))
        self._pages.arrived.connect(lambda _page: self.viewport().update())
        theme.changed.connect(self.viewport().update)

    def set_document(self, data: bytes, sizes: list[tuple[float, float]]) -> None:
        """Another document; drawn when the strip is on screen."""
        self.wipe()
        self._data, self._sizes = data, sizes
        self._measure()
        if self.isVisible():
            self._load()

    def wipe(self) -> None:
        """Nothing of the last document stays, nor comes late."""
        self._pages.wipe()
        self._data, self._sizes, self._loaded = b"", [], False
        self.current, self.marks = 1, {}
        self.verticalScrollBar().setValue(0)
        self.setAccessibleDescription("")
        self.viewport().update()

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """Pages that seem wrong, from 1."""
        self.marks = dict(marks)
        self._describe()

    def set_current(self, page: int, _pages: int = 0) -> None:
        """The page that is being read."""
        if page == self.current:
            return
        self.current = page
        rects = small_pages(self._sizes, self.viewport().width())
        if 0 < page <= len(rects):
            bar, spot = self.verticalScrollBar(), rects[page - 1]
            if spot.top() - _GAP < bar.value():
                bar.setValue(spot.top() - _GAP)
            elif spot.bottom() + _LABEL + _GAP > bar.value() + self.viewport().height():
                bar.setValue(spot.bottom() + _LABEL + _GAP - self.viewport().height())
        self._describe()

    def _describe(self) -> None:
        said = self.marks.get(self.current)
        words = f"Página {self.current} de {len(self._sizes)}" if self._sizes else ""
        self.setAccessibleDescription(f"{words}, parece {said}" if said else words)
        self.viewport().update()

    def _load(self) -> None:
        if self._data and not self._loaded:
            self._loaded = True
            self._pages.load(self._data)

    def _measure(self) -> None:
        rects, view = small_pages(self._sizes, self.viewport().width()), self.viewport()
        tall = rects[-1].bottom() + _LABEL + _GAP if rects else 0
        self.verticalScrollBar().setRange(0, max(0, tall - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        view.update()

    def showEvent(self, event: object) -> None:
        self._load()
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        spot.setY(spot.y() + self.verticalScrollBar().value())
        for number, rect in enumerate(small_pages(self._sizes, self.viewport().width()), 1):
            if rect.adjusted(-_GAP, 0, _GAP, _LABEL).contains(spot):
                self.chosen.emit(number)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._sizes)
        goes = {
            Qt.Key.Key_Down: self.current + 1, Qt.Key.Key_Up: self.current - 1,
            Qt.Key.Key_Home: 1, Qt.Key.Key_End: last,
            Qt.Key.Key_PageDown: self.current + 5, Qt.Key.Key_PageUp: self.current - 5,
        }  # fmt: skip
        page = goes.get(Qt.Key(event.key()))
        if page is None or not last:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(min(max(1, page), last))

    def paintEvent(self, event: QPaintEvent) -> None:
        view, painter = self.viewport(), QPainter(self.viewport())
        painter.fillRect(view.rect(), color("paper"))
        painter.setFont(font(8.5))
        ratio, down = self.devicePixelRatioF(), self.verticalScrollBar().value()
        for number, rect in enumerate(small_pages(self._sizes, self.viewport().width()), 1):
            spot = rect.translated(0, -down)
            if spot.bottom() + _LABEL >= 0 and spot.top() <= view.height():
                image = self._pages.image(number - 1, int(spot.width() * ratio), 0) if self._loaded else None
                _paint(painter, spot, image, number, here=number == self.current, wrong=number in self.marks)


def _paint(painter: QPainter, spot: QRect, image: QImage | None, number: int, *, here: bool, wrong: bool) -> None:
    painter.fillRect(spot, Qt.GlobalColor.white)
    if image is not None:
        painter.drawImage(spot, image)
    ink = color("accent" if here else "warn" if wrong else "border")
    painter.setPen(QPen(ink, 2 if here or wrong else 1))
    painter.drawRect(spot.adjusted(-1, -1, 0, 0))
    painter.setPen(color("warn" if wrong else "text" if here else "text2"))
    below = QRect(spot.left() - scaled(10), spot.bottom() + 2, spot.width() + scaled(20), _LABEL)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"⚠ {number}" if wrong else str(number))
