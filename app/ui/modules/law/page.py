"""Bandejas › Trámites de ley: six lists of what the law does with petitions besides their answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.modules.law import answers, claims, priorities, proofs, transfers, withdrawals
from app.ui.modules.law.tab import LawTab
from app.ui.modules.law.view import LawView
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, Shell
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.proof_file import choose_file
from app.ui.widgets import Chip, FilterChips, shortcut, tool_button

_Answer = TypeVar("_Answer")
_LAW = (priorities.TAB, proofs.TAB, transfers.TAB, withdrawals.TAB, claims.TAB, answers.TAB)


class LawPage(Page):
    """Each tab is a list with its panel; the acts of an agent on one case are in Análisis."""

    tabs: ClassVar[Sequence[LawTab]] = _LAW

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self.context = shell, context
        #: What asks for a file; who tests it answers by itself.
        self.choose: Callable[[QWidget], str] = choose_file
        self.chips = FilterChips([Chip(tab.key, tab.title) for tab in self.tabs])
        self.stack = QStackedWidget()
        self.views = {tab.key: LawView(self, tab) for tab in self.tabs}
        for view in self.views.values():
            self.stack.addWidget(view)
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(tool_button("arrows-clockwise", "Actualizar la lista  (F5)", act=self.reload))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.chips.chosen.connect(self._choose)
        shortcut("F5", self, self.reload)
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)

    @property
    def view(self) -> LawView:
        """The tab on screen."""
        return self.views[self.chips.current()]

    def activate(self) -> None:
        self.reload()
        self.view.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F5", "actualizar"))

    def reload(self) -> None:
        """Read the lists again: their figures stand on their names."""
        for view in self.views.values():
            view.read()

    def counted(self, key: str, count: int) -> None:
        """How many rows a list has."""
        self.chips.set_count(key, count)
        self.count_changed.emit(sum(sum(map(tab.counts, self.views[tab.key].rows)) for tab in self.tabs))

    def carry(self, card: ActCard, job: Callable[[], _Answer], words: Callable[[_Answer], str]) -> None:
        """Carry out the card's act; then say what happened and read the lists again."""

        def done(answer: _Answer) -> None:
            self.shell.say(words(answer))
            self.reload()

        card.carry(self.context.background, job, done, self.shell.report)

    def _choose(self, key: str) -> None:
        self.stack.setCurrentWidget(self.views[key])
        self.views[key].pane.table.setFocus()
