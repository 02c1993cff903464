"""The pile as a picture: one square for each letter, in its order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style import color, icon, scaled

#: State of a letter in the pile: border, fill, icon.
LOOK = {
    "read": ("good", "good_soft", "check"),
    "missing": ("danger", "danger_soft", "x"),
    "out_of_order": ("warn", "warn_soft", "arrows-down-up"),
    "waiting": ("border", "sunken", ""),
}


class PilePicture(QWidget):
    """Squares that wrap; long piles get smaller ones."""

    def __init__(self) -> None:
        super().__init__()
        self._states: Sequence[str] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_states(self, states: Sequence[str]) -> None:
        """Keys of LOOK in the order of the pile."""
        self._states = states
        said = ", ".join(f"{states.count(key)} {words}" for key, words in WORDS.items() if states.count(key))
        self.setAccessibleName(f"La pila: {said}")
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.update()

    def hasHeightForWidth(self) -> bool:
        """As many rows as the width asks for."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Rows times the side of a square."""
        across = max(1, width // self._side())
        rows = -(-len(self._states) // across)
        return max(1, min(rows, 16)) * self._side()

    def sizeHint(self) -> QSize:
        """Fifteen squares across."""
        return QSize(self._side() * 15, self.heightForWidth(self._side() * 15))

    def resizeEvent(self, event: object) -> None:
        """Another width is another height."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    def _side(self) -> int:
        return scaled(18) if len(self._states) <= 200 else scaled(10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Colour and, where it fits, an icon: never colour alone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, across = self._side(), max(1, self.width() // self._side())
        for at, state in enumerate(self._states):
            border, fill, name = LOOK[state]
            box = QRectF(at % across * side + 1, at // across * side + 1, side - 3, side - 3)
            painter.setPen(QPen(color(border), 1 if state in ("read", "waiting") else 1.6))
            painter.setBrush(color(fill))
            painter.drawRoundedRect(box, 2.5, 2.5)
            if name and side >= 16:
                icon(name, border).paint(painter, box.adjusted(2, 2, -2, -2).toRect(), Qt.AlignmentFlag.AlignCenter)
        painter.end()


WORDS = {"read": "en su puesto", "missing": "falta", "out_of_order": "fuera de orden", "waiting": "por leer"}
