"""What to read again before sending: misspelt words and empty formulas of the reply, in a list that leads to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu, QPushButton

from app.services.drafting.formulas import empty_formulas
from app.ui import formats
from app.ui.style import icon

if TYPE_CHECKING:
    from app.ui.trays.drafting.block import ClaimBlock
    from app.ui.trays.drafting.editor import Editor
    from app.ui.trays.drafting.spell_desk import SpellDesk

_PAUSE_MS = 250
_LISTED = 12


@dataclass(frozen=True)
class Finding:
    """One place to read again; `advice` is empty for a misspelt word."""

    claim: int
    start: int
    end: int
    words: str
    advice: str


def findings(blocks: list[ClaimBlock]) -> list[Finding]:
    """Everything found, in the order of the letter."""
    found: list[Finding] = []
    for block in blocks:
        document, claim = block.edit.document(), block.claim.ordinal
        mine = [
            Finding(claim, start, end, _words(block, start, end), "") for start, end in block.edit.marks.wrong_words()
        ]
        part = document.begin()
        while part.isValid():
            at = part.position()
            mine += [Finding(claim, at + f.start, at + f.end, f.shown, f.instead) for f in empty_formulas(part.text())]
            part = part.next()
        found += sorted(mine, key=lambda each: each.start)
    return found


def _words(block: ClaimBlock, start: int, end: int) -> str:
    cursor = QTextCursor(block.edit.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


class ReviewButton(QPushButton):
    """Counts while one writes; its menu lists, and F7 goes to the next one."""

    #: It takes more or less room now.
    counted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setIcon(icon("text-aa", "danger"))
        self.setIconSize(QSize(16, 16))
        self._editor: Editor | None = None
        self._found: list[Finding] = []
        self._menu = QMenu(self)
        self._menu.setAccessibleName("Ortografía y fórmulas vacías")
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.count)
        self.hide()

    def connect_to(self, editor: Editor, spelling: SpellDesk) -> None:
        """Count what this editor holds, after each edit and each check."""
        self._editor = editor
        editor.changed.connect(self._pause.start)
        spelling.counted.connect(self._pause.start)

    def count(self) -> None:
        """Say how many places there are; hidden when there is none."""
        self._found = findings(self._editor.blocks) if self._editor is not None else []
        wrong = sum(1 for each in self._found if not each.advice)
        empty = len(self._found) - wrong
        parts = [formats.plural(wrong, "falta", "faltas")] if wrong else []
        parts += [formats.plural(empty, "fórmula", "fórmulas")] if empty else []
        self.setVisible(bool(parts))
        # A narrow row has room for one figure; the list under it has both.
        words = " · ".join(parts) if len(parts) < 2 else f"{wrong} + {empty}"
        self.setText(f"\u2002{words}")
        self.setIcon(icon("text-aa", "danger" if wrong else "warn"))
        self.setToolTip(f"{' y '.join(parts)} por revisar  (F7)")
        self.setAccessibleName(f"Por revisar: {' y '.join(parts)}")
        self.counted.emit()

    def next(self) -> None:
        """F7: select the next place after the cursor, the first one after the last."""
        self.count()
        editor = self._editor
        if editor is None or not self._found:
            return
        active = editor.active
        here = (active.claim.ordinal, active.edit.textCursor().selectionEnd()) if active is not None else (0, 0)
        after = [each for each in self._found if (each.claim, each.start) >= here]
        self._go(after[0] if after else self._found[0])

    def _fill(self) -> None:
        self.count()
        self._menu.clear()
        for each in self._found[:_LISTED]:
            words = f"{each.words}: {each.advice}" if each.advice else each.words
            action = self._menu.addAction(
                icon("info", "warn") if each.advice else icon("text-aa", "danger"), f"{each.claim}.  {words}"
            )
            action.triggered.connect(self._goer(each))
        if len(self._found) > _LISTED:
            self._menu.addAction(f"y {len(self._found) - _LISTED} más").setEnabled(False)

    def _goer(self, finding: Finding) -> Callable[[], None]:
        return lambda: self._go(finding)

    def _go(self, finding: Finding) -> None:
        if self._editor is None:
            return
        self._editor.go_to(finding.claim)
        block = self._editor.active
        if block is not None:
            cursor = QTextCursor(block.edit.document())
            cursor.setPosition(finding.start)
            cursor.setPosition(finding.end, QTextCursor.MoveMode.KeepAnchor)
            block.edit.setTextCursor(cursor)
