"""The frame of a work list: filters above; list, papers and panel beside each other; the keys they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Offline, PqrError
from app.settings import Settings
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Shell
from app.ui.style import icon, scaled
from app.ui.table import RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, Strip, shortcut, side_by_side, tool_button


class ListFrame(QWidget):
    """`parts` are what stands at the right of the list, from left to right; `sizes` are of all of them."""

    filter_changed = Signal()
    refresh_asked = Signal()

    def __init__(
        self,
        settings: Settings,
        key: str,
        model: RowModel,
        name: str,
        empty: EmptyState,
        filters: Sequence[tuple[str, str]],
        parts: Sequence[QWidget],
        sizes: list[int],
    ) -> None:
        super().__init__()
        self.model = model
        self.pane = TablePane(model, name, empty, self.refresh_asked.emit)
        # Two ways to say «Vencidos» over one list would be read as two figures of the same thing.
        self.pane.has_terms &= "overdue" not in dict(filters)
        self.chips = FilterChips([Chip(each, title) for each, title in filters])
        self.text = QLineEdit()
        self.text.setPlaceholderText("Filtrar la lista")
        self.text.setAccessibleName(f"Filtrar: {name}")
        self.text.addAction(icon("funnel", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(scaled(210))
        self.text.setMaximumWidth(scaled(220))
        self.strip = Strip("warn", "warning", closable=True)
        self._lay_out(settings, key, parts, sizes)
        self.chips.chosen.connect(lambda _key: self.filter_changed.emit())
        self.text.textChanged.connect(lambda _text: self.filter_changed.emit())
        self._keys()

    def _lay_out(self, settings: Settings, key: str, parts: Sequence[QWidget], sizes: list[int]) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.text)
        row.addWidget(tool_button("arrows-clockwise", "Actualizar la lista", act=self.refresh_asked.emit))
        splitter = side_by_side(self.pane, *parts)
        remember_splitter(splitter, key, settings, sizes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.strip)
        column.addLayout(row)
        column.addWidget(splitter, 1)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many rows each filter would show."""
        for key, count in counts.items():
            self.chips.set_count(key, count)

    def show_error(self, shell: Shell, error: BaseException) -> None:
        """The list could not be read: offline is the window's business; an empty list says why, with a retry."""
        if isinstance(error, Offline) or not isinstance(error, PqrError):
            shell.report(error)
        if isinstance(error, PqrError):
            self.pane.show_error(error.user_message)

    def leave_form(self, panel: QWidget) -> None:
        """Another case comes: with the focus in a field that goes away, the keys would be lost."""
        focus = self.window().focusWidget()
        if focus is not None and panel.isAncestorOf(focus):
            self.pane.table.setFocus()

    def _keys(self) -> None:
        table = self.pane.table
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F3", lambda: table.step(1)),
            ("Shift+F3", lambda: table.step(-1)),
            ("F5", self.refresh_asked.emit),
            ("Esc", table.setFocus),
        )
        for name, act in keys:
            shortcut(name, self, act)
        shortcut("/", table, self.text.setFocus)
