"""What the frame shows over the pages: strips, the toast, confirmations, progress cards and bugs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import now
from app.ui import formats
from app.ui.bug_overlay import BugOverlay
from app.ui.refusals import explain
from app.ui.widgets import Confirm, OfflineStrip, ProgressCard, Question, RefusedStrip, Strip, Toast


class StripStack(QWidget):
    """Strips one under another, between the top bar and the page; takes no room while all are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        self._strips: list[QWidget] = []
        self._fit()

    def add(self, strip: QWidget) -> None:
        """Add a strip at the end."""
        self._strips.append(strip)
        self._column.addWidget(strip)
        strip.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._fit()
        return False

    def _fit(self) -> None:
        any_shown = any(not strip.isHidden() for strip in self._strips)
        self._column.setContentsMargins(10, 8 if any_shown else 0, 10, 0)


class Notices:
    """One per window; `strips` stands between the top bar and the page."""

    def __init__(self, content: QWidget) -> None:
        self._content = content
        self.strips = StripStack()
        self.offline, self.refused = OfflineStrip(), RefusedStrip()
        self.busy = Strip("info", "clock", closable=True)
        for strip in (self.offline, self.refused, self.busy):
            self.strips.add(strip)
        self.toast = Toast(content)
        self._cards: list[ProgressCard] = []

    def report(self, error: BaseException, offline: str = "") -> str:
        """Show a failure as what it is; for offline, since when («hh:mm»), else nothing.

        `offline`: what may be done on the page meanwhile.
        """
        shown = explain(error)
        if shown.kind == "offline":
            since = formats.clock(now())
            if self.offline.isHidden():
                self.offline.show_since(since, 0, offline)
            return since
        if shown.kind == "bug":
            BugOverlay(self._content, error).ask()
        elif shown.kind == "busy":
            self.busy.say(shown.sentence)
        else:
            self.refused.say(shown.sentence)
        return ""

    def clear_refusals(self) -> None:
        """Whatever was refused belonged to the page or case that is no longer on screen."""
        self.refused.hide()
        self.busy.hide()

    def confirm(self, question: Question, act: Callable[[], object]) -> None:
        """Ask before `act`."""
        Confirm(self._content, question, act).ask()

    def progress_card(self, title: str) -> ProgressCard:
        """A new card at the bottom right; it goes when it is closed."""
        card = ProgressCard(title)
        card.setParent(self._content)
        self._cards.append(card)
        card.closed.connect(lambda: self._drop(card))
        card.show()
        card.raise_()
        self.place()
        return card

    def place(self) -> None:
        """Stack the cards from the bottom right corner up."""
        bottom = self._content.height() - 46
        for card in self._cards:
            card.adjustSize()
            card.move(self._content.width() - card.width() - 18, bottom - card.height())
            bottom -= card.height() + 10

    def _drop(self, card: ProgressCard) -> None:
        self._cards.remove(card)
        card.hide()
        card.deleteLater()
        self.place()
