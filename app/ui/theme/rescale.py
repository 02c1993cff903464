"""The sizes that code gave to widgets grow with the text while the program runs, as they would at its next start."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

#: What Qt calls no maximum.
_ANY = 16_777_215
#: Thinner is a line, which stays one.
_LINE = 3
_Sizes = tuple[int, int, int, int]


class Rescale:
    """Made before the new sheet is put on; `apply` comes after it."""

    def __init__(self, windows: Iterable[QWidget], ratio: float) -> None:
        """`ratio`: the new text scale over the old one."""
        self._ratio = ratio
        inside = (each for window in windows for each in window.findChildren(QWidget)) if ratio != 1.0 else iter(())
        self._were = [(each, sizes(each)) for each in inside if not each.isWindow()]

    def apply(self) -> None:
        """Grow what is as it was: what the sheet itself has changed is right already."""
        for widget, were in self._were:
            if isValid(widget) and sizes(widget) == were:
                self._grow(widget, were)

    def _grow(self, widget: QWidget, were: _Sizes) -> None:
        least_wide, least_high, most_wide, most_high = (self._grown(each) for each in were)
        if (least_wide, least_high, most_wide, most_high) != were:
            # The maximum first: Qt holds each within the other.
            widget.setMaximumSize(most_wide, most_high)
            widget.setMinimumSize(least_wide, least_high)

    def _grown(self, length: int) -> int:
        return length if length <= _LINE or length >= _ANY else round(length * self._ratio)


def sizes(widget: QWidget) -> _Sizes:
    """Least and most that a widget may measure."""
    return widget.minimumWidth(), widget.minimumHeight(), widget.maximumWidth(), widget.maximumHeight()
