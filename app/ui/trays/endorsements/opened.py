"""The request opened beside its list: read after the cursor settles, with its drafted act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.filing_number import shown
from app.services.documents import endorsement_act
from app.services.reads.analysis_sheet import AnalysisSheet, read_sheet
from app.services.trays import endorsements as service
from app.services.trays.endorsements import EndorsementRow
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.documents import DocumentPane
from app.ui.trays.endorsements.panel import EndorsementPanel
from app.ui.trays.opened import OpenedRow


class OpenedRequest(OpenedRow):
    """What was decided here already is not read again: its outcome stands in its place."""

    row: EndorsementRow | None

    def __init__(self, context: PageContext, shell: Shell, panel: EndorsementPanel, papers: DocumentPane) -> None:
        super().__init__(context, shell, panel, papers)
        #: What became of rows decided here, by case: (done?, words).
        self.outcomes = panel.outcomes
        self._drawn: endorsement_act.Act | None = None
        panel.act_edited.connect(self._draw_again)

    def stands_aside(self, row: EndorsementRow) -> bool:
        done, words = self.outcomes.get(row.case_id, (False, ""))
        if done:
            self._panel.case_head.show_notice(words, "good")
            self._papers.show_problem("Este caso ya se decidió.", "Decidido")
        return done

    def read(self, row: EndorsementRow) -> AnalysisSheet:
        return read_sheet(self._context.database, row.case_id, "aval")

    def put(self, row: EndorsementRow, sheet: AnalysisSheet, kept: Any) -> None:
        self._panel.load(row, sheet, service.demands(sheet, row, self._context.calendar))
        self._papers.show_papers(sheet.petition.document_id, sheet.documents)
        self._drawn = None
        if row.kind in service.GRANTS:
            self._drawn = act = self._act(row, sheet)
            self._panel.show_act(endorsement_act.draft_text(act))
            self._draw_again(self._panel.act.words.toPlainText())

    def _draw_again(self, words: str) -> None:
        if self._drawn is not None:
            act = replace(self._drawn, body=words)
            self._papers.show_drafted(lambda: endorsement_act.render(act))

    def _act(self, row: EndorsementRow, sheet: AnalysisSheet) -> endorsement_act.Act:
        asked, who = sheet.open_endorsement, sheet.petitioner
        return endorsement_act.Act(
            kind=row.kind,
            filing_number=shown(sheet.petition.filing_number),
            received_on=sheet.petition.received_on,
            petitioner=(who.full_name if who else None) or "una persona anónima",
            claims=tuple(claim.title for claim in sheet.claims),
            reason=row.reason or "",
            ground=row.reason_code or "",
            demands=asked.demands if asked else "",
            note=row.note or "",
            target=row.target or "",
            lawyer=self._context.access.person.full_name,
            day=self._context.calendar.today,
        )
