"""What an area does with a request: accept, refuse, answer, attach a support; and what it was writing is kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import CaseMoved, InvalidInput, PqrError
from app.services.analysis_steps import ChainStopped, run
from app.services.command import Command, decide
from app.services.database import Database
from app.services.input_support import store_support
from app.services.reads.analysis_sheet import AreaPromise, area_promises, save_progress
from app.services.trays.escalations import EscalationSheet
from app.services.verbs.decide_competence import DecideCompetence
from app.ui.modules.mission.answers import AnswerBlock, file_words
from app.ui.modules.mission.area_panel import AreaPanel
from app.ui.modules.mission.opened import Opened
from app.ui.modules.mission.reject_card import RejectCard
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.case_head import number_words

_FILES = "Soportes (*.pdf *.tif *.tiff *.jpg *.jpeg *.png)"
_KEEP_MS = 1200


class AreaActs(QObject):
    """Acts on the request that is open."""

    #: The row that left the list, or None: it stays and the list should be read again.
    done = Signal(object)

    def __init__(self, page: QWidget, context: PageContext, shell: Shell, panel: AreaPanel, opened: Opened) -> None:
        super().__init__(page)
        self._page, self._context, self._shell, self._panel, self._opened = page, context, shell, panel, opened
        self._dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)
        panel.edited.connect(self._edited)
        panel.accept_asked.connect(self.accept)
        panel.reject_asked.connect(self.ask_reject)
        panel.send_asked.connect(self.send)
        panel.answers.file_asked.connect(self.ask_file)

    def accept(self) -> None:
        """A: it is ours."""
        sheet = self._panel.sheet
        if sheet is not None and sheet.activity == 1 and sheet.may_act:
            self._carry_out([decide(sheet, "decide_competence", "accepted")], "es de su área", stays=True)

    def ask_reject(self) -> None:
        """R: it is not; why, and whose it is."""
        sheet, context = self._panel.sheet, self._context
        if sheet is None or sheet.activity != 1 or not sheet.may_act:
            self._panel.case_head.trouble.say("La competencia ya se decidió en este escalamiento.")
            return
        context.background.run(
            lambda: area_promises(context.database),
            show=partial(self._open_reject, sheet),
            fail=self._shell.report,
            owner=self,
        )

    def send(self) -> None:
        """F9: accept if that was not said yet, and answer."""
        sheet = self._panel.sheet
        if sheet is None:
            return
        try:
            verb = self._panel.verb()
        except InvalidInput as error:
            self._panel.case_head.trouble.say(error.user_message)
            return
        commands = [decide(sheet, verb.activity, verb.outcome, verb.payload())]
        if sheet.activity == 1:
            first = decide(sheet, "decide_competence", "accepted")
            commands = [first, first.following(verb.activity, verb.outcome, verb.payload())]
        self._carry_out(commands, "respondido: PQR lo verifica")

    def ask_file(self, block: AnswerBlock | None = None) -> None:
        """Ctrl+O: choose a support."""
        block = block or next(iter(self._panel.answers.blocks), None)
        if block is not None and self._panel.sheet is not None:
            chosen, _ = QFileDialog.getOpenFileName(self._page, "Adjuntar soporte", "", _FILES)
            if chosen:
                self.attach(block, Path(chosen))

    def attach(self, block: AnswerBlock, path: Path) -> None:
        """Check the file aside, store it, and tie it to the answer; a bad file is named beside it."""
        sheet, database = self._panel.sheet, self._context.database
        if sheet is None:
            return
        case = sheet.case_id
        block.file.setText("Revisando el archivo…")
        self._context.background.run(
            lambda: _stored(database, case, path),
            show=lambda told: self._attached(case, block, *told),
            fail=partial(self._not_attached, block),
            owner=block,
        )

    def keep(self) -> None:
        """Keep the half-written answer on the server, if something was written since the last time."""
        self._timer.stop()
        sheet, database = self._panel.sheet, self._context.database
        if not self._dirty or sheet is None or not sheet.may_act:
            return
        self._dirty = False
        kept = self._panel.answers.kept()
        self._context.background.run(
            lambda: save_progress(database, sheet.case_id, kept), fail=self._not_kept, owner=self
        )

    def _carry_out(self, commands: list[Command], words: str, *, stays: bool = False) -> None:
        row, kept = self._opened.row, self._panel.answers.kept()
        if row is None:
            return
        self._timer.stop()
        self._dirty = False
        self._panel.case_head.trouble.hide()
        self._panel.set_busy(True)
        performer = self._context.performer

        def show(_done: object) -> None:
            self._shell.say(f"{number_words(row.filing_number)} {words}.")
            if stays:
                self._opened.fetch_again(row.case_id, kept)
            self.done.emit(None if stays else row)

        self._context.background.write(
            lambda: run(performer, commands),
            show=show,
            fail=partial(self._failed, row.case_id, kept),
            finished=lambda: self._panel.set_busy(False),
            owner=self,
        )

    def _failed(self, case_id: UUID, kept: Any, error: BaseException) -> None:
        if isinstance(error, ChainStopped) and _is_open(self._opened, case_id):
            self._panel.case_head.trouble.say(error.user_message)
            self._opened.fetch_again(case_id, kept)
        else:
            self._shell.report(error)

    def _open_reject(self, sheet: EscalationSheet, areas: tuple[AreaPromise, ...]) -> None:
        if not _is_open(self._opened, sheet.case_id):
            return
        mine = self._context.access.person.area_id
        reject = partial(self._reject, sheet)
        number, third = self._panel.case_head.number.text(), sheet.request.is_third
        RejectCard(self._page.window(), number, areas, mine, reject, third=third).ask()

    def _reject(self, sheet: EscalationSheet, verb: DecideCompetence) -> None:
        if _is_open(self._opened, sheet.case_id):
            words = "volvió a PQR" if verb.outcome == "rejected" else "espera decisión conjunta con el abogado"
            self._carry_out([decide(sheet, verb.activity, verb.outcome, verb.payload())], words)
        else:
            self._shell.report(CaseMoved("it left the page under the card"))

    def _attached(self, case: UUID, block: AnswerBlock, document: UUID, words: str) -> None:
        if self._panel.sheet is not None and self._panel.sheet.case_id == case:
            block.set_file(document, words)

    def _not_attached(self, block: AnswerBlock, error: BaseException) -> None:
        if isinstance(error, PqrError):
            block.file.setText(error.user_message)
        else:
            self._shell.report(error)

    def _edited(self) -> None:
        self._dirty = True
        self._timer.start()

    def _not_kept(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)


def _is_open(opened: Opened, case_id: UUID) -> bool:
    return opened.row is not None and opened.row.case_id == case_id


def _stored(database: Database, case: UUID, path: Path) -> tuple[UUID, str]:
    """Check and store a support; its key and how the form names it. Raises InvalidInput for a bad file."""
    document, size = store_support(database, case, path)
    return document, file_words(path, size)
