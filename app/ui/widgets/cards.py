"""Cards: the side panel, and the card of long work with its progress and Cancel."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.theme import scaled
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.reach import announce, follow_layout
from app.ui.widgets.texts import line, text


def shadow(widget: QWidget, radius: float = 28, down: float = 6, strength: int = 80) -> None:
    """Lift a floating piece off the window."""
    from PySide6.QtWidgets import QGraphicsDropShadowEffect

    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(radius)
    effect.setOffset(QPointF(0, down))
    effect.setColor(QColor(10, 16, 32, strength))
    widget.setGraphicsEffect(effect)


class PanelCard(Card):
    """A side panel: a head and a foot that stay, and between them a body that scrolls when there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.body, self.foot = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.head.setContentsMargins(16, 12, 14, 10)
        self.head.setSpacing(5)
        self.column.addLayout(self.head)
        self.column.addWidget(line())
        inside = QWidget()
        inside.setProperty("role", "content")
        inside.setLayout(self.body)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(6)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(inside)
        self._inside = inside
        self.scroll_area.viewport().setAutoFillBackground(False)
        self.column.addWidget(self.scroll_area, 1)
        self.column.addWidget(line())
        self.foot.setContentsMargins(16, 8, 16, 12)
        self.foot.setSpacing(6)
        self.column.addLayout(self.foot)
        self.setMinimumWidth(scaled(300))
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Rows come and go while somebody writes.
            follow_layout(self.column)
            self._fit()
        return False

    def _fit(self) -> None:
        """No narrower than what it holds: what does not fit would be cut, since it scrolls only up and down."""
        needed = self._inside.minimumSizeHint().width() + self.scroll_area.verticalScrollBar().sizeHint().width() + 2
        self.setMinimumWidth(max(scaled(300), min(needed, scaled(420))))


class ProgressCard(Card):
    """Long work, not modal: how far it is, Cancel, and at the end what was done."""

    cancelled = Signal()
    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(margin=12, spacing=6)
        self.setMinimumWidth(370)
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.addWidget(text(title, "strong"), 1)
        self._cancel: QPushButton = button("Cancelar", "quiet", name=f"Cancelar: {title}", act=self._ask_cancel)
        head.addWidget(self._cancel)
        self.column.addLayout(head)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._bar.setRange(0, 0)
        self.column.addWidget(self._bar)
        self._detail = text("", "help", wrap=True)
        self.column.addWidget(self._detail)
        self._over = False
        shadow(self, 26, 5, 70)

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Show how far the work is; fits `Background.run_long(progress=card.progress)`."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._detail.setText(words)

    def finish(self, words: str) -> None:
        """Say what was done; the button now closes the card."""
        self._over = True
        self._bar.setRange(0, 1)
        self._bar.setValue(1)
        self._detail.setText(words)
        self._cancel.setText("Cerrar")
        self._cancel.setAccessibleName("Cerrar el aviso")
        self._cancel.setEnabled(True)
        announce(self, words)

    def _ask_cancel(self) -> None:
        if self._over:
            self.closed.emit()
            return
        self._cancel.setEnabled(False)
        self._detail.setText("Cancelando…")
        self.cancelled.emit()
