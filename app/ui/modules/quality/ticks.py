"""One tick per letter of the sample: well, minor, returned, the one on screen, still to come. Height tells too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.quality.lots import SampledLetter
from app.ui.style import color, scaled, theme

#: state -> (colour token, height as a share)
_LOOK = {
    "now": ("accent", 1.0),
    "rejected": ("danger", 0.9),
    "minor": ("warn", 0.75),
    "approved": ("good", 0.6),
    "waiting": ("border_strong", 0.35),
}


def state_of(letter: SampledLetter) -> str:
    """What became of a letter of the sample."""
    if letter.verdict == "rejected":
        return "rejected"
    if letter.verdict == "approved":
        return "minor" if letter.worst else "approved"
    return "waiting"


class Ticks(QWidget):
    """The whole sample in one line."""

    def __init__(self) -> None:
        super().__init__()
        self._states: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_letters(self, letters: Sequence[SampledLetter], now: int) -> None:
        """Show these letters; `now` is the position on screen, -1 for none."""
        self._states = ["now" if at == now else state_of(each) for at, each in enumerate(letters)]
        done = sum(1 for each in letters if each.verdict)
        back = sum(1 for each in letters if each.verdict == "rejected")
        self.setAccessibleName(f"{done} de {len(letters)} cartas revisadas, {back} devueltas")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(260), scaled(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(120), scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._states:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = min(scaled(14), self.width() / len(self._states))
        wide = max(1.5, step - 1.8)
        for at, state in enumerate(self._states):
            token, share = _LOOK[state]
            high = self.height() * share
            painter.setBrush(color(token))
            painter.drawRoundedRect(QRectF(at * step, (self.height() - high) / 2, wide, high), 1.4, 1.4)
