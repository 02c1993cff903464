"""The letters of a batch with their four steps, filtered by what became of them; the list follows the one under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import now
from app.services.signing import LetterOutcome, State, Step
from app.ui.table import RowModel, TablePane
from app.ui.trays.signature.rows import RUN_COLUMNS, RUN_FILTERS, RunRow
from app.ui.trays.signature.run_panel import is_signed, trouble_first
from app.ui.widgets import Chip, EmptyState, FilterChips, text


class RunList(QWidget):
    """`bar` are the filters, to be put above; `open_letter(row)` hears Enter on a signed letter."""

    def __init__(self, open_letter: Callable[[RunRow], object]) -> None:
        super().__init__()
        self._open_letter = open_letter
        self._rows: dict[UUID, RunRow] = {}
        self.follow = True
        self.bar = QHBoxLayout()
        self.chips = FilterChips([Chip(key, title) for key, title, _test in RUN_FILTERS])
        self.chips.chosen.connect(self.refilter)
        self.bar.addWidget(self.chips)
        self.bar.addStretch(1)
        #: Only while letters are being signed: afterwards nothing goes on by itself.
        self.goes_on = text("Puede ir a otra bandeja: el lote sigue.", "help")
        self.bar.addWidget(self.goes_on)
        empty = EmptyState("signature", "Sin cartas", "Ninguna carta del lote está así.")
        self._model = RowModel(RUN_COLUMNS)
        self.pane = TablePane(self._model, "Cartas del lote", empty, retry=lambda: None)
        self.pane.order_words = "radicado → PDF → firma → cargue; cada paso queda en el historial"
        self.pane.noun = ("carta", "cartas")
        self.pane.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)

    def rows(self, cases: Iterable[UUID] | None = None) -> list[RunRow]:
        """Those letters, or every letter, as they are."""
        return [self._rows[case] for case in cases] if cases is not None else list(self._rows.values())

    @property
    def left(self) -> list[UUID]:
        """The letters that are not signed yet, in the order of the list."""
        return [key for key, row in self._rows.items() if not is_signed(row)]

    def show_rows(self, rows: Sequence[RunRow]) -> None:
        """Show these letters in place of the last ones."""
        self._rows = {row.case_id: row for row in rows}
        self.refilter()

    def begin(self, cases: Sequence[UUID]) -> None:
        """A run starts with these: what an earlier one said of them no longer holds."""
        for key in cases:
            self._rows[key] = replace(self._rows[key], outcome=None, now=None, at=None)
        self.goes_on.show()
        self.refilter()

    def note(self, told: Iterable[tuple[LetterOutcome, Step | None]]) -> None:
        """What a run tells, in its order."""
        current: UUID | None = None
        for outcome, step in told:
            at = now() if step is None and outcome.state is State.SIGNED else None
            row = replace(self._rows[outcome.case_id], outcome=outcome, now=step, at=at)
            self._rows[outcome.case_id] = row
            self._model.replace(row)
            current = outcome.case_id
        if current is not None and self.follow:
            self.pane.table.go_to(self._model.find(current))
        for key, _title, shows in RUN_FILTERS:
            self.chips.set_count(key, sum(map(shows, self._rows.values())))

    def conclude(self, untouched: Iterable[LetterOutcome]) -> None:
        """The run is over: problems come first."""
        self.goes_on.hide()
        for outcome in untouched:
            self._rows[outcome.case_id] = replace(self._rows[outcome.case_id], outcome=outcome, now=None)
        self._rows = {row.case_id: row for row in sorted(self._rows.values(), key=trouble_first)}
        self.chips.choose("all")
        self.refilter()
        self.note(())
        self.pane.table.go_to(0)

    def follow_again(self) -> None:
        """The list goes with the letter under way, or stays where the person is."""
        self.follow = not self.follow

    def refilter(self, *_: object) -> None:
        """Show what the filter lets through."""
        shows = next(test for key, _title, test in RUN_FILTERS if key == self.chips.current())
        self.pane.set_rows([row for row in self._rows.values() if shows(row)])

    def _open(self, row: RunRow) -> None:
        if is_signed(row):
            self._open_letter(row)
