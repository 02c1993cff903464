"""The list of letters of Firma with its filters: marks live here, so that filtering never loses one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.ui.style import scaled
from app.ui.table import Column, RowModel, TablePane
from app.ui.trays.first import ORDER
from app.ui.trays.signature.rows import FILTERS, SignRow, matches
from app.ui.widgets import Chip, EmptyState, FilterChips
from app.ui.widgets.a11y import INSIDE, shortcut

if TYPE_CHECKING:
    from app.services.trays.slack import Slack

_NO_MATCH = ("Ninguna carta con ese filtro", "Escoja «Todas», o borre lo que escribió para filtrar.")


class LettersList(TablePane):
    """`bar` is the row of filters, to be put above; `marks_moved` says that the marked letters are others."""

    marks_moved = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        empty: EmptyState,
        retry: Callable[[], object],
        *,
        keys: Sequence[str],
        may_mark: Callable[[SignRow], bool],
    ) -> None:
        """`keys` are those of FILTERS to offer."""
        model = RowModel(columns, can_mark=may_mark)
        super().__init__(model, name, empty, retry)
        self._letters = model
        self._rows: list[SignRow] = []
        self._marked: set[UUID] = set()
        self._nothing, self._empty = (empty.title(), empty.sentence()), empty
        self._filters = [each for each in FILTERS if each[0] in keys]
        self.order_words = ORDER
        self.noun = ("carta", "cartas")
        self.chips = FilterChips([Chip(key, title) for key, title, _test in self._filters])
        self.chips.chosen.connect(self.refilter)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filtrar en la lista")
        self.search.setAccessibleName("Filtrar en la lista")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(scaled(110))
        self.search.setMaximumWidth(scaled(260))
        self.search.textChanged.connect(self.refilter)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(6)
        self.bar.addWidget(self.chips)
        self.bar.addStretch(1)
        self.bar.addWidget(self.search, 1)
        self.table.marks_changed.connect(self._note_marks)
        shortcut("Ctrl+A", self, lambda: model.toggle_marks(model.rows()), INSIDE)

    def show_letters(self, rows: Sequence[SignRow]) -> None:
        """Show these letters; marks of those that are still here stay."""
        self._rows = list(rows)
        # What has been held since it was marked is not signed with the others.
        self._marked &= {row.case_id for row in self._rows if not row.letter.held}
        for key, _title, shows in self._filters:
            if key != "marked":
                self.chips.set_count(key, sum(shows(row) for row in self._rows))
        self.refilter()

    def letters(self) -> list[SignRow]:
        """Every letter, whatever the filter shows."""
        return list(self._rows)

    def marked_rows(self) -> list[SignRow]:
        """The marked letters in the order of the list, whatever the filter shows."""
        return [row for row in self._rows if row.case_id in self._marked]

    def slack_to_sign(self) -> Slack | None:
        """The least slack of what is marked, or of every letter while nothing is."""
        return self._letters.clocks.least(row.case_id for row in self.marked_rows() or self._rows)

    def mark(self, cases: set[UUID]) -> None:
        """Mark these of the letters, whatever the filter shows."""
        self._marked |= cases & {row.case_id for row in self._rows}
        self.refilter()

    def unmark(self, cases: set[UUID]) -> None:
        """Forget the marks of these cases."""
        self._marked -= cases
        self.refilter()

    def drop(self, case_id: UUID) -> None:
        """A letter has left: the next one opens by itself."""
        self._rows = [row for row in self._rows if row.case_id != case_id]
        self._marked.discard(case_id)
        self.take_away(case_id)

    def note_opened(self, row: SignRow) -> None:
        """The person has opened the letter."""
        seen = replace(row, opened=True)
        self._rows = [seen if each.case_id == row.case_id else each for each in self._rows]
        self._letters.replace(seen)

    def refilter(self, *_: object) -> None:
        """Show what the filter and the typed words let through."""
        shows = next(test for key, _title, test in self._filters if key == self.chips.current())
        typed = self.search.text().strip()
        self._empty.say(*(_NO_MATCH if self._rows else self._nothing))
        marked = set(self._marked)
        if self.chips.current() == "marked":
            shows = _in(marked)
        rows = [row for row in self._rows if shows(row) and (not typed or matches(row, typed))]
        # The model forgets the marks of rows that it doesn't show: ours are put back.
        blocked = self._letters.blockSignals(True)
        self._letters.clear_marks()
        self._letters.blockSignals(blocked)
        self.set_rows(rows)
        self._letters.set_marked([row for row in rows if row.case_id in marked], True)
        self._marked = marked
        self._count_marks()

    def _count_marks(self) -> None:
        if any(key == "marked" for key, _title, _shows in self._filters):
            self.chips.set_count("marked", len(self._marked))
        self.marks_moved.emit()

    def _note_marks(self, _count: int) -> None:
        shown = {row.case_id for row in self._letters.rows()}
        self._marked = (self._marked - shown) | {row.case_id for row in self._letters.marked()}
        if self.chips.current() == "marked" and not shown <= self._marked:
            # What is no longer marked leaves the list of the marked ones at once.
            self.refilter()
        else:
            self._count_marks()


def _in(cases: set[UUID]) -> Callable[[SignRow], bool]:
    return lambda row: row.case_id in cases
