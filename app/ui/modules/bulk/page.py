"""Masiva (activity 16): groups to look at, and batches under way or finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.services import exports
from app.services.bulk import problems_xlsx
from app.services.command import decide
from app.services.exports import Export
from app.services.perform import Outcome
from app.services.verbs.draft_in_bulk import DraftAlone
from app.ui import formats
from app.ui.modules.bulk.batch_view import BatchView, passed_words
from app.ui.modules.bulk.group_view import GroupView
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import TablePane
from app.ui.widgets import SegmentedTabs, button
from app.ui.widgets.a11y import shortcut

_XLSX = "Hoja de cálculo (*.xlsx)"


class BulkPage(Page):
    """Analysts and lawyers draft in bulk."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.tabs = SegmentedTabs([("groups", "Por revisar"), ("batches", "Lotes")], "Vista")
        self.tabs.chosen.connect(self._tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        words = "Pasar las apartadas a Proyección"
        self.alone = button(words, icon_name="arrow-bend-up-right", act=self.pass_apart)
        row.addWidget(self.alone)
        self.sheet = button("Errores en XLSX", icon_name="file-xls", act=self.save_problems)
        row.addWidget(self.sheet)
        column.addLayout(row)
        self.groups, self.batches = GroupView(shell, context), BatchView(shell, context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.groups)
        self.stack.addWidget(self.batches)
        column.addWidget(self.stack, 1)
        self.groups.started.connect(self._started)
        self.groups.counted.connect(lambda n: self.count_changed.emit(n))
        self.batches.card.moved.connect(self.hints_changed)
        self.batches.counted.connect(lambda n: self.tabs.set_segment("batches", f"Lotes  {n}" if n else "Lotes"))
        orders: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F9", self._go),
            ("F5", self.reload),
            ("F3", lambda: self._step(1)),
            ("Shift+F3", lambda: self._step(-1)),
            ("Ctrl+P", self.batches.runner.stop),
            ("Ctrl+O", self.groups.source.ask),
        )
        for keys, act in orders:
            shortcut(keys, self, act)

    def activate(self) -> None:
        """On screen: read what has changed."""
        self.groups.refresh()
        self.batches.reload()
        self._pane().table.setFocus()

    def reload(self) -> None:
        """F5: read everything again."""
        self.groups.reload()
        self.batches.reload()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        if self.stack.currentWidget() is self.groups:
            return (("J K", "fila"), ("Ctrl O", "archivo"), ("F3", "siguiente"), ("F9", "proyectar"))
        card, hints = self.batches.card, [("J K", "fila"), ("F5", "actualizar")]
        # Only what does something with the batch on screen.
        if not card.stop_button.isHidden():
            hints.append(("Ctrl P", "detener"))
        elif not card.go.isHidden() and card.go.isEnabled():
            hints.append(("F9", "reanudar"))
        return hints

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders about the group on screen."""
        group = self.groups.group
        if group is None:
            return ()
        return (PaletteEntry("stack", "Proyectar en lote", group.title, self.groups.ask, "F9"),)

    def pass_apart(self) -> None:
        """The cases that are not like the others get their reply by hand (activity 17)."""
        rows = [r for r in self.groups.rows if r.kind == "apart"]
        if not rows:
            self._shell.say("No hay casos apartados en este grupo.")
            return
        verb = DraftAlone()
        commands = [decide(r, verb.activity, verb.outcome, verb.payload()) for r in rows]
        performer = self._context.performer
        # A second click would send the same cases again and tell that none of them passed.
        self.alone.setEnabled(False)
        self._context.background.write(
            lambda: performer.perform_many(commands),
            show=self._passed,
            fail=self._shell.report,
            finished=lambda: self.alone.setEnabled(True),
            owner=self,
        )

    def _passed(self, outcomes: Sequence[Outcome]) -> None:
        self._shell.say(passed_words(outcomes))
        self.groups.reload()

    def save_problems(self) -> None:
        """Write what is not drafted, and why, where the person says; no names in it."""
        at_groups = self.stack.currentWidget() is self.groups
        rows = problems_xlsx.of_group(self.groups.rows) if at_groups else problems_xlsx.of_batch(self.batches.rows)
        cases = [row.case_id for row in (self.groups.rows if at_groups else self.batches.rows)]
        if not rows:
            self._shell.say("No hay filas con error ni apartadas.")
            return
        chosen, _kind = QFileDialog.getSaveFileName(self, "Guardar las filas por resolver", "por_resolver.xlsx", _XLSX)
        if not chosen:
            return
        database, path = self._context.database, Path(chosen)
        said = f"{formats.plural(len(rows), 'fila guardada', 'filas guardadas')} en {path.name}"
        self._context.background.write(
            lambda: exports.save(
                database, Export.BULK_PROBLEMS, {path: problems_xlsx.render(rows)}, cases, rows=len(rows)
            ),
            show=lambda _none: self._shell.say(said),
            fail=self._shell.report,
            owner=self,
        )

    def _started(self, batch_id: UUID, told: str) -> None:
        self.tabs.choose("batches")
        self._tab("batches")
        self.batches.open_batch(batch_id, told)

    def _tab(self, key: str) -> None:
        self.stack.setCurrentWidget(self.groups if key == "groups" else self.batches)
        self.alone.setVisible(key == "groups")
        self._pane().table.setFocus()
        self.hints_changed.emit()

    def _go(self) -> None:
        if self.stack.currentWidget() is self.groups:
            self.groups.ask()
        else:
            self.batches.resume()

    def _pane(self) -> TablePane:
        return self.groups.pane if self.stack.currentWidget() is self.groups else self.batches.pane

    def _step(self, by: int) -> None:
        self._pane().table.step(by)
