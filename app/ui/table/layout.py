"""Which columns fit: hide, fold, and share the room that is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtWidgets import QTableView

from app.ui.table.columns import Column
from app.ui.theme.theme import scaled

#: A pill takes no more than so many times what its column declares: the rest of the row is read too.
_MOST = 1.7


def fit_columns(
    view: QTableView, columns: Sequence[Column], folds: dict[int, int], needs: Callable[[int], float] = lambda _at: 0
) -> None:
    """Hide what does not fit, note in `folds` what goes under another column, share the rest of the room.

    `needs` says how much the pills of a column take: a term or a state is never cut where a name can be.
    """
    wide = view.viewport().width()
    at = {column.key: number for number, column in enumerate(columns)}
    folds.clear()
    fixed = 0
    elastic: list[int] = []
    for number, column in enumerate(columns):
        hidden = wide < scaled(column.hide_below)
        view.setColumnHidden(number, hidden)
        if hidden and column.folds_into:
            folds[at[column.folds_into]] = number
        elif not hidden and column.width:
            room = scaled(column.width)
            if column.paint in ("slack", "pill"):
                room = max(room, min(ceil(needs(number)), round(room * _MOST)))
            view.horizontalHeader().resizeSection(number, room)
            fixed += room
        elif not hidden:
            elastic.append(number)
    if not elastic and folds:
        # All the rest of the room is for the column that carries another: neither cut nor followed by nothing.
        elastic = [next(iter(folds))]
        fixed -= scaled(columns[elastic[0]].width)
    whole = sum(columns[number].share for number in elastic)
    for number in elastic:
        room = int((wide - fixed) * columns[number].share / whole)
        view.horizontalHeader().resizeSection(number, max(24, room))
