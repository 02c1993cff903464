"""Finding a case among the rows of a tray, with the keys that a person uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.ui.table import CaseTable
from app.ui.tour.hands import Hands


def go_to_case(hands: Hands, table: CaseTable, case: UUID, seconds: float = 30.0) -> None:
    """Wait for the case among the rows and move the cursor to it with J and K."""
    at = hands.until(lambda: position(table, case) + 1, "el caso no está en la lista", seconds) - 1
    table.setFocus()
    while table.currentIndex().row() != at:
        hands.keys(table, "J" if table.currentIndex().row() < at else "K")


def go_to_row(hands: Hands, table: CaseTable, wanted: Callable[[Any], bool], seconds: float = 30.0) -> None:
    """The same for rows that are not cases."""
    model: Any = table.model()

    def find() -> int:
        rows = (model.row_at(number) for number in range(model.rowCount()))
        return next((n for n, row in enumerate(rows, 1) if row is not None and wanted(row)), 0)

    at = hands.until(find, "lo que se busca no está en la lista", seconds) - 1
    table.setFocus()
    while table.currentIndex().row() != at:
        hands.keys(table, "J" if table.currentIndex().row() < at else "K")


def position(table: CaseTable, case: UUID) -> int:
    """Number of the row with that case, or -1."""
    model: Any = table.model()
    for number in range(model.rowCount()):
        row = model.row_at(number)
        if row is not None and _case_of(row) == case:
            return number
    return -1


def _case_of(row: Any) -> UUID | None:
    for name in ("case_id", "case"):
        value = getattr(row, name, None)
        if isinstance(value, UUID):
            return value
    return None
