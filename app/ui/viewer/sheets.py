"""The sheets on the desk: scrolls, zooms and paints the pages of one document."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.ui.theme.theme import color, theme
from app.ui.viewer.badge import draw_mark
from app.ui.viewer.band import Band, draw_band
from app.ui.viewer.geometry import FOOT, MARGIN, Geometry
from app.ui.viewer.pages import Pages

ZOOM_STEP = 1.15


class Sheets(QAbstractScrollArea):
    """Pages one under another; until a page has been drawn its place is a blank sheet."""

    #: Page on screen (from 1) and how many there are.
    page_changed = Signal(int, int)
    zoom_changed = Signal(float)
    #: The strip of small pages is wanted, or no longer.
    thumbs_asked = Signal()

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self._pages, self.layout_of = pages, Geometry(self.viewport())
        self.marks: dict[int, str] = {}
        #: Part of a page that is pointed at, while nobody has turned the pages.
        self.band: Band | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Documento")
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().valueChanged.connect(self._tell_page)
        pages.arrived.connect(lambda _page: self.viewport().update())
        theme.changed.connect(self.viewport().update)

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """Words to write on pages, by page from 1."""
        self.marks = dict(marks)
        self.viewport().update()

    def set_sizes(self, sizes: list[tuple[float, float]]) -> None:
        """Lay out another document (no pages: none)."""
        self.layout_of.reset(sizes)
        self.verticalScrollBar().setValue(0)
        self._measure()
        rects = self.layout_of.rects()
        if rects:
            # Not left to the next paint: the first page is what the person waits for.
            self._pages.image(0, int(rects[0].width() * self.devicePixelRatioF()), 0)
        self._tell_page()
        self.zoom_changed.emit(self.layout_of.zoom_now())

    def page(self) -> int:
        """The page at the upper third of the view, from 0."""
        at = self.verticalScrollBar().value() + self.viewport().height() / 3
        rects = self.layout_of.rects()
        return next((number for number, rect in enumerate(rects) if at <= rect.bottom()), max(0, len(rects) - 1))

    def go_page(self, by: int) -> None:
        """Move by so many pages."""
        rects = self.layout_of.rects()
        if rects:
            target = rects[min(max(0, self.page() + by), len(rects) - 1)]
            self.verticalScrollBar().setValue(target.top() - MARGIN)

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, staying at the same place of the document."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self.layout_of.set_zoom(self.layout_of.zoom_now() * factor)
        self._measure()
        bar.setValue(round(share * bar.maximum()))
        self.zoom_changed.emit(self.layout_of.zoom_now())

    def fit_width(self) -> None:
        """As wide as the view, and so again when it is resized."""
        self.layout_of.zoom = None
        self._measure()
        self.zoom_changed.emit(self.layout_of.zoom_now())

    def turn(self) -> None:
        """A quarter turn to the right, every page: scans come sideways."""
        self.layout_of.turns = (self.layout_of.turns + 1) % 4
        self._pages.redraw()
        self._measure()
        self.zoom_changed.emit(self.layout_of.zoom_now())

    def _measure(self) -> None:
        rects, view = self.layout_of.rects(), self.viewport()
        tall = rects[-1].bottom() + FOOT if rects else 0
        wide = max((rect.right() + MARGIN for rect in rects), default=0)
        self.verticalScrollBar().setRange(0, max(0, tall - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.horizontalScrollBar().setRange(0, max(0, wide - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()

    def _tell_page(self) -> None:
        self.page_changed.emit(self.page() + 1, len(self.layout_of.sizes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()
        self.zoom_changed.emit(self.layout_of.zoom_now())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self.viewport()
        painter = QPainter(view)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(view.rect(), color("paper"))
        ratio, turns = self.devicePixelRatioF(), self.layout_of.turns
        dx, dy = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for number, rect in enumerate(self.layout_of.rects()):
            spot = rect.translated(-dx, -dy)
            # One view above and below is asked for too, so that turning the page shows it at once.
            if spot.bottom() < -view.height() or spot.top() > 2 * view.height():
                continue
            image = self._pages.image(number, int(rect.width() * ratio), turns)
            painter.fillRect(spot.adjusted(0, 1, 0, 2), color("border"))
            if image is None:
                painter.fillRect(spot, Qt.GlobalColor.white)
            else:
                painter.drawImage(spot, image)
            if self.band is not None and self.band.page == number and not turns:
                draw_band(painter, spot, self.band)
            if number + 1 in self.marks:
                draw_mark(painter, spot, self.marks[number + 1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        acts = {
            Qt.Key.Key_PageDown: lambda: self.go_page(1),
            Qt.Key.Key_PageUp: lambda: self.go_page(-1),
            Qt.Key.Key_Home: lambda: self.go_page(-len(self.layout_of.sizes)),
            Qt.Key.Key_End: lambda: self.go_page(len(self.layout_of.sizes)),
            Qt.Key.Key_Plus: lambda: self.zoom_by(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom_by(1 / ZOOM_STEP),
            Qt.Key.Key_0: self.fit_width,
            Qt.Key.Key_R: self.turn,
            Qt.Key.Key_M: self.thumbs_asked.emit,
        }
        act = acts.get(Qt.Key(key))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
