"""A band beside part of a page, and the page moved so that it is in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.theme.theme import color

if TYPE_CHECKING:
    from app.ui.viewer.sheets import Sheets

_WIDE = 4


@dataclass(frozen=True, slots=True)
class Band:
    """Part of a page, from 0 at its top to 1 at its foot; `page` from 0."""

    page: int
    top: float
    bottom: float


def draw_band(painter: QPainter, spot: QRect, band: Band) -> None:
    """Paint it over the page that lies at `spot`, in its left margin."""
    top, high = spot.top() + band.top * spot.height(), (band.bottom - band.top) * spot.height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("accent"))
    painter.drawRoundedRect(QRectF(spot.left() + 0.055 * spot.width(), top, _WIDE, high), 2, 2)


def show_band(sheets: Sheets, band: Band | None, *, move: bool) -> None:
    """Put the band there (None: none); `move` scrolls when its beginning is not in sight."""
    sheets.band = band
    sheets.viewport().update()
    rects = sheets.layout_of.rects()
    if band is None or not move or band.page >= len(rects):
        return
    rect, bar = rects[band.page], sheets.verticalScrollBar()
    top, view = round(rect.top() + band.top * rect.height()), sheets.viewport().height()
    if not bar.value() + view // 12 <= top <= bar.value() + view // 2:
        bar.setValue(top - view // 6)
