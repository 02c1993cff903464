"""Beside the list: the letter of a row as it would be signed, what differs among all, and the order to draft them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.bulk.groups import BulkRow
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.library import ApprovedText
from app.ui.modules.bulk.differences_view import DifferencesView
from app.ui.modules.bulk.preview import RowPreview
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import Card, Check, KeyCap, SegmentedTabs, button, text


class Side(QWidget):
    """`viewer` shows one letter, `differences` all of them; below, what was checked and the button."""

    def __init__(self, shell: Shell, context: PageContext, act: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.tabs = SegmentedTabs([("letter", "Carta de la fila"), ("differences", "Diferencias")], "Vista previa")
        self.tabs.chosen.connect(self.choose)
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        row.addStretch(1)
        column.addLayout(row)
        self.viewer = DocumentViewer(context.background)
        self.which = text("", "strong")
        self.viewer.bar_left.addWidget(self.which)
        self.differences = DifferencesView(shell, context)
        inside = Card()
        inside.column.addWidget(self.differences)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.viewer)
        self.stack.addWidget(inside)
        column.addWidget(self.stack, 1)
        self.preview = RowPreview(self.viewer, shell, context)
        foot = Card(margin=12, spacing=4)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        foot.column.addLayout(self._checks)
        row = QHBoxLayout()
        self.go = button("Proyectar", "primary", icon_name="stack", act=act)
        row.addWidget(self.go, 1)
        row.addWidget(KeyCap("F9", big=True))
        foot.column.addLayout(row)
        column.addWidget(foot)

    def choose(self, key: str) -> None:
        """Show the letter or the differences."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex(0 if key == "letter" else 1)

    def show_row(self, row: BulkRow | None, recipe: Mapping[str, ApprovedText] | None, foot: Foot = NO_FOOT) -> None:
        """The letter of that row; a row of a sheet that names no case says so."""
        self.which.setText(row.label if row else "Sin fila")
        if row is None or row.has_case:
            self.preview.show_case(row.case_id if row else None, row.label if row else "", recipe, foot)
        else:
            self.preview.explain(row.label, row.reason)

    def say(self, checks: Sequence[Check], words: str, *, ready: bool) -> None:
        """What was checked, and whether the letters can be drafted."""
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in checks:
            self._checks.addWidget(each)
        self.go.setText(f"\u2002{words}")
        self.go.setEnabled(ready)
