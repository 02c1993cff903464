"""Where each page lies on the desk, for a zoom, a turn and the width of the view; plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect

MARGIN, GAP, FOOT = 14, 12, 58
ZOOM_MIN, ZOOM_MAX = 0.15, 5.0


class Geometry:
    """Page sizes in points (1/72 in); rectangles in logical pixels."""

    def __init__(self) -> None:
        self.sizes: list[tuple[float, float]] = []
        #: 1.0 is the size on paper; None fits the width of the view.
        self.zoom: float | None = None
        self.turns = 0

    def reset(self, sizes: list[tuple[float, float]]) -> None:
        """Another document, unturned and as wide as the view."""
        self.sizes, self.zoom, self.turns = sizes, None, 0

    def scale(self, view: int, dpi: float) -> float:
        """Logical pixels per point for a view that many pixels wide."""
        if not self.sizes:
            return 1.0
        if self.zoom is not None:
            return self.zoom * dpi / 72
        widest = max(wide for wide, _high in self._turned())
        return max(0.1, (view - 2 * MARGIN) / widest)

    def zoom_now(self, view: int, dpi: float) -> float:
        """The zoom in use, also when it fits the width."""
        return self.scale(view, dpi) * 72 / dpi

    def set_zoom(self, zoom: float) -> None:
        """A zoom of the person's choice, within limits."""
        self.zoom = min(ZOOM_MAX, max(ZOOM_MIN, zoom))

    def rects(self, view: int, dpi: float) -> list[QRect]:
        """The pages from top to bottom, centred in the view."""
        scale, top, made = self.scale(view, dpi), MARGIN, []
        for wide, high in self._turned():
            width, height = round(wide * scale), round(high * scale)
            made.append(QRect(max(MARGIN, (view - width) // 2), top, width, height))
            top += height + GAP
        return made

    def _turned(self) -> Iterator[tuple[float, float]]:
        for wide, high in self.sizes:
            yield (high, wide) if self.turns % 2 else (wide, high)
