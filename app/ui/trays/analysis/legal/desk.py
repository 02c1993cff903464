"""What the card of a legal act is given: the open case, where to ask, and how to carry it out without losing text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import CaseMoved, InvalidInput
from app.filing_number import shown
from app.services.legal_acts.letters import export_letter
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.proof_file import choose_file, choose_place
from app.ui.trays.analysis.work import CaseWork

_Answer = TypeVar("_Answer")


class LegalDesk(QObject):
    """One per page. `sheet` is the open case; `today` the server's day."""

    def __init__(
        self, page: QWidget, shell: Shell, context: PageContext, work: CaseWork, done: Callable[[], object]
    ) -> None:
        super().__init__(page)
        self.page, self.shell, self.context, self.work, self._done = page, shell, context, work, done
        self.today = context.calendar.today
        #: What asks for a file; who tests it answers by itself.
        self.choose: Callable[[QWidget], str] = choose_file
        #: What asks where a letter is saved, given its name.
        self.choose_place: Callable[[QWidget, str], str] = choose_place

    @property
    def sheet(self) -> AnalysisSheet | None:
        """The open case as it was read; None without one."""
        return self.work.sheet

    @property
    def number(self) -> str:
        """Its filing number as it is written in letters."""
        return shown(self.work.sheet.petition.filing_number) if self.work.sheet is not None else ""

    @property
    def window(self) -> QWidget:
        """Where cards are opened."""
        return self.page.window()

    def read(self, job: Callable[[], _Answer], show: Callable[[_Answer], object]) -> None:
        """Read outside the window's thread; `show` only if the same case is still open."""
        sheet = self.sheet

        def shown_here(answer: _Answer) -> None:
            if self.sheet is sheet:
                show(answer)

        self.context.background.run(job, show=shown_here, fail=self.shell.report, owner=self)

    def save(self, document: UUID, name: str) -> None:
        """Save a copy of a letter, to print it or send it by the usual means; written down as an export."""
        chosen, database = self.choose_place(self.window, f"{name}.pdf"), self.context.database
        if chosen:
            self.context.background.write(
                lambda: Path(chosen).write_bytes(export_letter(database, document)),
                show=lambda _size: self.shell.say(
                    "La copia quedó guardada: imprímala o envíela, y registre la prueba."
                ),
                fail=self._not_saved,
                owner=self,
            )

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = InvalidInput(type(error).__name__, sentence="No se pudo guardar ahí. Escoja otra carpeta.")
        self.shell.report(error)

    def carry(
        self, card: ActCard, sheet: AnalysisSheet, job: Callable[[], _Answer], words: Callable[[_Answer], str]
    ) -> None:
        """Carry out the card's act if its case is still open; then say what happened and read the case again."""
        now = self.sheet
        if now is None or now.case_id != sheet.case_id:
            card.show_trouble(CaseMoved("it left the page under the card"))
            return

        def done(answer: _Answer) -> None:
            self.shell.say(words(answer))
            self.work.refresh()
            self._done()

        card.carry(self.context.background, job, done, self.shell.report)
