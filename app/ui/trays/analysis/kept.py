"""Half-filled forms kept encrypted on this computer until the server has them: a cut or a crash loses nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from app.services.analysis_form import AnalysisForm
from app.services.offline.journal import TypedText
from app.services.offline.kept_text import KeptText
from app.services.reads.analysis_sheet import AnalysisSheet


class KeptForms:
    """Over the journal of this person; without one the server alone keeps forms."""

    def __init__(self, journal: KeptText | None, typed: TypedText) -> None:
        self._journal, self._typed = journal, typed

    def keep(self, case_id: UUID, form: AnalysisForm) -> None:
        """Keep the newest form of a case."""
        if self._journal is not None:
            self._journal.keep(_place(case_id), json.dumps(form.kept(), ensure_ascii=False))

    def drop(self, case_id: UUID, *, whole: bool = True) -> None:
        """The server has it, or the step was taken; not `whole` when more was typed meanwhile."""
        if self._journal is not None:
            self._journal.drop(_place(case_id))
        if whole:
            self._typed.taken("analysis", case_id)

    def restored(self, sheet: AnalysisSheet) -> AnalysisSheet:
        """The sheet with what this computer kept over what the server has; the same sheet if there is nothing."""
        body = self._journal.recall(_place(sheet.case_id)) if self._journal is not None and sheet.may_act else None
        return sheet if body is None else replace(sheet, progress=json.loads(body))


def _place(case_id: UUID) -> str:
    return f"analysis:{case_id}"
