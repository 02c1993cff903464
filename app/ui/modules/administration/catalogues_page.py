"""Administrar › Catálogos: what the Unidad changes by itself, proposed by one person and approved by another."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.services.administration import catalogues
from app.services.administration.catalogues import BOOKS, FIXED, CatalogueChange, CatalogueRow, Proposal
from app.ui import formats
from app.ui.modules.administration.catalogue_card import CatalogueCard
from app.ui.modules.administration.catalogue_tabs import CHANGES, book_tab
from app.ui.modules.administration.text_note import TextNote
from app.ui.modules.law.page import LawPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.widgets import button, shortcut


class CataloguesPage(LawPage):
    """A list for each catalogue, and their changes: those that wait for another person first."""

    tabs = (*(book_tab(book) for book in BOOKS), CHANGES)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__(shell, context)
        self.add = button("Agregar…", icon_name="plus", act=self._add, tip="Agregar a este catálogo  (Ctrl+N)")
        top: Any = self.layout()
        top.itemAt(0).layout().insertWidget(2, self.add)
        self.chips.chosen.connect(lambda _key: self._show_add())
        shortcut("F9", self, self._press)
        shortcut("Ctrl+N", self, lambda: self._add() if self.add.isVisible() else None)
        self._show_add()

    def counted(self, key: str, count: int) -> None:
        """What waits for a decision is what counts."""
        changes = [row for row in self.views["changes"].rows if row.decision is None]
        self.chips.set_count(key, len(changes) if key == "changes" else count)
        self.count_changed.emit(len(changes))

    def why_not(self) -> str:
        """Why this person changes nothing here; empty when they may."""
        may = self.context.has_role("admin", "lead")
        return "" if may else "Los cambios los proponen y aprueban el líder y los administradores."

    def ask(self, book: str, kind: str, row: CatalogueRow | None) -> None:
        """Open the card of a change."""
        if book == "act_signer" and kind == "add":
            database = self.context.database
            self.context.background.run(
                lambda: catalogues.lawyers(database),
                show=lambda people: self._open(book, kind, row, people),
                fail=self.shell.report,
                owner=self,
            )
            return
        self._open(book, kind, row, [])

    def approve(self, change: CatalogueChange) -> None:
        """Somebody else's change."""
        self._decide(change, approve=True, note="")

    def reject(self, change: CatalogueChange) -> None:
        """Ask why, then reject or take back."""
        title = "¿Por qué retira la propuesta?" if change.is_mine else "¿Por qué no se aprueba?"
        asked = TextNote(self.window(), title, "Guardar", self.context.calendar.today, asks_day=False)
        asked.answered.connect(lambda note, _day: self._decide(change, approve=False, note=note))
        asked.ask()

    def _press(self) -> None:
        row: Any = self.view.pane.table.current_row()
        if self.view.tab is not CHANGES or row is None or self.why_not():
            return
        if row.decision is None and not row.is_mine:
            self.approve(row)

    def _add(self) -> None:
        self.ask(self.chips.current(), "add", None)

    def _show_add(self) -> None:
        book = self.chips.current()
        self.add.setVisible(book in BOOKS and book not in FIXED and not self.why_not())

    def _open(self, book: str, kind: str, row: CatalogueRow | None, people: list[tuple[str, str]]) -> None:
        database, today = self.context.database, self.context.calendar.today
        code = catalogues.next_code(self.views[book].rows) if book == "denial_reason" and row is None else ""

        def act(asked: Proposal) -> None:
            done = "Cambio propuesto: lo aprueba otra persona."
            self.carry(card, lambda: catalogues.propose(database, asked), lambda _none: done)

        card = CatalogueCard(self.window(), book, kind, row, today, act, code=code, people=people)
        card.ask()

    def _decide(self, change: CatalogueChange, *, approve: bool, note: str) -> None:
        database = self.context.database
        self.context.background.write(
            lambda: catalogues.decide(database, change.change_id, approve=approve, note=note),
            show=partial(self._decided, change, approve),
            fail=self.shell.report,
            owner=self,
        )

    def _decided(self, change: CatalogueChange, approved: bool, in_force: bool) -> None:
        if not approved:
            self.shell.say("El cambio no va." if not change.is_mine else "Propuesta retirada.")
        else:
            since = "Rige desde ya." if in_force else f"Rige desde el {formats.date(change.valid_from)}."
            self.shell.say(f"Cambio aprobado. {since}")
        self.reload()
