"""The list of a tab beside what is said of its current row and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Offline, PqrError
from app.ui import formats
from app.ui.modules.law.tab import Act, LawTab
from app.ui.shell.appearance import remember_splitter
from app.ui.table import RowModel, TablePane
from app.ui.widgets import KeyCap, button, side_by_side, text
from app.ui.widgets.buttons import Kind
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
        acts = self._tab.acts(self._page, row)
        reasons = [act.why_not for act in acts]
        for at, act in enumerate(acts):
            self._add(act)
            # A reason that closes several buttons is said once, under the last of them.
            if act.why_not and act.why_not not in reasons[at + 1 :]:
                self.foot.addWidget(text(act.why_not, "help", wrap=True))

    def _add(self, act: Act) -> None:
        kind: Kind = "primary" if act.keys else ""
        made = button(act.words, kind, icon_name=act.icon, act=act.run, tip=act.why_not or act.words)
        made.setEnabled(not act.why_not)
        made.setAccessibleDescription(act.why_not)
        self.foot.addWidget(_with_key(made, act.keys) if act.keys else made)
        self.buttons.append(made)


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


def _with_key(made: QWidget, keys: str) -> QWidget:
    """The main button with its key beside it."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(made, 1)
    row.addWidget(KeyCap(keys, big=True))
    return both


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
