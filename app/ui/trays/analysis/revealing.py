"""The differential marks of the open case, seen with a reason."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.filing_number import shown
from app.services.reveal import Revealed
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

    def show(seen: Revealed) -> None:
        box.show_marks(seen.of_petitioner)
        # They are under what is closed most of the time: who asked to see them sees them.
        box.more.setChecked(True)
        last = list(box.differential.values())[-1]
        QTimer.singleShot(0, box, lambda: panel.scroll_area.ensureWidgetVisible(last))

    return Revealing(page, shell, context, box.reserved, case, show)
