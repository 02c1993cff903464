"""Misionales › Decisión conjunta: what came back three times, decided by a lawyer with the area."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.services.command import decide
from app.services.perform import Performer
from app.services.reads.analysis_sheet import area_promises
from app.services.reads.claim_tree import plain
from app.services.trays import escalations as service
from app.services.trays.escalations import EscalationRow
from app.services.verbs.decide_jointly import DecideJointly
from app.ui.modules.mission.columns import joint_columns
from app.ui.modules.mission.joint_panel import JointPanel
from app.ui.modules.mission.opened import Opened
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, Shell
from app.ui.table import RowModel
from app.ui.table.terms import TERMS, counted, passes
from app.ui.trays.case_head import number_words
from app.ui.trays.documents import DocumentPane
from app.ui.trays.list_frame import ListFrame
from app.ui.widgets import EmptyState, shortcut

_DONE = {
    "proposed": "quedó propuesto: falta que lo acuerden",
    "objected": "vuelve al abogado con la objeción",
    "answers": "lo responde el área",
    "leaves": "vuelve a PQR sin esa área",
}


class JointPage(Page):
    """List | petition | what was said and the decision."""

    holds_case = True

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[EscalationRow] = []
        self.model = RowModel(joint_columns())
        self.papers = DocumentPane(context.background, context.database)
        self.panel = JointPanel(lawyer=context.has_role("lawyer"), area=context.access.person.area_id)
        empty = EmptyState("scales", "Nada por decidir", "Ningún insumo ha vuelto tres veces.")
        filters = (("all", "Todos"), *((key, title) for key, title, _meaning in TERMS))
        self.frame = ListFrame(
            shell.settings, "joint", self.model, "Decisiones conjuntas", empty, filters, (self.papers, self.panel),
            [560, 326, 362],
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.frame)
        self.opened = Opened(context, shell, self.panel, self.papers)
        self.frame.pane.table.current_changed.connect(self._current_changed)
        self.frame.filter_changed.connect(self._show_rows)
        self.frame.refresh_asked.connect(self.reload)
        self.panel.send_asked.connect(self.send)
        self.panel.refused.connect(lambda error: self.panel.case_head.trouble.say(error.user_message))
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)
        shortcut("F9", self, self.panel.press)

    def activate(self) -> None:
        if not self.panel.other.count():
            database = self._context.database
            self._context.background.run(
                lambda: area_promises(database), show=self.panel.set_areas, fail=self._shell.report, owner=self
            )
        self.reload()
        self.frame.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F9", "proponer o acordar"))

    def reload(self) -> None:
        """Read the list again."""
        context = self._context
        self.frame.pane.show_loading()
        context.background.run(
            lambda: service.read_rows(context.database, context.calendar, (4,)),
            show=self._arrived,
            fail=lambda error: self.frame.show_error(self._shell, error),
            key=("joint", id(self)),
            owner=self,
        )

    def send(self, verb: DecideJointly) -> None:
        """Propose, object or agree."""
        sheet, row = self.panel.sheet, self.opened.row
        if sheet is None or row is None:
            return
        performer: Performer = self._context.performer
        command = decide(sheet, verb.activity, verb.outcome, verb.payload())
        kept = self.panel.written()
        self.panel.case_head.trouble.hide()
        self.panel.primary.rest("Guardando…")
        self._context.background.write(
            lambda: performer.perform(command),
            show=lambda _result: self._done(row, verb.outcome),
            fail=lambda error: self.opened.refused(row, error, kept),
            owner=self,
        )

    def _done(self, row: EscalationRow, outcome: str) -> None:
        self._shell.say(f"{number_words(row.filing_number)} {_DONE[outcome]}.")
        self.frame.pane.table.setFocus()
        if outcome in ("proposed", "objected"):
            self.panel.reason.clear()
            self.opened.fetch()
            self.reload()
            return
        self.rows = [each for each in self.rows if each.case_id != row.case_id]
        self.frame.pane.take_away(row.case_id)
        self.count_changed.emit(len(self.rows))

    def _arrived(self, rows: list[EscalationRow]) -> None:
        self.rows = rows
        self.count_changed.emit(len(rows))
        self._show_rows()

    def _show_rows(self) -> None:
        self.frame.set_counts({"all": len(self.rows)} | counted(row.days_left for row in self.rows))
        words = plain(self.frame.text.text()).replace("-", "").split()
        term = self.frame.chips.current().replace("all", "")
        wanted = [row for row in self.rows if passes(term, row.days_left)]
        shown = [row for row in wanted if all(word in row.haystack() for word in words)]
        self.frame.pane.set_rows(shown)
        if not shown:
            self.opened.open(None)

    def _current_changed(self, row: EscalationRow | None) -> None:
        if self.opened.is_another(row):
            self.frame.leave_form(self.panel)
        self.opened.open(row)
