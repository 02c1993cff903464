"""How far a batch is: the part drafted, beside it what failed and what went on elsewhere, and the rest."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.style import color, scaled


class FateBar(QWidget):
    """Drawn in the window's colours; its accessible name says the same figures."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.total, self.drafted, self.failed, self.moved = 0, 0, 0, 0

    def show_counts(self, total: int, drafted: int, failed: int, moved: int) -> None:
        """Show these letters of `total`."""
        self.total, self.drafted, self.failed, self.moved = total, drafted, failed, moved
        self.setAccessibleName(
            f"Avance del lote: {formats.number(drafted)} proyectadas, {formats.number(failed)} con falla"
            f" y {formats.number(moved)} por otro camino, de {formats.number(total)}"
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        radius = self.height() / 2
        frame.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(frame)
        painter.fillRect(self.rect(), color("border"))
        left = 0.0
        for count, token in ((self.drafted, "accent"), (self.failed, "danger"), (self.moved, "warn")):
            # A single failure among thousands is still seen.
            width = max(count / max(1, self.total) * self.width(), 3.0) if count else 0.0
            painter.fillRect(QRectF(left, 0, width, self.height()), color(token))
            left += width
