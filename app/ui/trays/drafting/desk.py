"""The case being written: editor, preview, library, versions, autosave, and sending it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.drafting import writing
from app.services.drafting.comparing import Paragraph, put_back
from app.services.drafting.foot import NO_FOOT
from app.services.drafting.sheet import DraftSheet, read_draft
from app.services.verbs.draft_response import Answer, Household
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.trays.drafting import edits, extras, notes, spell_menu
from app.ui.trays.drafting.autosave import Autosave
from app.ui.trays.drafting.editor import Editor
from app.ui.trays.drafting.header import Header
from app.ui.trays.drafting.held import Journal
from app.ui.trays.drafting.library_drawer import LibraryDrawer
from app.ui.trays.drafting.outlook import Outlook
from app.ui.trays.drafting.sending import Sender
from app.ui.trays.drafting.shelf import Shelf
from app.ui.trays.drafting.spell_desk import SpellDesk
from app.ui.widgets import Strip, side_by_side


class ReplyDesk(QWidget):
    """One reply at a time. `sent` carries the case and the result of sending it."""

    sent = Signal(object, object)
    #: The case left the desk: what was asked about it is asked no more.
    left = Signal()
    #: A case that waited to be drafted with others is written here from now on.
    taken = Signal(object)

    def __init__(self, shell: Shell, context: PageContext, journal: Journal | None = None) -> None:
        super().__init__()
        self.shell, self.context = shell, context
        self.sheet: DraftSheet | None = None
        self._wanted: UUID | None = None
        self.header, self.editor = Header(), Editor()
        self.outlook = Outlook(context.background, context.database)
        self.outlook.author = context.access.person.full_name
        self.note = Strip("danger", "arrow-u-up-left", closable=True)
        self.waiting = Strip("info", "stack")
        self.recovered = Strip("info", "clock-counter-clockwise", closable=True)
        self.drawer = LibraryDrawer(self)
        self.shelf = Shelf(self)
        self.sending = Sender(self)
        kept = journal if journal is not None else context.journal
        self.autosave = Autosave(context.background, context.database, kept, self)
        self.autosave.read = lambda: (self.editor.opening_html, self.editor.answers(), self.editor.foot_row.foot())
        self.spelling = SpellDesk(context, self, shell.report)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (self.header, self.note, self.waiting, self.recovered):
            column.addWidget(each)
        split = side_by_side(self.editor, self.outlook)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([scaled(600), scaled(420)])
        column.addWidget(split, 1)

    def _connect(self) -> None:
        self.autosave.said.connect(self.header.say)
        self.autosave.refused.connect(self.shell.report)
        self.autosave.parted.connect(lambda: extras.say_parted(self))
        self.autosave.kept.connect(self.header.count_versions)
        self.autosave.told.connect(self.editor.take_told)
        self.editor.guarded.connect(self.check)
        self.editor.tools.review.connect_to(self.editor, self.spelling)
        self.header.versions_asked.connect(lambda: extras.open_versions(self))
        self.editor.changed.connect(self._edited)
        self.editor.activated.connect(self.outlook.pointer.follow)
        self.editor.library_asked.connect(self.shelf.open_for)
        self.editor.household_asked.connect(lambda foreign: extras.ask_household(self, foreign))
        self.drawer.inserted.connect(self.shelf.insert)
        self.drawer.closed.connect(lambda: self.editor.go_to(self._active_claim()))
        self.outlook.send_asked.connect(self.sending.send)
        self.outlook.solve_asked.connect(self.solve)

    def open_case(self, case_id: UUID, label: str) -> None:
        """Another case: nothing of the last one stays on screen, and what it had is saved."""
        if self.sheet is not None and self.sheet.case_id == case_id:
            return
        self.leave()
        self._wanted = case_id
        self.outlook.expect(label)
        database = self.context.database
        self.context.background.run(
            lambda: read_draft(database, case_id),
            show=self._show,
            fail=self._could_not,
            key=("draft-sheet", id(self)),
            owner=self,
        )

    def leave(self) -> None:
        """No case on screen; what was typed is saved first."""
        self.autosave.end()
        self.sheet, self._wanted = None, None
        self.left.emit()
        self.header.clear()
        self.editor.clear()
        self.outlook.clear()
        for strip in (self.note, self.waiting, self.recovered):
            strip.hide()
        self.drawer.hide()

    def _show(self, sheet: DraftSheet) -> None:
        if sheet.case_id != self._wanted:
            return
        self.sheet = sheet
        self.header.show_sheet(sheet, self.context.calendar.days_left(sheet.due_on))
        kept = self.autosave.begin(sheet.case_id, sheet.draft)
        answers = kept if kept is not None else (sheet.draft.answers if sheet.draft else ())
        household = _household(sheet)
        saved = sheet.draft.foot if sheet.draft else NO_FOOT
        self.editor.show_sheet(sheet, answers, household, self.autosave.foot if kept is not None else saved)
        self._watch(sheet)
        if sheet.returns:
            self.note.say(notes.return_words(sheet.returns[0]))
        if kept is not None:
            extras.say_recovered(self)
        if sheet.status == "draft_in_bulk":
            extras.say_waiting(self)
        self.check()
        self.outlook.show_sheet(sheet, self.autosave.read)

    def _could_not(self, error: BaseException) -> None:
        why = error.user_message if isinstance(error, PqrError) else "Elíjalo de nuevo en la lista."
        self.outlook.viewer.show_problem(why, "No se pudo abrir el caso")
        self.shell.report(error)

    def _edited(self) -> None:
        self.autosave.touched()
        self.check()
        self.outlook.touched()

    def problems(self) -> list[writing.Problem]:
        """What is missing now."""
        if self.sheet is None:
            return []
        return writing.problems(self.sheet, self.editor.answers(), self.editor.guard.noted(), self.editor.guard.told)

    def check(self) -> None:
        """Say what is missing, in the blocks and beside the letter."""
        found = self.problems()
        self.editor.show_problems(found)
        self.outlook.show_problems(found, may_write=self.sheet is not None and self.sheet.may_write)

    def solve(self, problem: writing.Problem) -> None:
        """Go where a problem is solved; an empty answer opens the library."""
        if problem.claim:
            self.editor.go_to(problem.claim)
        if problem.kind == "empty":
            self.shelf.open_for(problem.claim)
        active = self.editor.active
        if active is None:
            return
        if problem.kind == "decision":
            active.decision.setFocus()
        elif problem.kind in ("input", "expired"):
            active.input_line.button.setFocus()
        elif problem.field:
            edits.select_field(active.edit, problem.field)
        elif problem.words:
            edits.select_words(active.edit, problem.words)

    def _active_claim(self) -> int:
        return self.editor.active.claim.ordinal if self.editor.active is not None else 0

    def _watch(self, sheet: DraftSheet) -> None:
        """Check the spelling of what is on screen, once it is painted."""
        if not sheet.may_write:
            return
        self.spelling.begin(sheet)
        for block in self.editor.blocks:
            block.edit.fill_menu = partial(spell_menu.fill, edit=block.edit, spelling=self.spelling)
            block.edit.refused.connect(self.shell.report)
            self.spelling.watch(block.edit.marks)

    def take_paragraph(self, paragraph: Paragraph, version: int) -> None:
        """Put one older paragraph back: a new version, the present one stays; Ctrl+Z takes it out again."""
        block = next((b for b in self.editor.blocks if b.claim.ordinal == paragraph.claim), None)
        if block is not None and self.sheet is not None and self.sheet.may_write:
            self.autosave.fork(version)
            edits.replace_all(block.edit, put_back(block.edit.html(), paragraph))
            self.editor.go_to(paragraph.claim)

    def take_back(self, answers: Sequence[Answer], version: int) -> None:
        """Write with the answers of an older version: a new version, the present one stays."""
        if self.sheet is not None:
            self.autosave.fork(version)
            self.editor.show_sheet(self.sheet, answers, self.editor.guard.household, self.editor.foot_row.foot())
            self._watch(self.sheet)
            self._edited()


def _household(sheet: DraftSheet) -> list[Household]:
    if sheet.draft is None:
        return []
    numbers = [Household(number=number, reason=reason) for number, reason in sheet.draft.household]
    return numbers + [Household(name=name, reason=reason) for name, reason in sheet.draft.named]
