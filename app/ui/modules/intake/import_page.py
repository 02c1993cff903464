"""Cargar carpeta: choose it, see the plan, import, and read the report: in = imported + already there + rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.intake.catalogue_words import read_catalogues
from app.services.intake.folder import IntakePlan, find_index, read_folder
from app.services.intake.importer import Importer, ImportReport
from app.ui import formats
from app.ui.background import Context
from app.ui.modules.intake.figures import Figures
from app.ui.modules.intake.folder_box import FolderBox
from app.ui.modules.intake.import_lines import COLUMNS, LOOK, Line, lines_of_plan, lines_of_report
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, InfoStrip, KeyCap, button, shortcut, text


def _said(counts: Counter[str]) -> str:
    """The report in a sentence, with the figures of the balance."""
    there = formats.plural(counts["already"], "ya estaba", "ya estaban")
    refused = formats.plural(counts["rejected"], "rechazado con motivo", "rechazados con motivo")
    done = formats.plural(counts["imported"], "importado", "importados")
    return f"Entraron {formats.number(counts.total())}: {done}, {there} y {refused}."


class ImportPage(Page):
    """A folder of scans, with or without its index, once (activities 1 to 3)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._plan: IntakePlan | None = None
        self._report: ImportReport | None = None
        self._busy = False
        self._lines: list[Line] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        self.box = FolderBox(context.calendar.today)
        self.box.changed.connect(self._folder_changed)
        self.box.ready.connect(self.check)
        shortcut("Ctrl+O", self, self.box.choose)
        column.addWidget(self.box)
        self.figures = Figures("Cuadre de la carga")
        self.figures.hide()
        column.addWidget(self.figures)
        column.addWidget(self._list(), 1)
        column.addWidget(self._foot())
        self._buttons()

    def _list(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.chips = FilterChips(
            [Chip("all", "Todos", None)] + [Chip(key, words, None) for key, (words, _tone) in LOOK.items()]
        )
        self.chips.chosen.connect(lambda _key: self._show_lines())
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        column.addLayout(row)
        empty = EmptyState(
            "folder-open", "Elija la carpeta de imágenes", "Cada archivo se revisa aparte; lo que no sirva se nombra."
        )
        self.pane = TablePane(RowModel(COLUMNS), "Archivos de la carpeta", empty, self.check)
        self.pane.states.show_empty()
        column.addWidget(self.pane, 1)
        return both

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = text("", "help", wrap=True)
        self.review = button("Revisar la carpeta", icon_name="magnifying-glass", act=self.check)
        self.go = button("Importar", "primary", icon_name="check", act=self.load)
        shortcut("F8", self, self.review.click)
        shortcut("F9", self, self.go.click)
        row.addWidget(self.words, 1)
        for widget in (self.review, KeyCap("F8"), self.go, KeyCap("F9")):
            row.addWidget(widget)
        return foot

    def activate(self) -> None:
        if not self.box.has_catalogues():
            database = self._context.database
            self.shell.background.run(
                lambda: read_catalogues(database),
                show=self.box.set_catalogues,
                fail=self.shell.report,
                key="intake.import.catalogues",
                owner=self,
            )
        self.box.folder.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("Ctrl O", "carpeta"), ("F8", "revisar"), ("F9", "importar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("folder-open", "Cargar una carpeta", "Radicación", self.box.choose, "Ctrl+O"),)

    def _folder_changed(self) -> None:
        self._plan = self._report = None
        self.box.field.set_error("")
        self._buttons()

    def check(self) -> None:
        """Read the folder into a plan; nothing is imported yet."""
        if not self.box.folder.text().strip() or self._busy:
            self.box.field.set_error("" if self._busy else "Falta la carpeta. Elíjala con Ctrl+O.")
            return
        folder, today = Path(self.box.folder.text().strip()), self._context.calendar.today
        card = self.shell.progress_card("Revisando la carpeta")

        def work(context: Context) -> IntakePlan:
            index = find_index(folder)
            return read_folder(
                folder,
                index,
                today=today,
                progress=lambda done, total: context.progress(done, total, f"{done} de {total} archivos"),
                cancelled=lambda: context.cancelled,
            )

        job = self.shell.background.run_long(
            work,
            progress=card.progress,
            show=self._planned,
            fail=self._no_plan,
            finished=card.closed.emit,
            key="intake.import.plan",
            owner=self,
        )
        card.cancelled.connect(job.cancel)
        card.cancelled.connect(card.closed.emit)

    def _planned(self, plan: IntakePlan) -> None:
        self._plan, self._report = plan, None
        self._lines = lines_of_plan(plan)
        self.strip.hide()
        self._show_lines()
        self._buttons()
        self.go.setFocus()

    def _no_plan(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput):
            self.box.field.set_error(error.user_message)
        else:
            self.shell.report(error)

    def load(self) -> None:
        """Import what the plan accepts; progress, cancel between files, and go on where it was left."""
        plan = self._plan
        if plan is None or self._busy:
            return
        defaults = self.box.defaults()
        if defaults is None:
            return
        database, person = self._context.database, self._context.access.person.person_id
        importer = Importer(database, self._context.performer.silent(), person)
        card = self.shell.progress_card(f"Importando {formats.plural(len(plan.accepted), 'archivo', 'archivos')}")
        stop = _Stop()

        def work(context: Context) -> ImportReport:
            def told(done: int, total: int, words: str) -> None:
                context.progress(done, total, words or "Terminando")

            return importer.run(plan, defaults, progress=told, cancelled=lambda: stop.asked or context.cancelled)

        def ended() -> None:
            self._busy = False
            card.closed.emit()
            self._buttons()

        # Not the job's own cancel: the report of what was done until then has to arrive.
        card.cancelled.connect(stop.ask)
        self._busy = True
        self._buttons()
        self.shell.background.run_long(
            work, progress=card.progress, show=self._loaded, fail=self._cut, finished=ended, owner=self
        )

    def _loaded(self, report: ImportReport) -> None:
        assert self._plan is not None
        self._report = report
        self._lines = lines_of_report(report, self._plan)
        self._show_lines()
        if not report.unchanged:
            self._context.changes.arrived.emit(None)
        if report.unchanged:
            self.strip.say("<b>Esta carpeta ya se había cargado.</b> No cambió nada; este es su informe.")
        elif not report.closed:
            self.strip.say("<b>La carga quedó a medias.</b> Lo importado está; pulse Importar para seguir donde iba.")
        else:
            self.strip.hide()
            self.shell.say(_said(Counter(line.state for line in self._lines)))
        # The button that was pressed rests now; the report is what comes next.
        self.pane.table.setFocus()

    def _cut(self, error: BaseException) -> None:
        if isinstance(error, PqrError):
            self.strip.say("<b>La carga se cortó.</b> Nada se repite: pulse Importar para seguir donde iba.")
        self.shell.report(error)

    def _show_lines(self) -> None:
        counts = {key: sum(1 for line in self._lines if line.state == key) for key in LOOK}
        for key, count in counts.items():
            self.chips.set_count(key, count)
        self.chips.set_count("all", len(self._lines))
        chosen = self.chips.current()
        shown = [line for line in self._lines if chosen in ("all", line.state)]
        self.pane.set_rows(shown)
        self.pane.footer.setText(formats.plural(len(shown), "archivo o fila", "archivos y filas"))
        received = len(self._lines)
        if self._report is not None:
            left = received - counts["imported"] - counts["already"] - counts["rejected"]
            self.figures.set_terms(
                [
                    ("Entraron", received, "archivos y filas", "text"),
                    ("Importados", counts["imported"], "con radicado y documento", "text"),
                    ("Ya estaban", counts["already"], "no se duplicaron", "text2"),
                    ("Rechazados", counts["rejected"], "con motivo", "warn"),
                ],
                left,
                "cuadra" if not left else "sin cargar todavía",
            )
        self.figures.setVisible(self._report is not None)

    def _buttons(self) -> None:
        busy, plan = self._busy, self._plan
        ready = 0 if plan is None else len(plan.accepted)
        finished = self._report is not None and self._report.closed
        self.review.setEnabled(not busy)
        self.go.setEnabled(plan is not None and plan.seen > 0 and not busy and not finished)
        self.go.setText(f"\u2002Importar {formats.number(ready)}" if ready and not finished else "\u2002Importar")
        if plan is not None and not finished:
            refused = formats.plural(len(plan.rejected), "rechazado", "rechazados")
            self.words.setText(f"{formats.plural(ready, 'archivo', 'archivos')} por importar, {refused} con motivo.")
        else:
            self.words.setText("Carga terminada." if finished else "")


class _Stop:
    """Whether the person asked to stop between two files."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self) -> None:
        """Stop after the file under way."""
        self.asked = True
