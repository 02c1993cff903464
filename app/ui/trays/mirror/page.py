"""Bandejas › Reporte espejo: what was archived and reassigned, whether ORFEO says the same, and the report to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout

from app import clock
from app.errors import InvalidInput
from app.services import exports, mirror
from app.services.exports import Export
from app.services.mirror import MirrorRow
from app.ui import formats
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.mirror.columns import COLUMNS
from app.ui.trays.mirror.settling import MirrorDesk
from app.ui.widgets import Chip, EmptyState, Field, FilterChips, InfoStrip, button, shortcut

_CHIPS = (("all", "Todos"), ("different", "Con diferencia"), ("archive", "Archivados"), ("reassign", "Reasignados"))


class MirrorPage(Page):
    """A list to read and to keep, whose differences are settled one by one. An agent reads their own; the lead, all."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self.context = shell, context
        self.rows: list[MirrorRow] = []
        today = context.calendar.today
        self.first, self.last = DateEdit(today, today - dt.timedelta(days=30)), DateEdit(today, today)
        self.chips = FilterChips([Chip(key, words) for key, words in _CHIPS])
        self.strip = InfoStrip()
        empty = EmptyState("archive", "Nada en estos días", "Cambie las fechas: aquí queda lo archivado y reasignado.")
        self.pane = TablePane(RowModel(COLUMNS, key_of=lambda row: row.key), "Reporte espejo", empty, self.reload)
        self.pane.noun, self.pane.order_words = ("caso", "casos"), "las diferencias primero"
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._top())
        column.addWidget(self.strip)
        column.addWidget(self.pane, 1)
        self.desk = MirrorDesk(self)
        self.pane.table.opened.connect(lambda _row: self.settle.click())
        self.chips.chosen.connect(lambda _key: self._show())
        for edit in (self.first, self.last):
            edit.returnPressed.connect(self.reload)
        for keys, act in (("F5", self.reload), ("Ctrl+E", self.xlsx.click), ("Ctrl+P", self.pdf.click)):
            shortcut(keys, self, act)

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("J K", "moverse"),
            ("Intro", "resolver"),
            ("F5", "actualizar"),
            ("Ctrl E", "guardar Excel"),
            ("Ctrl P", "guardar PDF"),
        )

    def commands(self) -> Sequence[PaletteEntry]:
        save = partial(self.choose_file, "xlsx")
        return (PaletteEntry("file-xls", "Guardar el reporte espejo", "Archivados y reasignados", save, "Ctrl+E"),)

    def reload(self) -> None:
        """Read the days written."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None or last < first:
            self.shell.report(InvalidInput(sentence="Falta el día inicial o el final. Escríbalos como 31/12/2026."))
            return
        database = self.context.database
        self.pane.show_loading()
        self.context.background.run(
            lambda: mirror.read_mirror(database, first, last),
            show=self._arrived,
            fail=list_failed(self.pane, self.shell),
            key=("mirror", id(self)),
            owner=self,
        )

    def choose_file(self, kind: str) -> None:
        """Where the report goes; `kind` is xlsx or pdf."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            return
        names = {"xlsx": "Excel (*.xlsx)", "pdf": "PDF (*.pdf)"}
        name = f"espejo-{first:%Y%m%d}-{last:%Y%m%d}.{kind}"
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar el reporte", name, names[kind])
        if chosen:
            self.save(Path(chosen), first, last)

    def save(self, path: Path, first: dt.date, last: dt.date) -> None:
        """Make it aside and write it; a folder that fails is told."""
        rows, now = list(self.rows), clock.now()
        make = mirror.as_pdf if path.suffix == ".pdf" else mirror.as_xlsx

        database = self.context.database
        sentence = "El reporte no se pudo guardar en esa carpeta. Escoja otra."

        def work() -> None:
            files, cases = {path: make(rows, first, last, now)}, [row.case_id for row in rows]
            exports.save(database, Export.MIRROR_REPORT, files, cases, rows=len(rows), sentence=sentence)

        said = f"Reporte guardado: {formats.plural(len(rows), 'caso', 'casos')}."
        self.context.background.run(work, show=lambda _none: self.shell.say(said), fail=self.shell.report, owner=self)

    def event(self, event: QEvent) -> bool:
        """The chips stand above the dates when both do not fit in one line: nothing is cut in a large text."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            needs = self.chips.sizeHint().width() + self.tools.sizeHint().width() + self.top.spacing()
            fits = needs <= self.width() - 20
            way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
            if way != self.top.direction():
                self.top.setDirection(way)
        return super().event(event)

    def _top(self) -> QBoxLayout:
        self.top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.top.setSpacing(8)
        self.top.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.tools = row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Field("&Desde", self.first))
        row.addWidget(Field("&Hasta", self.last))
        self.xlsx = button("Excel…", icon_name="file-xls", tip="Ctrl+E", act=partial(self.choose_file, "xlsx"))
        self.pdf = button("PDF…", icon_name="file-pdf", tip="Ctrl+P", act=partial(self.choose_file, "pdf"))
        self.settle = button("Resolver…", icon_name="scales", tip="Intro", act=lambda: self.desk.settle())
        self.bring = button("Traer de ORFEO…", icon_name="folder-open", act=lambda: self.desk.choose_file())
        self.settle.setVisible(self.context.has_role("lead", "lawyer"))
        self.bring.setVisible(self.context.has_role("lead"))
        for made in (self.settle, self.bring, self.xlsx, self.pdf):
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        self.top.addLayout(row, 1)
        return self.top

    def _arrived(self, rows: list[MirrorRow]) -> None:
        self.rows = rows
        for key, _words in _CHIPS:
            self.chips.set_count(key, sum(_passes(key, row) for row in rows))
        found = mirror.totals(rows)
        if not rows:
            self.strip.hide()
        else:
            self.strip.set_tone(*(("warn", "warning") if found.differences else ("good", "check-circle")))
            self.strip.say(found.sentence())
        self._show()

    def _show(self) -> None:
        self.pane.set_rows([row for row in self.rows if _passes(self.chips.current(), row)])


def _passes(key: str, row: MirrorRow) -> bool:
    if key == "different":
        return row.is_open
    return key == "all" or row.done == key
