"""What Impresión looks like: batches at the left, the pile of the one in use, and its panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.legal_calendar import LegalCalendar
from app.services.output import print_batches, printing
from app.services.output.print_batches import OpenBatch
from app.services.output.printing import Address, PrintBatch, PrintRow
from app.ui.table import RowModel, TablePane
from app.ui.trays.printing.panel import PrintPanel
from app.ui.trays.printing.rows import BATCH_COLUMNS, BATCH_FILTERS, PAPER_COLUMNS, BatchRow, PaperRow
from app.ui.widgets import Chip, EmptyState, FilterChips, side_by_side
from app.ui.widgets.a11y import INSIDE, shortcut

if TYPE_CHECKING:
    from app.services.trays.slack import Slack

_NOWHERE = Address("", "", "")
#: Activity where the letters of a batch wait.
PRINT = 26


class PrintingView(QWidget):
    """Shows what it is given: groups that wait for a batch, and the open batches with what was read of each."""

    def __init__(self, calendar: LegalCalendar, panel: PrintPanel, retry: Callable[[], object]) -> None:
        super().__init__()
        self._calendar, self.panel = calendar, panel
        self._addresses: dict[UUID, Address] = {}
        self._made: list[BatchRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        split = side_by_side()
        column.setSpacing(8)
        self.chips = FilterChips([Chip(key, title) for key, (title, _shows) in BATCH_FILTERS.items()])
        self.chips.chosen.connect(self._refilter)
        bar = QHBoxLayout()
        bar.addWidget(self.chips)
        bar.addStretch(1)
        column.addLayout(bar)
        column.addWidget(split, 1)
        empty = EmptyState("printer", "Nada por imprimir", "Las cartas llegan aquí cuando quedan firmadas.")
        self.batch_model = RowModel(BATCH_COLUMNS, key_of=lambda row: row.key)
        self.batch_model.clocks.group = lambda row: (row.batch.first_due, PRINT)
        self.batches = TablePane(self.batch_model, "Lotes", empty, retry)
        self.batches.noun = ("lote", "lotes")
        self.model = RowModel(PAPER_COLUMNS, can_mark=lambda row: row.is_ready)
        none = EmptyState("envelope-simple", "Sin cartas", "Escoja un lote de la lista.")
        self.letters = TablePane(self.model, "Cartas del lote", none, retry)
        # A pile of paper is read whole and in its order: its lots are filtered, not its letters.
        self.letters.has_terms = False
        self.letters.order_words = "prioritarias primero, en orden postal"
        self.letters.noun = ("carta", "cartas")
        for widget in (self.batches, self.letters, panel):
            split.addWidget(widget)
        split.setSizes([320, 650, 322])
        split.setStretchFactor(1, 1)
        panel.slack.pick = self._batch_slack
        self.batches.table.current_changed.connect(self._show_letters)
        self.letters.table.marks_changed.connect(self.refresh_panel)
        shortcut("Ctrl+A", self, lambda: self.model.toggle_marks(self.model.rows()), INSIDE)

    def show_rows(self, rows: Sequence[PrintRow], opened: Sequence[OpenBatch], addresses: dict[UUID, Address]) -> None:
        """Show these letters in their batches, the open ones first; `addresses` are the new ones."""
        self._addresses |= addresses
        days = self._calendar.days_left
        made: list[BatchRow] = []
        for each in opened:
            inside = sorted((row for row in rows if row.batch_id == each.batch_id), key=lambda row: row.place or 0)
            batch = PrintBatch(each.batch_code, each.title, tuple(inside))
            made.append(BatchRow(batch, days(batch.first_due), each))
        made += [BatchRow(batch, days(batch.first_due)) for batch in printing.batches(rows)]
        self._made = made
        self._refilter()

    def _refilter(self, *_: object) -> None:
        for key, (_title, shows) in BATCH_FILTERS.items():
            self.chips.set_count(key, sum(map(shows, self._made)))
        shows = BATCH_FILTERS[self.chips.current()][1]
        self.batches.set_rows([row for row in self._made if shows(row)])
        self._show_letters(self.current())

    def go_to(self, batch_id: UUID) -> None:
        """Put the cursor on an open batch, whatever the filter shows."""
        if not any(row.key == str(batch_id) for row in self.batch_model.rows()):
            self.chips.choose("all")
            self._refilter()
        for at, row in enumerate(self.batch_model.rows()):
            if row.key == str(batch_id):
                self.batches.table.go_to(at)
                return

    def known(self) -> frozenset[UUID]:
        """Letters whose address is known already."""
        return frozenset(self._addresses)

    def current(self) -> BatchRow | None:
        """The batch in use."""
        row = self.batches.table.current_row()
        return row if isinstance(row, BatchRow) else None

    def _batch_slack(self) -> Slack | None:
        row = self.current()
        return self.batch_model.clocks.of(row.key) if row is not None else None

    def letter(self) -> PaperRow | None:
        """The letter under the cursor."""
        row = self.letters.table.current_row()
        return row if isinstance(row, PaperRow) else None

    def marked(self) -> list[PaperRow]:
        """The marked letters in the order of the pile."""
        return [row for row in self.model.given() if self.model.is_marked(row)]

    def refresh_panel(self, *_: object) -> None:
        """Say what the next step is."""
        row = self.current()
        if row is not None and row.open is not None:
            self.panel.show_open(row, self.model.given())
        else:
            self.panel.show_waiting(row, self.marked())

    def _show_letters(self, row: BatchRow | None) -> None:
        days = self._calendar.days_left
        letters = row.batch.rows if row is not None else ()
        gone = {each.case_id for each in print_batches.missing(letters)}
        shown = [
            PaperRow(
                each, each.place or place, self._addresses.get(each.case_id, _NOWHERE), days(each.due_on),
                _pile(each, gone) if row is not None and row.open is not None else "",
            )
            for place, each in enumerate(letters, 1)
        ]  # fmt: skip
        # What must be solved is on top; the rest keeps the order of the pile.
        shown.sort(key=lambda each: (each.pile not in ("missing", "out_of_order") if each.pile else False, each.place))
        before = {each.case_id for each in self.model.rows()}
        self.letters.set_rows(shown)
        # A batch begins with everything that can be printed marked; what the person unmarked stays so.
        self.model.set_marked([each for each in shown if each.case_id not in before and each.is_ready], True)
        self.model.set_marked([each for each in shown if not each.is_ready], False)
        self.refresh_panel()


def _pile(row: PrintRow, missing: set[UUID]) -> str:
    if row.out_of_order:
        return "out_of_order"
    if row.read_at is not None:
        return "read"
    return "missing" if row.case_id in missing else "waiting"
