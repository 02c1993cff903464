"""Bandejas › Avales: one decision at a time, or a batch of one reason with an outcome for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout

from app.errors import Offline, PqrError
from app.filing_number import shown
from app.services.command import Command, decide
from app.services.documents import endorsement_act
from app.services.perform import Outcome
from app.services.reads.analysis_sheet import AnalysisSheet, read_sheet
from app.services.trays import endorsements as service
from app.services.trays.endorsements import EndorsementRow
from app.services.verbs.decide_split import DecideSplit
from app.services.verbs.request_endorsement import DecideEndorsement
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import icon, scaled
from app.ui.table import RowModel, TablePane
from app.ui.trays.documents import DocumentPane
from app.ui.trays.endorsements.columns import columns
from app.ui.trays.endorsements.decided import DecidedCard
from app.ui.trays.endorsements.panel import EndorsementPanel
from app.ui.widgets import Chip, EmptyState, FilterChips, Question, Strip, shortcut, tool_button

_SETTLE_MS = 110


class EndorsementsPage(Page):
    """List | act and petition | decision."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[EndorsementRow] = []
        #: What became of rows decided here: they stay in place until the list is read again.
        self.outcomes: dict[UUID, tuple[bool, str]] = {}
        self._row: EndorsementRow | None = None
        self._lay_out()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._fetch)
        self.pane.table.current_changed.connect(self._current_changed)
        self.pane.table.marks_changed.connect(lambda _n: self._marks())
        self.panel.primary_asked.connect(self.decide)
        context.changes.arrived.connect(self._others_changed)
        self._keys()

    # --- Page -----------------------------------------------------------------

    def activate(self) -> None:
        self.outcomes.clear()
        self.reload()
        self.pane.table.setFocus()

    def commands(self) -> Sequence[PaletteEntry]:
        if self.panel.row is None:
            return ()
        words = self.panel.primary.button.text().strip()
        number = self.panel.case_head.number.text()
        return (PaletteEntry("scales", words, number, self.panel.press, "F9"),)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("Espacio", "marcar"), ("A R D S", "decidir"), ("Mayús J", "extender"), ("F9", "avalar los marcados"))

    # --- list -------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again; what was decided leaves it."""
        self.outcomes.clear()
        self.pane.show_loading()
        context = self._context
        context.background.run(
            lambda: (service.read_waiting(context.database, context.calendar), service.read_decided(context.database)),
            show=lambda both: self._arrived(*both),
            fail=self._not_arrived,
            key=("endorsements", id(self)),
            owner=self,
        )

    def _others_changed(self, _cases: object) -> None:
        # While decided rows are still shown, they stay in place until the person asks for a new list.
        if self.isVisible() and not self.outcomes:
            self.reload()

    def _arrived(self, rows: list[EndorsementRow], decided: list[service.Decided]) -> None:
        self.rows = rows
        self._decided = decided
        self.count_changed.emit(len(rows))
        for key, count in service.counts(rows).items():
            self.chips.set_count(key, count)
        self.chips.set_count("done", len(decided))
        self._show_rows()

    def _not_arrived(self, error: BaseException) -> None:
        if isinstance(error, Offline) or not isinstance(error, PqrError):
            self._shell.report(error)
        if isinstance(error, PqrError) and not self.model.rowCount():
            self.pane.show_error(error.user_message)

    def _show_rows(self) -> None:
        if self.chips.current() == "done":
            DecidedCard(self.window(), self._decided).ask()
            self.chips.choose("all")
        shown_rows = service.chosen(self.rows, self.chips.current(), self.text.text())
        self.pane.set_rows(shown_rows)
        if not shown_rows:
            self._current_changed(None)

    def _lay_out(self) -> None:
        self.model = RowModel(columns(self.outcomes), can_mark=self._can_mark)
        empty = EmptyState("scales", "Nada por avalar", "Cuando un agente pida un aval o un desglose, aparece aquí.")
        self.pane = TablePane(self.model, "Avales por decidir", empty, self.reload)
        self.pane.order_words = "por plazo legal"
        self.papers = DocumentPane(self._context.background, self._context.database, drafted="Acto")
        self.panel = EndorsementPanel()
        self.chips = FilterChips([Chip(key, title) for key, title in service.FILTERS])
        self.text = QLineEdit()
        self.text.setPlaceholderText("Filtrar avales")
        self.text.setAccessibleName("Filtrar avales")
        self.text.addAction(icon("funnel", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.text.setMaximumWidth(scaled(220))
        self.report = Strip("warn", "warning", closable=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.text)
        row.addWidget(tool_button("arrows-clockwise", "Actualizar la lista", act=self.reload))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for part in (self.pane, self.papers, self.panel):
            splitter.addWidget(part)
        remember_splitter(splitter, "endorsements", self._shell.settings, [540, 366, 340])
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.report)
        column.addLayout(row)
        column.addWidget(splitter, 1)

    def _keys(self) -> None:
        table = self.pane.table
        for key, decision in (("A", "archive"), ("R", "reassign"), ("D", "split"), ("S", "follow")):
            shortcut(key, table, partial(self.panel.choose, decision))
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F3", lambda: table.step(1)),
            ("Shift+F3", lambda: table.step(-1)),
            ("F5", self.reload),
            ("F9", self.panel.press),
            ("Esc", table.setFocus),
        )
        for name, act in keys:
            shortcut(name, self, act)
        self.chips.chosen.connect(lambda _key: self._show_rows())
        self.text.textChanged.connect(lambda _text: self._show_rows())

    def _can_mark(self, row: EndorsementRow) -> bool:
        return row.kind in service.GRANTS and not row.is_mine and not self.outcomes.get(row.case_id, (False, ""))[0]

    def _marks(self) -> None:
        self.panel.set_marked(len(self._batch()))

    def _batch(self) -> list[EndorsementRow]:
        """The marked rows with the decision and reason of the one that is open, which goes first."""
        row = self.panel.row
        if row is None or self.panel.decision() != row.kind:
            return []
        return [each for each in self.model.marked() if each.same == row.same]

    # --- one case -----------------------------------------------------------------

    def _current_changed(self, row: EndorsementRow | None) -> None:
        if row is not None and self._row is not None and row.case_id == self._row.case_id and self.panel.sheet:
            self._row = row
            return
        self._row = row
        if row is None:
            self._settle.stop()
            self.panel.clear()
            self.papers.forget()
            return
        self.panel.expect(row)
        self.papers.expect_case(row.case_id)
        self._settle.start()

    def _fetch(self) -> None:
        row, context = self._row, self._context
        if row is None:
            return
        if self.outcomes.get(row.case_id, (False, ""))[0]:
            self.panel.case_head.show_notice(self.outcomes[row.case_id][1], "good")
            return
        context.background.run(
            lambda: read_sheet(context.database, row.case_id, "aval"),
            show=partial(self._loaded, row),
            fail=partial(self._not_loaded, row),
            key=("endorsement-sheet", id(self)),
            owner=self,
        )

    def _loaded(self, row: EndorsementRow, sheet: AnalysisSheet) -> None:
        if self._row is None or self._row.case_id != row.case_id:
            return
        self.panel.load(row, sheet, service.demands(sheet, row, self._context.calendar))
        self._marks()
        self.papers.show_papers(sheet.petition.document_id, sheet.documents)
        if row.kind in service.GRANTS:
            act = self._act(row, sheet)
            self.papers.show_drafted(lambda: endorsement_act.render(act))
        self.hints_changed.emit()

    def _not_loaded(self, row: EndorsementRow, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)
        elif self._row is not None and self._row.case_id == row.case_id:
            self.panel.case_head.trouble.say(error.user_message)
            self.papers.show_problem(error.user_message, "No se pudo abrir el caso")

    def _act(self, row: EndorsementRow, sheet: AnalysisSheet) -> endorsement_act.Act:
        asked, who = sheet.open_endorsement, sheet.petitioner
        return endorsement_act.Act(
            kind=row.kind,
            filing_number=shown(sheet.petition.filing_number),
            received_on=sheet.petition.received_on,
            petitioner=(who.full_name if who else None) or "una persona anónima",
            claims=tuple(claim.title for claim in sheet.claims),
            reason=row.reason or "",
            demands=asked.demands if asked else "",
            note=row.note or "",
            target=row.target or "",
            lawyer=self._context.access.person.full_name,
            day=self._context.calendar.today,
        )

    # --- deciding --------------------------------------------------------------------

    def decide(self) -> None:
        """F9: the batch of marked rows of this reason, or the case that is open."""
        row, batch = self.panel.row, self._batch()
        if row is None:
            return
        if len(batch) > 1:
            words = self.panel.primary.button.text().strip()
            facts = [("Motivo", f"{row.reason_code} · {row.reason}"), ("Cada caso", "lleva su propio acto numerado")]
            self._shell.confirm(
                Question(f"{words}", words, figure=str(len(batch)), facts=facts), partial(self._send, batch, None)
            )
            return
        self._send([row], self.panel.decision())

    def _send(self, rows: list[EndorsementRow], decision: str | None) -> None:
        try:
            commands = self._commands(rows, decision)
        except PqrError as error:
            self.panel.case_head.trouble.say(error.user_message)
            return
        performer = self._context.performer
        self.panel.primary.rest("Guardando…")
        self._context.background.write(
            lambda: performer.perform_many(commands),
            show=partial(self._decided_now, rows),
            fail=self._failed,
            owner=self,
        )

    def _commands(self, rows: list[EndorsementRow], decision: str | None) -> list[Command]:
        note, first = self.panel.note.toPlainText(), rows[0]
        if decision is None or decision in service.GRANTS:
            return service.grant_many(rows, note)
        if decision == "split":
            verb = DecideSplit(signatories=self.panel.people.people())
            return [decide(first, verb.activity, verb.outcome, verb.payload())]
        if first.kind == "split":
            return [decide(first, "decide_split", "no_split")]
        denied = DecideEndorsement(outcome="denied", note=note)
        return [decide(first, denied.activity, denied.outcome, denied.payload())]

    def _decided_now(self, rows: list[EndorsementRow], outcomes: list[Outcome]) -> None:
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome.refusal is None:
                self.outcomes[row.case_id] = (True, _done_words(outcome.command.outcome))
            else:
                self.outcomes[row.case_id] = (False, outcome.refusal.user_message)
            self.model.replace(row)
        failed = [row for row, outcome in zip(rows, outcomes, strict=True) if outcome.refusal is not None]
        self.model.set_marked([row for row in rows if row not in failed], False)
        self._say(rows, failed)
        self._shell_counts()
        if not failed:
            self._next(rows[-1])
        else:
            self.panel.case_head.trouble.say(self.outcomes[failed[0].case_id][1])
            self.panel.refresh()

    def _failed(self, error: BaseException) -> None:
        self.panel.refresh()
        self._shell.report(error)

    def _say(self, rows: list[EndorsementRow], failed: list[EndorsementRow]) -> None:
        done = len(rows) - len(failed)
        if failed:
            left = formats.plural(len(failed), "no: sigue marcado", "no: siguen marcados")
            self.report.say(f"<b>{done} de {len(rows)} quedaron decididos.</b> {left}; la causa está en la fila.")
        elif len(rows) > 1:
            self._shell.say(f"{len(rows)} casos decididos, cada uno con su acto.")
        else:
            self._shell.say(f"{shown(rows[0].label)}: {self.outcomes[rows[0].case_id][1].lower()}.")

    def _shell_counts(self) -> None:
        waiting = [row for row in self.rows if not self.outcomes.get(row.case_id, (False, ""))[0]]
        self.count_changed.emit(len(waiting))
        for key, count in service.counts(waiting).items():
            self.chips.set_count(key, count)

    def _next(self, row: EndorsementRow) -> None:
        """The next one that still waits opens by itself; decided rows stay where they are."""
        rows = self.model.rows()
        at = self.model.find(row.case_id)
        for step in (*range(at + 1, len(rows)), *range(at)):
            if not self.outcomes.get(rows[step].case_id, (False, ""))[0]:
                self.pane.table.go_to(step)
                return
        self._row = None
        self.panel.clear("No queda nada por decidir en esta lista")
        self.papers.forget()


def _done_words(outcome: str) -> str:
    return {
        "archived": "Avalado el archivo",
        "reassigned": "Avalada la reasignación",
        "denied": "Devuelto al agente",
        "split": "Avalado el desglose",
        "no_split": "No se desglosa",
    }[outcome]
