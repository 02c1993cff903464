"""The list of a tab beside what is said of its current row and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Offline, PqrError
from app.ui import formats
from app.ui.modules.law.tab import Act, LawTab
from app.ui.shell.appearance import remember_splitter
from app.ui.table import RowModel, TablePane
from app.ui.widgets import button, side_by_side, text
from app.ui.widgets.cards import PanelCard

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


class RowPanel(PanelCard):
    """What is known of a row, and its buttons; a closed one says why under it."""

    def __init__(self, page: LawPage, tab: LawTab) -> None:
        super().__init__()
        self._page, self._tab = page, tab
        self.title, self.subtitle = text("", "heading", wrap=True), text("", "sub", wrap=True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head.addWidget(self.title)
        self.head.addWidget(self.subtitle)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.body.addLayout(self.lines)
        self.body.addStretch(1)
        self.buttons: list[QWidget] = []
        self.show_row(None)

    def show_row(self, row: Any | None) -> None:
        """A row, or none."""
        _empty(self.lines)
        _empty(self.foot)
        self.buttons = []
        if row is None:
            self.title.setText(self._tab.title)
            self.subtitle.setText("Elija una fila para ver su detalle")
            return
        facts = self._tab.facts(row)
        self.title.setText(facts.title)
        self.subtitle.setText(facts.subtitle)
        for what, value in facts.lines:
            self.lines.addWidget(text(f"<b>{escape(what)}</b><br>{escape(value)}", wrap=True))
        for act in self._tab.acts(self._page, row):
            self._add(act)

    def _add(self, act: Act) -> None:
        made = button(act.words, icon_name=act.icon, act=act.run, tip=act.why_not or act.words)
        made.setEnabled(not act.why_not)
        made.setAccessibleDescription(act.why_not)
        self.foot.addWidget(made)
        self.buttons.append(made)
        if act.why_not:
            self.foot.addWidget(text(act.why_not, "help", wrap=True))


class LawView(QWidget):
    """One tab."""

    def __init__(self, page: LawPage, tab: LawTab) -> None:
        super().__init__()
        self._page, self.tab = page, tab
        self.model = RowModel(tab.columns, key_of=tab.key_of)
        self.pane = TablePane(self.model, tab.title, tab.empty(), page.reload)
        self.panel = RowPanel(page, tab)
        self.rows: Sequence[Any] = ()
        self.splitter = splitter = side_by_side(self.pane, self.panel)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        remember_splitter(splitter, f"law_{tab.key}", page.shell.settings, [880, 368])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self.pane.table.current_changed.connect(self.panel.show_row)

    def read(self) -> None:
        """Ask for the rows again."""
        context = self._page.context
        self.pane.show_loading()
        context.background.run(
            lambda: self.tab.read(context.database, context.calendar),
            show=self._arrived,
            fail=self._failed,
            key=("law", self.tab.key, id(self)),
            owner=self,
        )

    def _arrived(self, rows: Sequence[Any]) -> None:
        self.rows = rows
        self.pane.set_rows(list(rows))
        self.pane.footer.setText(formats.plural(len(rows), *self.tab.noun))
        if not rows:
            self.panel.show_row(None)
        self._page.counted(self.tab.key, len(rows))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Offline) or not isinstance(error, PqrError):
            self._page.shell.report(error)
        if isinstance(error, PqrError):
            self.pane.show_error(error.user_message)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
