"""A request to an area opened beside its list, with the petition's papers and the area's supports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.services.trays.escalations import EscalationRow, EscalationSheet, read_sheet
from app.ui.trays.opened import OpenedRow


class Opened(OpenedRow):
    """Read again under what is being written, it leaves the papers and what was refused as they are."""

    row: EscalationRow | None

    def read(self, row: EscalationRow) -> EscalationSheet:
        return read_sheet(self._context.database, row.case_id)

    def put(self, row: EscalationRow, sheet: EscalationSheet, kept: Any) -> None:
        trouble = self._panel.case_head.trouble
        said = trouble.sentence() if trouble.isVisibleTo(self._panel) else ""
        self._panel.load(row, sheet, kept)
        if kept is None:
            self._papers.show_papers(sheet.petition.document_id, (*sheet.documents, *_as_attached(sheet)))
        elif said:
            trouble.say(said)


def _as_attached(sheet: EscalationSheet) -> list[Any]:
    """The area's supports stand among the attachments of the petition."""
    return [replace(each, kind="attachment") for each in sheet.supports if each.kind == "input_support"]
