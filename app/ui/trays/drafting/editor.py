"""The reply as one sheet of blocks: what the format writes, one block per claim, and the orders above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.services.documents.richtext import is_empty
from app.services.drafting import writing
from app.services.drafting.clarity import measure
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.identity import Foreign
from app.services.drafting.sheet import DraftSheet
from app.services.verbs.draft_response import Answer, Household
from app.ui.style import scaled
from app.ui.trays.drafting.block import ClaimBlock, foot_line
from app.ui.trays.drafting.foot_row import FootRow
from app.ui.trays.drafting.guard import Guard
from app.ui.trays.drafting.tools import ToolRow
from app.ui.widgets import Card, line, text


def _has_focus(editor: QWidget) -> bool:
    focus = editor.window().focusWidget()
    return focus is not None and (focus is editor or editor.isAncestorOf(focus))


class Editor(Card):
    """Holds the blocks of one case. `changed` on every edit a person makes."""

    changed = Signal()
    #: Number of the claim that is being written; 0 when none is.
    activated = Signal(int)
    #: Who may not be named is known better now; nothing was typed.
    guarded = Signal()
    library_asked = Signal(int)
    household_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(scaled(330))
        self.sheet: DraftSheet | None = None
        self.blocks: list[ClaimBlock] = []
        self.guard = Guard()
        self.opening_html, self.foot_row = "", FootRow()
        self._active: ClaimBlock | None = None
        self._loading = False
        self.tools = ToolRow(self._on_edit, self.ask_library)
        self.column.addWidget(self.tools)
        self.column.addWidget(line())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._scroll, 1)
        self.clear()

    def clear(self) -> None:
        """No case: nothing of the last one stays."""
        if _has_focus(self):
            # The block that has it goes away; without the focus in the page its keys would be dead.
            self.setFocus()
        self.sheet, self.blocks, self.guard, self._active = None, [], Guard(), None
        self.foot_row = FootRow()
        self._scroll.setWidget(_nothing())
        self.tools.setEnabled(False)
        self.tools.clarity.hide()

    def show_sheet(
        self, sheet: DraftSheet, answers: Sequence[Answer], household: Sequence[Household], foot: Foot = NO_FOOT
    ) -> None:
        """Show a case with the answers saved for it, or typed here before."""
        self._loading, writing_on = True, _has_focus(self)
        self.sheet, self.guard = sheet, Guard(household, sheet.draft.foreign if sheet.draft else ())
        self.opening_html = sheet.draft.opening_html if sheet.draft else ""
        given = {answer.claim: answer for answer in answers}
        inside = QWidget()
        inside.setProperty("role", "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(11, 8, 11, 10)
        column.setSpacing(8)
        detail = "Asunto, destinatario y dirección · formato 740.04.15-31"
        column.addWidget(foot_line("Encabezado y apertura", detail))
        self.blocks = [self._block(sheet, n, given) for n in range(len(sheet.claims))]
        for block in self.blocks:
            column.addWidget(block)
        self.foot_row = FootRow()
        self.foot_row.show_foot(foot)
        self.foot_row.setEnabled(sheet.may_write)
        self.foot_row.changed.connect(self._tell)
        column.addWidget(self.foot_row)
        column.addWidget(foot_line("Cierre y firma", _signer(sheet)))
        column.addStretch(1)
        self._scroll.setWidget(inside)
        self.tools.setEnabled(sheet.may_write)
        for block in self.blocks:
            block.setEnabled(sheet.may_write)
        self._activate(self.blocks[0] if self.blocks else None)
        if writing_on and self.blocks and sheet.may_write:
            self.blocks[0].edit.setFocus()
        self._loading = False

    def _block(self, sheet: DraftSheet, at: int, given: dict[int, Answer]) -> ClaimBlock:
        claim = sheet.claims[at]
        block = ClaimBlock(sheet, claim)
        block.set_answer(given.get(claim.ordinal))
        self.guard.apply([block])
        block.changed.connect(self._tell)
        block.entered.connect(self._activate)
        block.library_asked.connect(self.library_asked)
        block.household_asked.connect(self.household_asked)
        return block

    def answers(self) -> list[Answer]:
        """Every answer as it is now."""
        return [block.answer() for block in self.blocks]

    def allow(self, foreign: Foreign, reason: str) -> None:
        """The person said why this document or name may stand in the letter."""
        self.guard.note(foreign, reason)
        self.guard.apply(self.blocks)
        self.changed.emit()

    def take_told(self, foreign: Sequence[tuple[int, str]]) -> None:
        """The server found these words to name people of other cases."""
        if self.guard.take(foreign):
            self.guard.apply(self.blocks)
            self.guarded.emit()

    @property
    def active(self) -> ClaimBlock | None:
        """The block under the cursor."""
        return self._active

    def go_to(self, ordinal: int) -> None:
        """Put the cursor in the answer of a claim."""
        block = next((b for b in self.blocks if b.claim.ordinal == ordinal), None)
        if block is not None:
            block.edit.setFocus()
            self._scroll.ensureWidgetVisible(block, 0, 20)
            self._activate(block)

    def step(self, by: int) -> None:
        """Alt+down and Alt+up."""
        if self.blocks:
            at = self.blocks.index(self._active) if self._active in self.blocks else 0
            self.go_to(self.blocks[max(0, min(at + by, len(self.blocks) - 1))].claim.ordinal)

    def _tell(self) -> None:
        if not self._loading:
            self.changed.emit()

    def ask_library(self) -> None:
        """F2: approved texts for the active claim."""
        if self._active is not None:
            self.library_asked.emit(self._active.claim.ordinal)

    def show_problems(self, found: Sequence[writing.Problem]) -> None:
        """Seal each block with what it lacks."""
        blocking = ("expired", "identity", "field", "input", "sign")
        for block in self.blocks:
            mine = [p for p in found if p.claim == block.claim.ordinal]
            block.show_problems(len(mine), blocked=any(p.kind in blocking for p in mine))
        words = "\n".join(b.words() for b in self.blocks if not is_empty(b.edit.html()))
        self.tools.show_clarity(measure(words))

    def _on_edit(self, act: Callable[[ClaimBlock], object]) -> None:
        if self._active is not None and self._active.isEnabled():
            act(self._active)
            self._active.edit.setFocus()

    def _activate(self, block: ClaimBlock | None) -> None:
        if block is self._active:
            return
        if self._active in self.blocks and self._active is not None:
            self._active.set_active(False)
        self._active = block
        if block is not None:
            block.set_active(True)
        self.activated.emit(block.claim.ordinal if block is not None else 0)


def _nothing() -> QWidget:
    inside = QWidget()
    inside.setProperty("role", "content")
    column = QVBoxLayout(inside)
    column.addWidget(text("Elija un caso para escribir su respuesta.", "sub"), 0, Qt.AlignmentFlag.AlignCenter)
    return inside


def _signer(sheet: DraftSheet) -> str:
    if not sheet.director:
        return "el área no tiene director vigente"
    return f"Firma {sheet.director['name']}, {sheet.director['position']}, por el área del insumo"
