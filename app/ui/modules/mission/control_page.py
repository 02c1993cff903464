"""Misionales › Control: how areas are doing, what they sent, and the petitions that wait for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.ui import formats
from app.ui.modules.mission.areas_view import AreasView
from app.ui.modules.mission.check_view import CheckView
from app.ui.modules.mission.petitions_view import PetitionsView
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, Shell
from app.ui.widgets import SegmentedTabs, shortcut

#: Each view has its own keys: a hint never names one that does nothing there.
_HINTS = {
    "check": (("A", "acorde"), ("N", "no acorde"), ("F9", "decidir y siguiente")),
    "waiting": (("F9", "los insumos resuelven"),),
    "areas": (("F6", "recordar al área"),),
}


class ControlPage(Page):
    """Three views of the same work; Ctrl+PgDn goes to the next."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.areas, self.check = AreasView(shell, context), CheckView(shell, context)
        self.petitions = PetitionsView(shell, context)
        self.views: dict[str, CheckView | PetitionsView | AreasView] = {
            "check": self.check,
            "waiting": self.petitions,
            "areas": self.areas,
        }
        segments = [("check", "Por verificar"), ("waiting", "En espera"), ("areas", "Por área")]
        self.tabs = SegmentedTabs(segments, "Vista")
        self.stack = QStackedWidget()
        for view in self.views.values():
            self.stack.addWidget(view)
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.tabs.chosen.connect(self.show_view)
        self.check.counted.connect(self._check_counted)
        self.petitions.counted.connect(lambda n: self.tabs.set_segment("waiting", f"En espera {formats.number(n)}"))
        self.check.decided.connect(self.petitions.reload)
        shortcut("F6", self, self._remind)
        context.changes.arrived.connect(lambda _cases: self._reload() if self.isVisible() else None)

    def activate(self) -> None:
        self._reload()
        self._focus()

    def _reload(self) -> None:
        """News of others must not take the hands from what is being written."""
        for view in self.views.values():
            view.reload()

    def _remind(self) -> None:
        """F6, wherever the focus is in the view of areas."""
        if self.tabs.current() == "areas":
            self.areas.panel.remind.click()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), *_HINTS[self.tabs.current()])

    def show_view(self, key: str) -> None:
        """Show one of the views."""
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self.views[key])
        self.views[key].reload()
        self._focus()
        self.hints_changed.emit()

    def _focus(self) -> None:
        view = self.views[self.tabs.current()]
        pane = view.pane if isinstance(view, AreasView) else view.frame.pane
        pane.table.setFocus()

    def _check_counted(self, count: int) -> None:
        self.tabs.set_segment("check", f"Por verificar {formats.number(count)}")
        self.count_changed.emit(count)
