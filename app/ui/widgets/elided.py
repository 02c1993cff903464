"""Words that may be longer than their place: cut with an ellipsis, whole in their tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

_RIGHT = Qt.TextElideMode.ElideRight
#: What a button with an icon and a menu keeps for both, besides its words.
_BUTTON_ROOM = 54


class ElidedLabel(QLabel):
    """Plain text on one line. A label cut without an ellipsis reads as another word, or as another number."""

    def __init__(self, words: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(words)

    def setText(self, words: str) -> None:
        """Say these words, whole in the tooltip."""
        super().setText(words)
        self.setToolTip(words)

    def shown(self) -> str:
        """What fits."""
        return self.fontMetrics().elidedText(self.text(), _RIGHT, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") * 3, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        where, painter = self.contentsRect(), QPainter(self)
        role = QPalette.ColorRole.WindowText
        self.style().drawItemText(
            painter, where, int(self.alignment()), self.palette(), self.isEnabled(), self.shown(), role
        )


class ElidedButton(QPushButton):
    """A button whose words are data: they never run under its arrow."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show these words, cut to the place there is."""
        self._words = words
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.width() - self.fontMetrics().height() * 2 - _BUTTON_ROOM // 2)
        self.setText(f"\u2002{self.fontMetrics().elidedText(self._words, _RIGHT, room)}")
