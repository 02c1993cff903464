"""The line above the editor: which case, its term (always in sight), how it is kept, and its versions."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.services.drafting.sheet import DraftSheet
from app.ui import formats
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import ElidedLabel, button, text
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.texts import restyle


class Header(QWidget):
    """Empty while there is no case."""

    versions_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 0, 2)
        row.setSpacing(9)
        self.number = text("", "heading")
        self.slack = TermClock(beside=True)
        self.due = text("", "sub")
        self.person = ElidedLabel("", "sub")
        self.person.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._icon = IconLabel("cloud-check", "good", 16)
        self.state = text("", "sub")
        self.state.setAccessibleName("Estado del borrador")
        self.versions = button("Versiones", icon_name="clock-counter-clockwise", tip="Ctrl+H")
        self.versions.clicked.connect(self.versions_asked)
        row.addWidget(self.number)
        row.addWidget(self.slack)
        row.addWidget(self.due)
        row.addWidget(self.person, 1)
        row.addWidget(self._icon)
        row.addWidget(self.state)
        row.addWidget(self.versions)
        self.clear()

    def clear(self) -> None:
        """No case."""
        self.number.setText("")
        self.due.setText("")
        self.person.setText("")
        self.state.setText("")
        self.slack.hide()
        self._icon.hide()
        self.versions.setEnabled(False)

    def show_sheet(self, sheet: DraftSheet, days_left: int | None) -> None:
        """Whose case it is and when it is due."""
        self.number.setText(sheet.label)
        self.due.setText(f"vence el <b>{formats.date(sheet.due_on)}</b> ·" if sheet.due_on else "")
        identity = sheet.fields.get("documento") or ""
        self.person.setText(f"{sheet.name} · {identity}" if identity else sheet.name)
        self.slack.set_days(days_left)
        self.count_versions(len(sheet.versions))

    def count_versions(self, count: int) -> None:
        """How many versions the server holds."""
        self.versions.setText(f"\u2002Versiones {count}")
        self.versions.setEnabled(count > 0)

    def say(self, words: str, tone: str, icon_name: str) -> None:
        """How the draft is kept."""
        self._icon.set_icon(icon_name, {"neutral": "text3"}.get(tone, tone))
        self._icon.show()
        self.state.setText(words)
        self.state.setProperty("tone", tone if tone in ("warn", "danger") else "")
        restyle(self.state)
