"""A list with its filters above it, as both views of Masiva have: rows kept here, counted and shown by state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.table import RowModel, TablePane
from app.ui.widgets import Card, Chip, EmptyState, FilterChips


class RowList(Card):
    """`chips` choose which of the rows `pane` shows; `above` is room for what is said of all of them."""

    def __init__(
        self,
        filters: Sequence[tuple[str, str]],
        state_of: Callable[[Any], str],
        model: RowModel,
        name: str,
        empty: EmptyState,
        retry: Callable[[], object],
    ) -> None:
        """`filters` are (key, title), «all» among them; a row is shown under the key that `state_of` gives."""
        super().__init__()
        self._filters, self._state_of = filters, state_of
        self._rows: Sequence[Any] = ()
        self.chips = FilterChips([Chip(key, title) for key, title in filters])
        self.chips.chosen.connect(lambda _key: self._show())
        inset = QHBoxLayout()
        inset.setContentsMargins(10, 8, 10, 4)
        inset.addWidget(self.chips)
        inset.addStretch(1)
        self.column.addLayout(inset)
        self.above = QVBoxLayout()
        self.column.addLayout(self.above)
        self.pane = TablePane(model, name, empty, retry)
        self.column.addWidget(self.pane, 1)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Count them all and show those of the filter in use."""
        self._rows = rows
        for key, _title in self._filters:
            self.chips.set_count(key, sum(1 for r in rows if key in ("all", self._state_of(r))))
        self._show()

    def _show(self) -> None:
        wanted = self.chips.current()
        self.pane.set_rows([r for r in self._rows if wanted in ("all", self._state_of(r))])
