"""Head and foot of an action panel: which case, its slack, what to know of it; and the one primary act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.filing_number import shown
from app.ui.style import icon, theme
from app.ui.theme.tokens import Tone
from app.ui.trays.first import SENTENCE
from app.ui.trays.lease import NOBODY, Holder, presence_act, presence_words
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import InfoStrip, KeyCap, Strip, button, text, tool_button
from app.ui.widgets.a11y import INSIDE

_ICONS: dict[str, str] = {
    "info": "info",
    "good": "seal-check",
    "warn": "warning-circle",
    "danger": "warning-circle-fill",
}


def number_words(label: str) -> str:
    """A filing number with its dashes; other labels as they are."""
    return shown(label) if label.isdigit() else label


class CaseHead(QWidget):
    """Number, slack, subtitle, and three strips: who else has it, where it stands, what was refused."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.number = text("", "heading")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.copy = tool_button("copy", "Copiar radicado", act=self._copy)
        self.slack = TermClock()
        row.addWidget(self.number)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.slack)
        column.addLayout(row)
        self.subtitle = text("", "sub", wrap=True)
        column.addWidget(self.subtitle)
        self.first = Strip("danger", "flag")
        self.presence, self.notice = InfoStrip("eye"), Strip("info", "info")
        self.trouble = Strip("danger", "warning-circle", closable=True)
        for strip in (self.first, self.presence, self.notice, self.trouble):
            column.addWidget(strip)
        theme.changed.connect(self._keep_whole)

    def clear(self, words: str) -> None:
        """No case."""
        self.number.setText("Sin caso")
        self.subtitle.setText(words)
        self.slack.set_days(None)
        for widget in (self.copy, self.first, self.presence, self.notice, self.trouble):
            widget.hide()

    def show_case(self, label: str, days: int | None, subtitle: str) -> None:
        """Which case it is; `days` are business days left."""
        self.number.setText(number_words(label))
        self._keep_whole()
        self.subtitle.setText(subtitle)
        self.copy.show()
        self.slack.set_days(days)

    def show_notice(self, sentence: str, tone: Tone = "info") -> None:
        """Where the case stands; an empty sentence hides it."""
        if not sentence:
            self.notice.hide()
            return
        self.notice.set_tone(tone, _ICONS.get(tone, "info"))
        self.notice.say(sentence)

    def show_first(self, is_first: bool) -> None:
        """Whether the law puts it before the others."""
        if is_first:
            self.first.say(SENTENCE)
        else:
            self.first.hide()

    def show_presence(self, by: Holder, act: Callable[[], object]) -> None:
        """Who else has it open; nobody hides it. `act`: what `presence_act` offers."""
        if by == NOBODY:
            self.presence.hide()
            return
        self.presence.say(presence_words(by), [presence_act(by, act)])

    def _keep_whole(self) -> None:
        """The number identifies the case: it is never cut."""
        self.number.setMinimumWidth(self.number.sizeHint().width())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.number.text())


class PrimaryFoot(QWidget):
    """«Falta: …» and the primary button with its key."""

    def __init__(self, act: Callable[[], object], words: str = "", keys: str = "F9") -> None:
        super().__init__()
        self._keys = keys
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.why = text("", "help", wrap=True)
        column.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.button = button(words, "primary", icon_name="check", context=INSIDE, act=act)
        row.addWidget(self.button, 1)
        row.addWidget(KeyCap(keys, big=True))
        column.addLayout(row)

    def show_act(self, words: str, icon_name: str, why_not: str, *, note: str = "") -> None:
        """The act in words; `why_not` says what is missing and closes the button; `note` stands there otherwise."""
        self.button.setText(f"\u2002{words}")
        self.button.setIcon(icon(icon_name, "on_accent"))
        self.button.setAccessibleName(words)
        self.button.setEnabled(not why_not)
        self.button.setAccessibleDescription(why_not)
        self.button.setToolTip(why_not or f"{words}  ({self._keys})")
        self.why.setText(why_not or note)

    def rest(self, words: str = "") -> None:
        """Nothing to do now."""
        self.button.setEnabled(False)
        self.why.setText(words)
