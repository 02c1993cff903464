"""Overlays inside the window: they trap Tab, close with Esc and give the focus back.

They are child widgets, never translucent dialogs, which are painted black without a compositor (RDP, VDI).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme.theme import scaled
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.reach import announce
from app.ui.widgets.strips import Strip
from app.ui.widgets.texts import line, text


class Overlay(QWidget):
    """A dimmed cover over `parent` with a card in the middle (`overlay.card`)."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, margin: int = 24, width: int = 560, top: bool = False) -> None:
        super().__init__(parent)
        self._covered = parent
        self._width = width
        self._before: QWidget | None = None
        #: What was typed on it is on its way to the server.
        self.is_sending = False
        self._keys: dict[str, Callable[[], object]] = {}
        column = QVBoxLayout(self)
        self.card = Card(margin=margin, spacing=12)
        column.setContentsMargins(0, 54 if top else 0, 0, 0)
        where = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter | where)
        self.hide()
        parent.installEventFilter(self)

    def open(self, focus: QWidget | None = None) -> None:
        """Cover the window and put the focus on `focus`, which should be the safe choice."""
        self._before = QApplication.focusWidget()
        self.setGeometry(self._covered.rect())
        self.card.setFixedWidth(min(scaled(self._width), self._covered.width() - 40))
        self.show()
        self.raise_()
        (focus or self).setFocus()

    def on_key(self, keys: str, act: Callable[[], object]) -> None:
        """A key of the overlay's own («F9», «Ctrl+Return»): window shortcuts rest while it is open."""
        self._keys[QKeySequence(keys).toString()] = act

    def close_overlay(self) -> None:
        """Uncover the window and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        (self._before or self._covered).setFocus()
        self._before = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside: the covered window must not be reachable."""
        stops = [
            each
            for each in self.findChildren(QWidget)
            if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not stops:
            return True
        here = QApplication.focusWidget()
        index = stops.index(here) if here in stops else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(index + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        own = self._keys.get(QKeySequence(event.keyCombination()).toString())
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        elif own is not None:
            own()
        # Anything else stops here, so that a page's keys do not act under the cover.
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.isVisible():
            event.accept()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(8, 12, 24, 115))


@dataclass(frozen=True)
class Question:
    """What to ask before something that cannot be undone."""

    title: str
    #: Words of the act itself: «Firmar 312 cartas». Never «Aceptar».
    act: str
    subtitle: str = ""
    #: The count, drawn large; empty for none.
    figure: str = ""
    #: (label, value) pairs that tell exactly what will happen.
    facts: Sequence[tuple[str, str]] = ()
    warning: str = ""
    keep: str = "Volver"
    dangerous: bool = False


class Confirm(Overlay):
    """Asks a Question. The safe answer has the focus; Esc and Enter on it change nothing."""

    def __init__(self, parent: QWidget, question: Question, act: Callable[[], object]) -> None:
        super().__init__(parent)
        self._act = act
        self.setAccessibleName(question.title)
        self.card.column.addLayout(self._head(question))
        if question.facts:
            self.card.column.addWidget(line())
            self.card.column.addLayout(self._facts(question.facts))
        if question.warning:
            strip = Strip("warn", "warning")
            self.card.column.addWidget(strip)
            strip.say(question.warning)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep = button(question.keep, act=self.close_overlay)
        self.go = button(question.act, "danger" if question.dangerous else "primary", act=self._accept)
        row.addWidget(self.keep)
        row.addWidget(KeyCap("Esc", big=True))
        row.addStretch(1)
        row.addWidget(self.go)
        self.card.column.addLayout(row)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the focus on the safe answer."""
        self.open(self.keep)
        announce(self, self.accessibleName())

    def _accept(self) -> None:
        act = self._act
        self.close_overlay()
        act()

    @staticmethod
    def _head(question: Question) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(18)
        if question.figure:
            row.addWidget(text(question.figure, "figure"))
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(text(question.title, "title", wrap=True))
        if question.subtitle:
            column.addWidget(text(question.subtitle, "sub", wrap=True))
        row.addLayout(column, 1)
        return row

    @staticmethod
    def _facts(facts: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(facts):
            grid.addWidget(text(label, "sub"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(value, "strong", wrap=True), row, 1)
        return grid
