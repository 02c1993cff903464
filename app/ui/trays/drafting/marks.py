"""What is marked in an answer while it is typed: other people, misspelt words, and empty formulas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QTextEdit

from app.services.drafting.formulas import empty_formulas
from app.services.drafting.identity import Foreign
from app.services.drafting.spelling import WORD, Speller
from app.ui.theme.theme import color

FindForeign = Callable[[str], list[Foreign]]
#: The word under the cursor is marked after this pause: nobody wants red while still writing it.
_REST_MS = 700


class Marks(QSyntaxHighlighter):
    """Marks one answer. `asked` carries words that nobody has checked yet; `refresh` after they were."""

    asked = Signal(object)

    def __init__(self, edit: QTextEdit) -> None:
        super().__init__(edit.document())
        self._edit = edit
        self.find: FindForeign = lambda _text: []
        self.speller: Speller | None = None
        self._writing = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._rested)
        self._unseen: set[str] = set()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._ask)
        edit.document().contentsChange.connect(self._typed)

    def wrong_words(self) -> list[tuple[int, int]]:
        """Start and end in the document of each misspelt word, the one being typed too."""
        found = []
        block = self.document().begin()
        while block.isValid() and self.speller is not None:
            for match in WORD.finditer(block.text()):
                if self.speller.known(match.group()) is False:
                    found.append((block.position() + match.start(), block.position() + match.end()))
            block = block.next()
        return found

    def refresh(self) -> None:
        """Mark again with what is known now."""
        # Rehighlighting tells the document that it changed; nothing was typed.
        blocked = self._edit.blockSignals(True)
        self.rehighlight()
        self._edit.blockSignals(blocked)

    def highlightBlock(self, text: str) -> None:
        self._mark_words(text)
        for formula in empty_formulas(text):
            self._underline(formula.start, formula.end, color("warn"), QTextCharFormat.UnderlineStyle.DotLine)
        for foreign in self.find(text):
            shape = QTextCharFormat()
            shape.setBackground(color("danger_soft"))
            shape.setForeground(color("danger"))
            shape.setFontWeight(QFont.Weight.DemiBold)
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            shape.setUnderlineColor(color("danger"))
            self.setFormat(foreign.start, foreign.end - foreign.start, shape)

    def _mark_words(self, text: str) -> None:
        if self.speller is None:
            return
        at = self._cursor_in_block()
        for match in WORD.finditer(text):
            known = self.speller.known(match.group())
            if known is None:
                self._unseen.add(match.group())
                self._later.start()
            elif not known and not (self._writing and match.start() < at <= match.end()):
                self._underline(
                    match.start(), match.end(), color("danger"), QTextCharFormat.UnderlineStyle.SpellCheckUnderline
                )

    def _underline(self, start: int, end: int, ink: QColor, style: QTextCharFormat.UnderlineStyle) -> None:
        for at in range(start, end):
            # Letter by letter: each keeps the look that another mark gave it.
            shape = QTextCharFormat(self.format(at))
            shape.setUnderlineStyle(style)
            shape.setUnderlineColor(ink)
            self.setFormat(at, 1, shape)

    def _cursor_in_block(self) -> int:
        cursor = self._edit.textCursor()
        return cursor.positionInBlock() if cursor.block() == self.currentBlock() else -1

    def _typed(self, _at: int, removed: int, added: int) -> None:
        if removed or added:
            self._writing = self._edit.hasFocus()
            self._rest.start()

    def _rested(self) -> None:
        self._writing = False
        self.refresh()

    def _ask(self) -> None:
        words, self._unseen = self._unseen, set()
        if words:
            self.asked.emit(frozenset(words))


def connect_speller(marks: Marks, speller: Speller, ask: Callable[[Marks, frozenset[str]], object]) -> None:
    """Check the words of these marks with `ask`, which calls `refresh` when it knows."""
    marks.speller = speller
    marks.asked.connect(partial(ask, marks))
    marks.refresh()
