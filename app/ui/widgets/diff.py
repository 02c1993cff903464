"""Two texts side by side with what only one of them says marked, and the ways out of the difference."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.ui.theme.theme import color, scaled
from app.ui.widgets.buttons import Kind, button
from app.ui.widgets.confirm import Overlay
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.reach import announce
from app.ui.widgets.texts import text

#: Longer texts are compared by lines: by words it would take seconds.
_WORDS = 4000


@dataclass(frozen=True)
class Side:
    """One of the texts, with what it is."""

    title: str
    words: str


Act = tuple[str, Kind, Callable[[], object]]


def marked(mine: str, other: str, token: str) -> str:
    """`mine` as HTML, with what `other` does not say in the colours of that tone («good», «warn»)."""
    own, others = _pieces(mine), _pieces(other)
    found = []
    for tag, start, end, _a, _b in SequenceMatcher(None, own, others, autojunk=False).get_opcodes():
        piece = html.escape("".join(own[start:end])).replace("\n", "<br>")
        if tag != "equal" and piece:
            back, fore = color(f"{token}_soft").name(), color(token).name()
            piece = f'<span style="background-color:{back}; color:{fore}; font-weight:600">{piece}</span>'
        found.append(piece)
    return "".join(found)


def differences(mine: str, other: str) -> int:
    """How many places differ."""
    codes = SequenceMatcher(None, _pieces(mine), _pieces(other), autojunk=False).get_opcodes()
    return sum(tag != "equal" for tag, *_ in codes)


class DiffView(QWidget):
    """The two texts; scrolled each by itself, spoken as text."""

    def __init__(self, left: Side, right: Side) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.left, self.right = QTextBrowser(), QTextBrowser()
        for view, side, other, token in (
            (self.left, left, right, "good"),
            (self.right, right, left, "warn"),
        ):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(text(side.title, "strong"))
            view.setAccessibleName(side.title)
            view.setHtml(marked(side.words, other.words, token) or "<i>Vacío</i>")
            view.setFixedHeight(scaled(210))
            column.addWidget(view)
            row.addLayout(column, 1)


class DiffCard(Overlay):
    """Asks what to do about the difference; closing it decides nothing."""

    def __init__(
        self, parent: QWidget, title: str, subtitle: str, left: Side, right: Side, acts: Sequence[Act]
    ) -> None:
        """`acts` are (words, «primary», «danger» or «», what to do); the card is closed first."""
        super().__init__(parent, width=820)
        self.setAccessibleName(title)
        column = self.card.column
        column.addWidget(text(title, "title", wrap=True))
        if subtitle:
            column.addWidget(text(subtitle, "sub", wrap=True))
        self.view = DiffView(left, right)
        column.addWidget(self.view)
        count = differences(left.words, right.words)
        words = "Los textos son iguales." if not count else "Lo marcado está sólo en ese lado."
        column.addWidget(text(words, "help"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.later = button("Decidir después", act=self.close_overlay)
        row.addWidget(self.later)
        row.addWidget(KeyCap("Esc", big=True))
        row.addStretch(1)
        self.acts = [button(name, role, act=self._then(act)) for name, role, act in reversed(acts)]
        for each in self.acts:
            row.addWidget(each)
        column.addLayout(row)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it; the safe answer has the focus."""
        self.open(self.later)
        announce(self, self.accessibleName())

    def _then(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.close_overlay()
            act()

        return run


def to_clipboard(words: str) -> None:
    """For a «Copiar» act."""
    QGuiApplication.clipboard().setText(words)


def _pieces(words: str) -> list[str]:
    by_words = re.findall(r"\w+|\s+|[^\w\s]", words)
    return by_words if len(by_words) <= _WORDS else words.splitlines(keepends=True)
