"""What happened to the case, newest first, each step under its printed activity number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.reads.case_sheet import HistoryLine
from app.ui import formats
from app.ui.widgets import KeyCap, text

#: Older steps are counted, not listed: the panel is for working.
MOST = 14


class HistoryList(QWidget):
    """Date, activity number, what was done and by whom."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(2, 1)

    def set_lines(self, lines: Sequence[HistoryLine], earlier: int = 0) -> None:
        """Show these; `earlier` counts other petitions of the same person."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not lines:
            return
        self._grid.addWidget(text("HISTORIAL", "section"), 0, 0, 1, 3)
        row = 1
        if earlier:
            words = formats.plural(earlier, "petición anterior", "peticiones anteriores")
            self._grid.addWidget(text(f"{words} de la misma persona", "help", wrap=True), row, 0, 1, 3)
            row += 1
        for line in lines[:MOST]:
            self._add(row, line)
            row += 1
        if len(lines) > MOST:
            self._grid.addWidget(text(f"y {len(lines) - MOST} pasos anteriores", "help"), row, 0, 1, 3)

    def _add(self, row: int, line: HistoryLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(text(formats.short_date(line.at.date()), "help"), row, 0, top)
        self._grid.addWidget(KeyCap(str(line.number)), row, 1, top)
        about = f" · {line.about}" if line.about else ""
        words = text(f"{line.label}{about} · {line.who}", "sub", wrap=True)
        words.setToolTip(f"Actividad {line.number}, {formats.moment(line.at)}")
        words.setAccessibleName(f"Actividad {line.number}: {line.label}{about}, {line.who}, {formats.moment(line.at)}")
        self._grid.addWidget(words, row, 2, top)
