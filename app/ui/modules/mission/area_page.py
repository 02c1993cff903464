"""Misionales › Mi área: what PQR asks of this area, by the area's own term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.errors import PqrError
from app.services.trays import escalations as service
from app.services.trays.area_heads import head_news
from app.services.trays.area_terms import take_reminders
from app.services.trays.escalations import EscalationRow
from app.ui import formats
from app.ui.modules.mission.area_acts import AreaActs
from app.ui.modules.mission.area_panel import AreaPanel
from app.ui.modules.mission.columns import area_columns
from app.ui.modules.mission.opened import Opened
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel
from app.ui.trays.documents import DocumentPane
from app.ui.trays.list_frame import ListFrame
from app.ui.widgets import EmptyState, Strip, shortcut

_REMINDERS = (
    ("late", "con el plazo de su área vencido"),
    ("today", "que vencen hoy"),
    ("soon", "que vencen el próximo día hábil"),
    ("asked", "que Control de Escalamiento le pide responder"),
    ("head_third", "en tercera vuelta, que como jefe del área debe conocer"),
    ("head_late", "vencidos de su área, que como jefe debe conocer"),
)


class AreaPage(Page):
    """List | petition | answer. After each one the next opens by itself."""

    holds_case = True

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[EscalationRow] = []
        self.model = RowModel(area_columns())
        self.papers = DocumentPane(context.background, context.database)
        self.panel = AreaPanel(context.calendar)
        empty = EmptyState("arrow-bend-up-right", "Nada por responder", "PQR no espera insumos de su área.")
        parts = (self.papers, self.panel)
        self.frame = ListFrame(
            shell.settings, "area", self.model, "Escalamientos a su área", empty, service.AREA_FILTERS, parts,
            [530, 362, 356],
        )  # fmt: skip
        self.pane = self.frame.pane
        self.pane.order_words = "por el plazo de su área"
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        self.reminder = Strip("warn", "bell", closable=True)
        column.addWidget(self.reminder)
        column.addWidget(self.frame)
        self.opened = Opened(context, shell, self.panel, self.papers)
        self.acts = AreaActs(self, context, shell, self.panel, self.opened)
        self._connect()

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()
        self._take_reminders()

    def deactivate(self) -> None:
        self.acts.keep()

    def commands(self) -> Sequence[PaletteEntry]:
        if self.panel.sheet is None:
            return ()
        number = self.panel.case_head.number.text()
        return (
            PaletteEntry("paper-plane-tilt", "Enviar insumo a PQR", number, self.panel.press, "F9"),
            PaletteEntry("x-circle", "No es de nuestra competencia", number, self.acts.ask_reject, "R"),
        )

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("A", "es nuestra"), ("R", "no es nuestra"), ("Ctrl O", "adjuntar"), ("F9", "enviar y siguiente"))

    def reload(self) -> None:
        """Read the list again."""
        context = self._context
        self.pane.show_loading()
        context.background.run(
            lambda: service.read_rows(context.database, context.calendar, (1, 2)),
            show=self._arrived,
            fail=lambda error: self.frame.show_error(self._shell, error),
            key=("area-tray", id(self)),
            owner=self,
        )

    def _take_reminders(self) -> None:
        """Say what the area was not told yet; the server records that it was, so no lost night loses it."""
        database = self._context.database
        self._context.background.run(
            lambda: {**take_reminders(database), **head_news(database)},
            show=self._reminded,
            fail=self._not_reminded,
            owner=self,
        )

    def _reminded(self, told: Mapping[str, int]) -> None:
        words = [f"<b>{formats.number(told[key])}</b> {said}" for key, said in _REMINDERS if told.get(key)]
        if words:
            self.reminder.say("Recordatorio: " + "; ".join(words) + ".")

    def _not_reminded(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            self._shell.report(error)

    def _connect(self) -> None:
        table = self.pane.table
        table.current_changed.connect(self._current_changed)
        table.opened.connect(lambda _row: self._focus_answer())
        self.frame.filter_changed.connect(self._show_rows)
        self.frame.refresh_asked.connect(self.reload)
        self.acts.done.connect(self._done)
        self._context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)
        shortcut("A", table, self.acts.accept)
        shortcut("R", table, self.acts.ask_reject)
        shortcut("F9", self, self.panel.press)
        shortcut("Ctrl+O", self, self.acts.ask_file)

    def _arrived(self, rows: list[EscalationRow]) -> None:
        self.rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        self.count_changed.emit(len(self.rows))
        self.frame.set_counts(service.counts(self.rows))
        shown = service.chosen(self.rows, self.frame.chips.current(), self.frame.text.text())
        self.pane.set_rows(shown)
        if not shown:
            self._current_changed(None)

    def _current_changed(self, row: EscalationRow | None) -> None:
        self.acts.keep()
        if self.opened.is_another(row):
            self.frame.leave_form(self.panel)
        self.opened.open(row)
        self.hints_changed.emit()

    def _done(self, row: EscalationRow | None) -> None:
        if row is None:
            self.reload()
            return
        self.rows = [each for each in self.rows if each.case_id != row.case_id]
        self.pane.table.setFocus()
        self.pane.take_away(row.case_id)
        self.count_changed.emit(len(self.rows))
        self.frame.set_counts(service.counts(self.rows))

    def _focus_answer(self) -> None:
        if self.panel.answers.blocks:
            self.panel.answers.blocks[0].content.setFocus()
