"""The differential marks of the open case, seen with a reason."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.filing_number import shown
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.reserved import Revealing


def reveal_marks(page: QWidget, shell: Shell, context: PageContext, panel: AnalysisPanel) -> Revealing:
    """Join the line of the panel to the server; what was typed in the other fields stays."""
    box = panel.petitioner

    def case() -> tuple[UUID, str] | None:
        sheet = panel.sheet
        return (sheet.case_id, shown(sheet.petition.filing_number)) if sheet is not None else None

    return Revealing(page, shell, context, box.reserved, case, lambda seen: box.show_marks(seen.of_petitioner))
