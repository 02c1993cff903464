"""What is opened beside a list: read after the cursor settles, shown if it is still wanted."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import PqrError
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.documents import DocumentPane

_SETTLE_MS = 110


class OpenedRow(QObject):
    """Between the row chosen and the panel and papers that show it. Subclasses read it and put it there."""

    #: It is on screen.
    shown = Signal()

    def __init__(self, context: PageContext, shell: Shell, panel: Any, papers: DocumentPane) -> None:
        super().__init__(papers)
        self._context, self._shell, self._panel, self._papers = context, shell, panel, papers
        self.row: Any = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.fetch)

    def read(self, row: Any) -> Any:
        """The sheet of that row; runs aside."""
        raise NotImplementedError

    def put(self, row: Any, sheet: Any, kept: Any) -> None:
        """Show it; `kept` is what was being written."""
        raise NotImplementedError

    def stands_aside(self, row: Any) -> bool:
        """Whether that row is shown without being read."""
        return False

    def is_another(self, row: Any) -> bool:
        """Whether it is not the one that is open: the same one read again takes nothing from the hands."""
        return row is None or self.row is None or row.case_id != self.row.case_id

    def open(self, row: Any) -> None:
        """Show another one, or none; the one before leaves at once."""
        same = not self.is_another(row)
        self.row = row
        if same and self._panel.sheet is not None:
            return  # the list was read again: what is being written stays
        if row is None:
            self._settle.stop()
            self._panel.clear()
            self._papers.forget()
            return
        self._panel.expect(row)
        self._papers.expect_case(row.case_id)
        self._settle.start()

    def fetch_again(self, case_id: UUID, kept: Any) -> None:
        """Read it again under what was being written, if it is still that case: `kept` is of no other."""
        if self.row is not None and self.row.case_id == case_id:
            self.fetch(kept)

    def refused(self, row: Any, error: BaseException, kept: Any) -> None:
        """A decision on that row did not pass: said beside the case if it is still open, which is read again."""
        if isinstance(error, PqrError) and not self.is_another(row):
            self._panel.case_head.trouble.say(error.user_message)
            self.fetch_again(row.case_id, kept)
        else:
            self._shell.report(error)
        self._panel.refresh()

    def fetch(self, kept: Any = None) -> None:
        """Read it (again); `kept` is what was being written."""
        row = self.row
        if row is None or self.stands_aside(row):
            return
        self._context.background.run(
            partial(self.read, row),
            show=lambda sheet: self._loaded(row, sheet, kept),
            fail=lambda error: self._not_loaded(row, error),
            key=("opened", id(self)),
            owner=self,
        )

    def _loaded(self, row: Any, sheet: Any, kept: Any) -> None:
        if self.row is not None and self.row.case_id == row.case_id:
            self.put(row, sheet, kept)
            self.shown.emit()

    def _not_loaded(self, row: Any, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)
        elif self.row is not None and self.row.case_id == row.case_id:
            self._panel.case_head.trouble.say(error.user_message)
            self._papers.show_problem(error.user_message, "No se pudo abrir el caso")
