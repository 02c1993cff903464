"""Bandejas › Avales: one decision at a time, or a batch of one reason with an outcome for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from app.filing_number import shown
from app.services.trays import endorsements as service
from app.services.trays.endorsements import EndorsementRow
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel
from app.ui.trays.documents import DocumentPane
from app.ui.trays.endorsements.columns import columns
from app.ui.trays.endorsements.decided import DecidedCard
from app.ui.trays.endorsements.deciding import Deciding
from app.ui.trays.endorsements.opened import OpenedRequest
from app.ui.trays.endorsements.panel import EndorsementPanel
from app.ui.trays.list_frame import ListFrame
from app.ui.widgets import EmptyState, shortcut

Outcomes = Mapping[UUID, tuple[bool, str]]


class EndorsementsPage(Page):
    """List | act and petition | decision. Decided rows stay in place until the list is asked for again."""

    holds_case = True

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[EndorsementRow] = []
        self._decided: list[service.Decided] = []
        self.papers = DocumentPane(context.background, context.database, drafted="Acto")
        self.panel = EndorsementPanel(context)
        self.outcomes = self.panel.outcomes
        self.model = RowModel(columns(self.outcomes), can_mark=partial(_can_mark, self.outcomes))
        empty = EmptyState("scales", "Nada por avalar", "Cuando un agente pida un aval o un desglose, aparece aquí.")
        parts = (self.papers, self.panel)
        self.frame = ListFrame(
            shell.settings, "endorsements", self.model, "Avales por decidir", empty, service.FILTERS, parts,
            [540, 366, 340],
        )  # fmt: skip
        self.pane, self.report = self.frame.pane, self.frame.strip
        self.pane.order_words = "por holgura"
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.frame)
        self.opened = OpenedRequest(context, shell, self.panel, self.papers)
        self.deciding = Deciding(context, shell, self.panel, self._batch)
        self._connect()

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def commands(self) -> Sequence[PaletteEntry]:
        if self.panel.row is None:
            return ()
        words, number = self.panel.primary.button.text().strip(), self.panel.case_head.number.text()
        return (PaletteEntry("scales", words, number, self.panel.press, "F9"),)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("Espacio", "marcar"), ("A R D S", "decidir"), ("Mayús J", "extender"), ("F9", "avalar los marcados"))

    def reload(self) -> None:
        """Read the list again; what was decided leaves it."""
        context = self._context
        self.outcomes.clear()
        self.pane.show_loading()
        context.background.run(
            lambda: (
                service.read_waiting(context.database, context.calendar),
                service.read_decided(context.database),
                service.read_denials(context.database),
            ),
            show=lambda read: self._arrived(*read),
            fail=lambda error: self.frame.show_error(self._shell, error),
            key=("endorsements", id(self)),
            owner=self,
        )

    def _connect(self) -> None:
        table = self.pane.table
        table.current_changed.connect(self._current_changed)
        table.marks_changed.connect(lambda _count: self._marks())
        self.opened.shown.connect(self._marks)
        self.panel.tabs.chosen.connect(lambda _key: self._marks())
        self.deciding.decided.connect(self._decided_now)
        self.frame.filter_changed.connect(self._show_rows)
        self.frame.refresh_asked.connect(self.reload)
        self._context.changes.arrived.connect(self._others_changed)
        for key, decision in (("A", "archive"), ("R", "reassign"), ("D", "split"), ("S", "follow")):
            shortcut(key, table, partial(self.panel.choose, decision))
        shortcut("F9", self, self.panel.press)

    def _others_changed(self, _cases: object) -> None:
        # While decided rows are still shown, they stay in place until the person asks for a new list.
        if self.isVisible() and not self.outcomes:
            self.reload()

    def _arrived(
        self, rows: list[EndorsementRow], decided: list[service.Decided], denials: list[tuple[str, str]]
    ) -> None:
        self.rows, self._decided = rows, decided
        self.panel.denial.set_reasons(denials)
        self._counts()
        self._show_rows()

    def _show_rows(self) -> None:
        chips = self.frame.chips
        if chips.current() == "done":
            # Read again: what was decided since the list came is there too.
            self._context.background.run(
                lambda: service.read_decided(self._context.database),
                show=lambda decided: DecidedCard(self.window(), decided).ask(),
                fail=self._shell.report,
                key=("decided", id(self)),
                owner=self,
            )
            chips.choose("all")
        rows = service.chosen(self.rows, chips.current(), self.frame.text.text())
        self.pane.set_rows(rows)
        if not rows:
            self.opened.open(None)

    def _current_changed(self, row: EndorsementRow | None) -> None:
        if row is None or self.opened.row is None or row.case_id != self.opened.row.case_id:
            self.frame.leave_form(self.panel)
        self.opened.open(row)
        self.hints_changed.emit()

    def _batch(self) -> list[EndorsementRow]:
        """The marked rows that ask for the same, for the same reason, as the one that is open."""
        row = self.panel.row
        if row is None or row.kind not in service.GRANTS:
            return []
        batch = [each for each in self.model.marked() if each.same == row.same]
        # Returned by itself, the open one takes none of the marked with it.
        alone = self.panel.decision() == "follow" and row.case_id not in {each.case_id for each in batch}
        return [] if alone else batch

    def _marks(self) -> None:
        self.panel.set_batch(self._batch())
        self.hints_changed.emit()

    def _decided_now(self, rows: list[EndorsementRow], failed: list[EndorsementRow]) -> None:
        for row in rows:
            self.model.replace(row)
            if row not in failed:
                self.panel.written.pop(row.case_id, None)
        self.model.set_marked([row for row in rows if row not in failed], False)
        self._say(rows, failed)
        self._counts()
        if failed:
            self.panel.case_head.trouble.say(self.outcomes[failed[0].case_id][1])
            self.panel.refresh()
            return
        waiting = [row for row in self.model.rows() if not _is_done(self.outcomes, row)]
        after = [row for row in waiting if self.model.find(row.case_id) > self.model.find(rows[-1].case_id)]
        self.pane.table.setFocus()
        if waiting:
            self.pane.table.go_to(self.model.find((after or waiting)[0].case_id))
        else:
            self.opened.open(None)
            self.panel.clear("No queda nada por decidir en esta lista")

    def _say(self, rows: list[EndorsementRow], failed: list[EndorsementRow]) -> None:
        if failed:
            left = formats.plural(len(failed), "no: sigue marcado", "no: siguen marcados")
            done = f"<b>{len(rows) - len(failed)} de {len(rows)} quedaron decididos.</b>"
            self.report.say(f"{done} {left}; la causa está en la fila.")
        elif len(rows) > 1:
            self._shell.say(f"{len(rows)} casos decididos, cada uno con su acto.")
        else:
            self._shell.say(f"{shown(rows[0].label)}: {self.outcomes[rows[0].case_id][1].lower()}.")

    def _counts(self) -> None:
        waiting = [row for row in self.rows if not _is_done(self.outcomes, row)]
        self.frame.chips.set_count("done", len(self._decided) + len(self.rows) - len(waiting))
        self.count_changed.emit(len(waiting))
        self.frame.set_counts(service.counts(waiting))


def _is_done(outcomes: Outcomes, row: EndorsementRow) -> bool:
    return outcomes.get(row.case_id, (False, ""))[0]


def _can_mark(outcomes: Outcomes, row: EndorsementRow) -> bool:
    return row.kind in service.GRANTS and not row.is_mine and not _is_done(outcomes, row)
