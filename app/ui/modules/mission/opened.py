"""A request opened beside its list: read after the cursor settles, shown if it is still wanted."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import PqrError
from app.services.trays.escalations import EscalationRow, EscalationSheet, read_sheet
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.case_head import CaseHead
from app.ui.trays.documents import DocumentPane

_SETTLE_MS = 110


class RequestPanel(Protocol):
    """What a panel of requests can do."""

    case_head: CaseHead

    def clear(self) -> None:
        """No case."""

    def expect(self, row: EscalationRow) -> None:
        """Another one is being opened."""

    def load(self, row: EscalationRow, sheet: EscalationSheet, kept: Any = None) -> None:
        """Show it."""


class Opened(QObject):
    """Between the row chosen and the panel and papers that show it."""

    #: The request is on screen.
    shown = Signal()

    def __init__(self, context: PageContext, shell: Shell, panel: Any, papers: DocumentPane) -> None:
        super().__init__(papers)
        self._context, self._shell, self._panel, self._papers = context, shell, panel, papers
        self.row: EscalationRow | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.fetch)

    def is_another(self, row: EscalationRow | None) -> bool:
        """Whether it is not the request that is open: the same one read again takes nothing from the hands."""
        return row is None or self.row is None or row.case_id != self.row.case_id

    def open(self, row: EscalationRow | None) -> None:
        """Show another request, or none."""
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

    def fetch(self, kept: Any = None) -> None:
        """Read it (again); `kept` is what was being written."""
        row, context = self.row, self._context
        if row is not None:
            context.background.run(
                lambda: read_sheet(context.database, row.case_id),
                show=lambda sheet: self._loaded(row, sheet, kept),
                fail=lambda error: self._not_loaded(row, error),
                key=("escalation-sheet", id(self)),
                owner=self,
            )

    def _loaded(self, row: EscalationRow, sheet: EscalationSheet, kept: Any) -> None:
        if self.row is None or self.row.case_id != row.case_id:
            return
        trouble = self._panel.case_head.trouble
        said = trouble.sentence() if trouble.isVisibleTo(self._panel) else ""
        self._panel.load(row, sheet, kept)
        if kept is None:
            self._papers.show_papers(sheet.petition.document_id, (*sheet.documents, *_as_attached(sheet)))
        elif said:
            trouble.say(said)
        self.shown.emit()

    def _not_loaded(self, row: EscalationRow, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)
        elif self.row is not None and self.row.case_id == row.case_id:
            self._panel.case_head.trouble.say(error.user_message)
            self._papers.show_problem(error.user_message, "No se pudo abrir el caso")


def _as_attached(sheet: EscalationSheet) -> list[Any]:
    """The area's supports stand among the attachments of the petition."""
    from dataclasses import replace

    return [replace(each, kind="attachment") for each in sheet.supports if each.kind == "input_support"]
