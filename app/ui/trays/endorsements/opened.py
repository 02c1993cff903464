"""The request opened beside its list: read after the cursor settles, with its drafted act."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import PqrError
from app.filing_number import shown
from app.services.documents import endorsement_act
from app.services.reads.analysis_sheet import AnalysisSheet, read_sheet
from app.services.trays import endorsements as service
from app.services.trays.endorsements import EndorsementRow
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.documents import DocumentPane
from app.ui.trays.endorsements.panel import EndorsementPanel

_SETTLE_MS = 110


class OpenedRequest(QObject):
    """Between the row chosen and the panel and papers that show it."""

    shown = Signal()

    def __init__(self, context: PageContext, shell: Shell, panel: EndorsementPanel, papers: DocumentPane) -> None:
        super().__init__(panel)
        self._context, self._shell, self._panel, self._papers = context, shell, panel, papers
        self.row: EndorsementRow | None = None
        #: What became of rows decided here, by case: (done?, words).
        self.outcomes = panel.outcomes
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._fetch)

    def open(self, row: EndorsementRow | None) -> None:
        """Show another request, or none; the one before leaves at once."""
        same = row is not None and self.row is not None and row.case_id == self.row.case_id
        self.row = row
        if same and self._panel.sheet is not None:
            return
        if row is None:
            self._settle.stop()
            self._panel.clear()
            self._papers.forget()
            return
        self._panel.expect(row)
        self._papers.expect_case(row.case_id)
        self._settle.start()

    def _fetch(self) -> None:
        row, context = self.row, self._context
        if row is None:
            return
        if self.outcomes.get(row.case_id, (False, ""))[0]:
            self._panel.case_head.show_notice(self.outcomes[row.case_id][1], "good")
            self._papers.show_problem("Este caso ya se decidió.", "Decidido")
            return
        context.background.run(
            lambda: read_sheet(context.database, row.case_id, "aval"),
            show=partial(self._loaded, row),
            fail=partial(self._not_loaded, row),
            key=("endorsement-sheet", id(self)),
            owner=self,
        )

    def _loaded(self, row: EndorsementRow, sheet: AnalysisSheet) -> None:
        if self.row is None or self.row.case_id != row.case_id:
            return
        self._panel.load(row, sheet, service.demands(sheet, row, self._context.calendar))
        self._papers.show_papers(sheet.petition.document_id, sheet.documents)
        if row.kind in service.GRANTS:
            act = self._act(row, sheet)
            self._papers.show_drafted(lambda: endorsement_act.render(act))
        self.shown.emit()

    def _not_loaded(self, row: EndorsementRow, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)
        elif self.row is not None and self.row.case_id == row.case_id:
            self._panel.case_head.trouble.say(error.user_message)
            self._papers.show_problem(error.user_message, "No se pudo abrir el caso")

    def _act(self, row: EndorsementRow, sheet: AnalysisSheet) -> endorsement_act.Act:
        asked, who = sheet.open_endorsement, sheet.petitioner
        return endorsement_act.Act(
            kind=row.kind,
            filing_number=shown(sheet.petition.filing_number),
            received_on=sheet.petition.received_on,
            petitioner=(who.full_name if who else None) or "una persona anónima",
            claims=tuple(claim.title for claim in sheet.claims),
            reason=row.reason or "",
            demands=asked.demands if asked else "",
            note=row.note or "",
            target=row.target or "",
            lawyer=self._context.access.person.full_name,
            day=self._context.calendar.today,
        )
