"""The case being worked on: opened, kept while half filled, carried through its steps, taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Offline, PqrError
from app.services import analysis_steps as steps
from app.services.analysis_form import AnalysisForm
from app.services.command import Command
from app.services.reads.analysis_sheet import AnalysisSheet, read_sheet, save_progress
from app.services.trays.analysis import AnalysisRow
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.image_check import ImageCheck
from app.ui.trays.analysis.kept import KeptForms
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.documents import DocumentPane
from app.ui.trays.lease import Holder, Lease

#: Whoever holds J down opens the case they stop at, not each one on the way: every opening is counted.
_SETTLE_MS = 110
_KEEP_MS = 1200


class CaseWork(QObject):
    """Between the row chosen in the table and the panel and papers that show it."""

    #: Steps were taken: (row, ChainDone, words for the toast).
    moved = Signal(object, object, str)

    def __init__(self, context: PageContext, shell: Shell, panel: AnalysisPanel, papers: DocumentPane) -> None:
        super().__init__(panel)
        self._context, self._shell, self.panel, self.papers = context, shell, panel, papers
        self.database, self.background, self.report = context.database, context.background, shell.report
        self._forms = KeptForms(context.journal, context.typed)
        self.image_check = ImageCheck(papers, context.background)
        self.row: AnalysisRow | None = None
        self.lease = Lease(context, self)
        self.lease.answered.connect(self._lease_answered)
        self._settle, self._keep = QTimer(self), QTimer(self)
        for timer, wait, act in ((self._settle, _SETTLE_MS, self._fetch), (self._keep, _KEEP_MS, self.keep)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(act)
        self._dirty = False
        panel.edited.connect(self._edited)

    @property
    def sheet(self) -> AnalysisSheet | None:
        """The case as it was read."""
        return self.panel.sheet

    def open(self, row: AnalysisRow | None) -> None:
        """Show another case (or none); the one before leaves at once."""
        if row is not None and self.row is not None and row.case_id == self.row.case_id and self.sheet is not None:
            self.row = row
            return
        self.keep()
        self.lease.drop()
        self.row = row
        if row is None:
            self._settle.stop()
            self.panel.clear()
            self.papers.forget()
            return
        self.panel.expect(row.row.label, row.days_left)
        self.papers.expect_case(row.case_id)
        self._settle.start()

    def refresh(self) -> None:
        """Read the case again; what is written stays."""
        if self.row is not None:
            self._fetch(self.panel.form())

    def keep(self) -> None:
        """Keep the half-filled form on the server, if something was written since the last time."""
        self._keep.stop()
        form, sheet = self.panel.form(), self.sheet
        if not self._dirty or form is None or sheet is None or not sheet.may_act:
            return
        self._dirty = False
        case, kept = sheet.case_id, form.kept()
        self._forms.keep(case, form)
        self._context.background.run(
            lambda: save_progress(self._context.database, case, kept),
            show=lambda _none: self._forms.drop(case, whole=not self._dirty),
            fail=self._not_kept,
            owner=self,
        )

    def carry_out(self, plan: Callable[[AnalysisSheet, AnalysisForm], Sequence[Command]], words: str) -> None:
        """Make the commands, send them in order, and say what became of them."""
        sheet, form, row = self.sheet, self.panel.form(), self.row
        if sheet is None or form is None or row is None:
            return
        try:
            commands = plan(sheet, form)
        except PqrError as error:
            self.panel.case_head.trouble.say(error.user_message)
            return
        self._keep.stop()
        self._dirty = False
        self.panel.case_head.trouble.hide()
        self.panel.set_busy(True)
        performer = self._context.performer
        self._context.background.write(
            lambda: steps.run(performer, commands),
            show=lambda done: self._done(row, done, words),
            fail=partial(self._stopped, row.case_id, form),
            finished=lambda: self.panel.set_busy(False),
            owner=self,
        )

    def take_back(self, row: AnalysisRow, done: steps.ChainDone, then: Callable[[UUID], object]) -> None:
        """Ctrl+Z: a compensating command with the version; refused if somebody went on."""
        performer = self._context.performer
        self._context.background.write(
            lambda: performer.undo(done.last, done.back_to),
            show=lambda _result: then(row.case_id),
            fail=self._shell.report,
            owner=self,
        )

    def _edited(self) -> None:
        self._dirty = True
        self._keep.start()

    def _fetch(self, form: AnalysisForm | None = None) -> None:
        row = self.row
        if row is None:
            return
        self._context.background.run(
            lambda: read_sheet(self._context.database, row.case_id),
            show=lambda sheet: self._loaded(row, sheet, form),
            fail=lambda error: self._not_loaded(row, error),
            key=("analysis-sheet", id(self)),
            owner=self,
        )

    def _loaded(self, row: AnalysisRow, sheet: AnalysisSheet, form: AnalysisForm | None) -> None:
        if self.row is None or self.row.case_id != row.case_id:
            return
        if form is None and (kept := self._forms.restored(sheet)) is not sheet:
            sheet = kept
            self._edited()
        trouble = self.panel.case_head.trouble
        said = trouble.sentence() if trouble.isVisibleTo(self.panel) else ""
        self.panel.load(sheet, row.days_left, form)
        if said and form is not None:
            trouble.say(said)
        show = self.papers.show_papers if form is None else self.papers.know_papers
        show(sheet.petition.document_id, sheet.documents)
        state = self.panel.state()
        # A case that waits for a lawyer, an area or Control is theirs to move: looking at it must not stop them.
        if state is not None and (state.editable or state.is_open):
            self.lease.take(sheet.case_id)

    def _not_loaded(self, row: AnalysisRow, error: BaseException) -> None:
        if not isinstance(error, PqrError) or isinstance(error, Offline):
            self._shell.report(error)
        if self.row is not None and self.row.case_id == row.case_id and isinstance(error, PqrError):
            self.panel.case_head.trouble.say(error.user_message)
            self.papers.show_problem(error.user_message, "No se pudo abrir el caso")

    def _done(self, row: AnalysisRow, done: steps.ChainDone, words: str) -> None:
        self.lease.forget()
        self._forms.drop(row.case_id)
        self.moved.emit(row, done, words)

    def _stopped(self, case_id: UUID, form: AnalysisForm, error: BaseException) -> None:
        if not isinstance(error, steps.ChainStopped):
            self._shell.report(error)
            return
        if self.row is None or self.row.case_id != case_id:
            self._shell.report(error)
            return
        self.panel.case_head.trouble.say(error.user_message)
        # The case may stand elsewhere by now: read it again under what was written.
        self._fetch(form)

    def _lease_answered(self, case_id: UUID, by: Holder) -> None:
        if self.sheet is not None and self.sheet.case_id == case_id:
            self.panel.set_blocked(by, self.lease.act_for(by))

    def _not_kept(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)
