"""Where each page lies on the desk, for a zoom, a turn and the width of the view; plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

MARGIN, GAP, FOOT = 14, 12, 58
ZOOM_MIN, ZOOM_MAX = 0.15, 5.0


class Geometry:
    """Page sizes in points (1/72 in); rectangles in logical pixels."""

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self.sizes: list[tuple[float, float]] = []
        #: 1.0 is the size on paper; None fits the width of the view.
        self.zoom: float | None = None
        self.turns = 0

    def reset(self, sizes: list[tuple[float, float]]) -> None:
        """Another document, unturned and as wide as the view."""
        self.sizes, self.zoom, self.turns = sizes, None, 0

    def scale(self) -> float:
        """Logical pixels per point."""
        if not self.sizes:
            return 1.0
        if self.zoom is not None:
            return self.zoom * self._view.logicalDpiX() / 72
        widest = max(wide for wide, _high in self._turned())
        return max(0.1, (self._view.width() - 2 * MARGIN) / widest)

    def zoom_now(self) -> float:
        """The zoom in use, also when it fits the width."""
        return self.scale() * 72 / self._view.logicalDpiX()

    def set_zoom(self, zoom: float) -> None:
        """A zoom of the person's choice, within limits."""
        self.zoom = min(ZOOM_MAX, max(ZOOM_MIN, zoom))

    def rects(self) -> list[QRect]:
        """The pages from top to bottom, centred in the view."""
        scale, top, view = self.scale(), MARGIN, self._view.width()
        made = []
        for wide, high in self._turned():
            width, height = round(wide * scale), round(high * scale)
            made.append(QRect(max(MARGIN, (view - width) // 2), top, width, height))
            top += height + GAP
        return made

    def _turned(self) -> Iterator[tuple[float, float]]:
        for wide, high in self.sizes:
            yield (high, wide) if self.turns % 2 else (wide, high)
