"""Bolsa: what waits for an agent, the most urgent first; F9 takes the next one if the load stays balanced (5)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.errors import Busy, Offline, PqrError
from app.services import assignment_acts
from app.services.trays.rows import TrayQuery, tray_page
from app.ui.modules.assignment.steps_page import COLUMNS, StepRow
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.widgets import EmptyState, InfoStrip, KeyCap, button, shortcut, text

#: The pool may be long; who takes the next one needs to see only its beginning.
SHOWN = 100


class ClaimPage(Page):
    """The server chooses the case and refuses who already has more than the others of the line."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._command = uuid4()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        self.strip = InfoStrip("scales")
        column.addWidget(self.strip)
        empty = EmptyState("check-circle", "La bolsa está vacía", "Cuando entre la carga de la noche habrá casos.")
        self.pane = TablePane(RowModel(COLUMNS[1:-1]), "Casos por asignar", empty, self.reload)
        self.pane.order_words = "los más urgentes primero"
        column.addWidget(self.pane, 1)
        foot = QHBoxLayout()
        words = "El servidor entrega el más urgente de su línea, si usted no tiene más carga que sus compañeros."
        foot.addWidget(text(words, "help", wrap=True), 1)
        self.take = button("Tomar el siguiente", "primary", icon_name="tray", act=self.claim)
        shortcut("F9", self, self.take.click)
        shortcut("F5", self, self.reload)
        foot.addWidget(self.take)
        foot.addWidget(KeyCap("F9"))
        column.addLayout(foot)
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F5", "actualizar"), ("F9", "tomar el siguiente"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("tray", "Tomar el siguiente caso", "Bolsa", self.claim, "F9"),)

    def reload(self) -> None:
        """Read the beginning of the pool."""
        self.pane.show_loading()
        failed = list_failed(self.pane, self.shell)
        self.shell.background.run(self._read, show=self._show, fail=failed, key="assignment.claim", owner=self)

    def _read(self) -> list[StepRow]:
        calendar = self._context.calendar
        cases = tray_page(self._context.database, TrayQuery(activities=("assign_case",), limit=SHOWN))
        return [StepRow(case, calendar.days_left(case.due_on)) for case in cases]

    def _show(self, rows: list[StepRow]) -> None:
        # A full page is only the beginning of the pool: it is not how many there are.
        whole = len(rows) < SHOWN
        self.pane.order_words = "los más urgentes primero" if whole else "los más urgentes de la bolsa"
        self.pane.set_rows(rows)
        self.count_changed.emit(len(rows) if whole else None)
        self.take.setEnabled(bool(rows))

    def claim(self) -> None:
        """Take the next one; the same press repeated after a cut takes it once."""
        if not self.take.isEnabled():
            return
        self.take.setEnabled(False)
        database, command = self._context.database, self._command
        self.shell.background.write(
            lambda: assignment_acts.claim_next(database, command), show=self._taken, fail=self._refused, owner=self
        )

    def _taken(self, case: UUID) -> None:
        self._command = uuid4()
        self.strip.hide()
        self.shell.say("Tomó el siguiente caso. Está en su bandeja de Análisis.")
        self._context.changes.arrived.emit({case})

    def _refused(self, error: BaseException) -> None:
        self.take.setEnabled(True)
        if isinstance(error, PqrError) and not isinstance(error, Offline | Busy):
            self._command = uuid4()
            self.strip.say(error.user_message)
        else:
            self.shell.report(error)
