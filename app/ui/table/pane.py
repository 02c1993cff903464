"""A table in its card, with its loading, empty and error states and a footer that counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from app import clock
from app.ui import formats
from app.ui.table.model import CellModel, RowModel
from app.ui.table.paging import PagedModel
from app.ui.table.terms import TermChips, counted
from app.ui.table.view import CaseTable
from app.ui.table.whereabouts import Whereabouts
from app.ui.theme.theme import scaled
from app.ui.widgets.card import Card
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.states import EmptyState, States

_AGE = " · como estaban a las "


class TablePane(Card):
    """What a tray puts at its left. `set_rows` keeps the cursor on the same case where it can."""

    def __init__(self, model: CellModel, name: str, empty: EmptyState, retry: Callable[[], object]) -> None:
        super().__init__()
        self.model = model
        #: Counts by term over the list; a page that filters by its own terms sets `has_terms` to False.
        self.terms, self.has_terms = TermChips(), isinstance(model, RowModel) and model.clocks.at >= 0
        self.column.addWidget(self.terms)
        self._aside: set[Hashable] = set()
        self.table = CaseTable(model, name)
        self.states = States(self.table, empty, retry)
        self.column.addWidget(self.states, 1)
        self.footer = ElidedLabel("", "help")
        self.footer.setContentsMargins(12, 6, 12, 7)
        self.column.addWidget(self.footer)
        self.order_words = ""
        #: What the rows are, one and many.
        self.noun = ("caso", "casos")
        self._read_at, self._is_asked, self._is_old = clock.now(), True, False
        self.setMinimumWidth(scaled(300))
        self.table.marks_changed.connect(self._count)
        self.table.slack_shown.connect(self._slack_shown)
        self.terms.chosen.connect(self._only)
        if isinstance(model, PagedModel):
            model.counted.connect(self._count)
            model.loaded.connect(self._paged_loaded)

    def show_loading(self) -> None:
        """Skeleton, if there is nothing to show yet; rows already shown stay while they are refreshed."""
        self._is_asked = True
        if not self.model.rowCount():
            self.states.show_loading()

    def show_error(self, sentence: str) -> None:
        """Why the list could not be loaded; rows already shown stay, with the time at which they were so.

        After three days without the server what was read is wiped from the disk: it does not stay on screen either.
        """
        from app.services.offline.contact import TRUSTED

        self._is_asked = False
        if self.model.rowCount() and clock.now() - self._read_at < TRUSTED:
            self._is_old = True
            words = self.footer.text().partition(_AGE)[0]
            self.footer.setText(f"{words}{_AGE}{formats.clock(self._read_at)}")
            return
        self.states.show_error(sentence, "No se pudo cargar la bandeja")

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows (RowModel), with the cursor on the same case, else on the same position.

        What is selected stays selected, and the rows under the eyes stay where they are, whatever comes above them.
        """
        assert isinstance(self.model, RowModel)
        if self._is_asked:
            # Else the same answer is only filtered anew.
            self._read_at, self._is_asked, self._is_old = clock.now(), False, False
        here = self.table.currentIndex().row()
        current = self.model.row_at(here)
        has_keys = self._has_keys()
        place = Whereabouts(self.table, self.model)
        model = self.model

        def put() -> None:
            model.set_rows(rows)
            if not model.rowCount():
                self.states.show_empty()
                return
            self.states.show_content()
            again = model.find(model.key_of(current)) if current is not None else -1
            self.table.go_to(again if again >= 0 else max(0, here))
            place.restore(stays=again >= 0)

        self.table.settle(put)
        if has_keys:
            self._keep_keys()
        self._count()

    def take_away(self, key: Any) -> None:
        """Take a finished case out; the cursor goes to the one that moves up into its place."""
        assert isinstance(self.model, RowModel)
        at = self.model.remove(key)
        if at < 0:
            return
        if self.model.rowCount():
            self.table.go_to(at)
        else:
            has_keys = self._has_keys()
            self.states.show_empty()
            self.table.current_changed.emit(None)
            if has_keys:
                self._keep_keys()
        self._count()

    def _only(self, key: str) -> None:
        """Only the rows of that term, or all again; the cursor stays on its case where it is among them."""
        model, here = self.model, self.table.current_row()
        assert isinstance(model, RowModel)

        def put() -> None:
            model.only = key
            model.set_rows(model.every_row())
            self.table.go_to(max(0, model.find(model.key_of(here)) if here is not None else 0))

        # What is marked and left out is not acted on, and is marked again when it comes back.
        kept = {model.key_of(row) for row in model.marked()} | self._aside
        self.table.settle(put)
        shown = [row for row in model.rows() if model.key_of(row) in kept]
        self._aside = kept - {model.key_of(row) for row in shown}
        model.set_marked(shown, True)
        self._count()

    def _has_keys(self) -> bool:
        """Whether the table has the focus, or nothing in particular around it."""
        here = self.window().focusWidget()
        return here is None or here is self.table or here.isAncestorOf(self.table)

    def _keep_keys(self) -> None:
        """An empty list holds the focus itself: no button nearby may get it by chance."""
        (self.table if self.model.rowCount() else self).setFocus()

    def _paged_loaded(self) -> None:
        if self.model.rowCount():
            self.states.show_content()
            self.table.go_to(0)
        else:
            self.states.show_empty()

    def _slack_shown(self) -> None:
        """Newer clocks may move rows in or out of the term that is shown."""
        self._count()
        model = self.model
        if isinstance(model, RowModel) and model.only and self._terms()[model.only] != model.rowCount():
            self._only(model.only)

    def _terms(self) -> dict[str, int]:
        assert isinstance(self.model, RowModel)
        clocks = [self.model.clocks.of(self.model.key_of(row)) for row in self.model.every_row()]
        return counted(slack.days_left for slack in clocks if slack is not None)

    def _count_terms(self) -> None:
        model = self.model
        if isinstance(model, RowModel) and self.has_terms:
            self.terms.setVisible(bool(model.rowCount()))
            self.terms.show_counts(self._terms(), model.only)

    def _count(self, *_: object) -> None:
        total, exact = self.model.rowCount(), True
        if isinstance(self.model, PagedModel):
            total, exact = self.model.total()
        one, many = self.noun
        words = formats.plural(total, one, many) if exact else f"{formats.number(total)}+ {many}"
        if isinstance(self.model, RowModel) and self.model.only:
            words = f"{formats.number(total)} de {formats.plural(len(self.model.every_row()), one, many)}"
        self._count_terms()
        marked = len(self.model.marked())
        if marked:
            ending = "a" if one.endswith("a") else "o"
            words = f"{formats.plural(marked, f'marcad{ending}', f'marcad{ending}s')} de {words}"
        words = f"{words} · {self.order_words}" if self.order_words else words
        self.footer.setText(f"{words}{_AGE}{formats.clock(self._read_at)}" if self._is_old else words)
