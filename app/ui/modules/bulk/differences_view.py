"""What differs among the letters about to be drafted: fields and paragraphs, how many values each takes, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.bulk.differences import Difference, read_differences
from app.services.drafting.library import ApprovedText
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import EmptyState

Wanted = tuple[tuple[UUID, ...], Mapping[str, ApprovedText]]


def _what(row: Difference) -> Cell:
    detail = row.template if row.part == "paragraph" else " · ".join(row.examples) or "sin valor en ninguna"
    return Cell(row.name, detail, strong=row.varies, tip=" · ".join(row.examples))


def _values(row: Difference) -> Cell:
    if row.gaps:
        return Cell(f"{formats.number(row.gaps)} sin valor", tone="danger", icon="warning-circle-fill")
    if not row.varies:
        return Cell("Igual", tone="good", icon="equals")
    return Cell(f"{formats.number(row.different)} valores", tone="info", icon="not-equals")


class DifferencesView(QWidget):
    """Asks the server only while it is on screen; the last letters and texts told are the ones shown."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._wanted: Wanted | None = None
        self._shown: Wanted | None = None
        self.rows: list[Difference] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        model = RowModel(
            [
                Column("what", "Qué dice la carta", "two_lines", _what),
                Column("values", "En todas", "pill", _values, width=118),
            ],
            key_of=lambda row: (row.part, row.claim_code, row.place, row.template),
        )
        empty = EmptyState("equals", "Sin cartas que comparar", "Hacen falta casos iguales y un texto por pretensión.")
        self.pane = TablePane(model, "Diferencias entre las cartas", empty, self._read)
        self.pane.noun = ("dato", "datos")
        self.pane.order_words = "lo que cambia va primero"
        column.addWidget(self.pane)

    def tell(self, cases: Sequence[UUID], recipe: Mapping[str, ApprovedText] | None) -> None:
        """The letters to compare from now on."""
        self._wanted = (tuple(cases), recipe) if cases and recipe else None
        if self._wanted is None:
            self._shown, self.rows = None, []
            self.pane.set_rows([])
        elif self.isVisible():
            self._read()

    def showEvent(self, event: object) -> None:
        """On screen: compare what was told meanwhile."""
        if self._wanted is not None and self._wanted != self._shown:
            self._read()

    def _read(self) -> None:
        wanted, database = self._wanted, self._context.database
        if wanted is None:
            return
        self.pane.show_loading()
        self._context.background.run(
            lambda: read_differences(database, *wanted),
            show=lambda rows: self._show(wanted, rows),
            fail=self._shell.report,
            key=("bulk-differences", id(self)),
            owner=self,
        )

    def _show(self, wanted: Wanted, rows: list[Difference]) -> None:
        self._shown, self.rows = wanted, rows
        self.pane.set_rows(rows)
