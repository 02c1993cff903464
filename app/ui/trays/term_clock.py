"""The clock at the head of a panel: the days of the term, and under them the slack of the case, as in its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from app import clock
from app.ui.table.clocks import awaiting_cell, hour_look, lacking_cell, slack_sentence, slack_tone, slack_words
from app.ui.theme.tokens import Tone
from app.ui.widgets import SlackPill, text
from app.ui.widgets.texts import restyle

if TYPE_CHECKING:
    # Its module brings the database, which the first paint does not wait for.
    from app.services.trays.slack import Slack


class TermClock(QWidget):
    """Hidden without a term, unless it is known which datum lacks.

    The session tells it the slack of the row under the cursor (app/ui/session/slacks.py).
    """

    def __init__(self, *, beside: bool = False) -> None:
        """With `beside` the slack stands to the right of the days: where there is one line only."""
        super().__init__()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(way, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6 if beside else 2)
        #: Whose slack it says, where that is not the row under the cursor.
        self.pick: Callable[[], Slack | None] | None = None
        #: A case that stands in no list beside it, and when the session asked for its slack.
        self.case: UUID | None = None
        self.asked: int | None = None
        self._days: int | None = None
        self.pill, self.words = SlackPill(), text("", "help")
        row.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignRight)
        self.words.hide()
        self.hide()

    def set_days(self, days: int | None) -> None:
        """Business days left of another case: what was said of the one before goes away."""
        self._days = days
        self.show_slack(None)
        self.setVisible(days is not None)
        if days is not None:
            self.pill.set_days(days)

    def set_case(self, case_id: UUID, days: int | None) -> None:
        """A case without a list: the session asks for its slack alone."""
        self.case, self.asked = case_id, None
        self.set_days(days)

    def show_slack(self, slack: Slack | None) -> None:
        """Its slack, with the sum behind it in the tip; or that its citizen is awaited, and until when."""
        if slack is not None and slack.lacks is not None and self._days is None:
            cell = lacking_cell(slack)
            self.pill.set(cell.text, cell.tone, cell.icon)
            self._say(cell.detail, cell.detail_tone, cell.tip)
            self.show()
            return
        if slack is not None and slack.awaits is not None and slack.awaits_until is not None:
            cell = awaiting_cell(slack.awaits, slack.awaits_until)
            self.pill.set(cell.text, cell.tone, cell.icon)
            self._say(cell.detail, cell.detail_tone, cell.tip)
            return
        look = hour_look(slack, clock.now()) if slack is not None and slack.days_left == self._days else None
        if look is not None and look[0] != self.pill.accessibleName():
            self.pill.set(*look)
        words = slack_words(slack) if slack is not None else ""
        self.words.setVisible(bool(words))
        if slack is None or words == self.words.text() == "":
            self.words.setText("")
            return
        self._say(words, slack_tone(slack), slack_sentence(slack))

    def _say(self, words: str, tone: Tone, sentence: str) -> None:
        self.words.setText(words)
        self.words.show()
        self.words.setProperty("tone", tone)
        restyle(self.words)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
