"""Imágenes devueltas: why each came back, the image that was bad, and the better one in its place (activity 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import filing_number
from app.services.intake import registration
from app.services.perform import Result
from app.services.trays.rows import TrayQuery, TrayRow, tray_page
from app.ui import formats
from app.ui.modules.intake.images_box import ImagesBox
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import EmptyState, KeyCap, button, shortcut, side_by_side, slack_look, text


@dataclass(frozen=True)
class ReturnedRow:
    """A returned image with its case."""

    case: TrayRow
    issue: registration.ReturnedImage
    days: int | None

    @property
    def case_id(self) -> UUID:
        """Key of the case."""
        return self.case.case_id


def _slack(row: ReturnedRow) -> Cell:
    if row.days is None:
        return Cell("Sin plazo", faint=True)
    words, tone, icon = slack_look(row.days)
    return Cell(words, tone=tone, icon=icon, spoken=f"Plazo: {words}")


COLUMNS = [
    Column("slack", "Plazo", "slack", _slack, width=128),
    Column("case", "Radicado", "two_lines", lambda r: _case(r.case), width=166),
    Column(
        "cause",
        "Por qué volvió",
        "two_lines",
        lambda r: Cell(r.issue.cause, _pages(r.issue.pages)),
        0,
        380,
        folds_into="case",
    ),
]


def _case(case: TrayRow) -> Cell:
    return Cell(_shown(case.label), _came(case), strong=True)


def _shown(label: str) -> str:
    return filing_number.shown(label) if filing_number.is_valid(label) else label


def _came(case: TrayRow) -> str:
    return f"Recibida el {formats.date(case.received_on)}" if case.received_on else ""


def _pages(pages: str) -> str:
    if not pages:
        return "Toda la imagen"
    return f"Página {pages}" if pages.strip().isdigit() else f"Páginas {pages}"


def _nothing() -> EmptyState:
    return EmptyState("check-circle", "Ninguna imagen devuelta", "Cuando un agente devuelva una, aparecerá aquí.")


class RescanPage(Page):
    """The list, the bad image and the new one; F9 sends the case back to who returned it."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._row: ReturnedRow | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = side_by_side()
        self.pane = TablePane(RowModel(COLUMNS), "Imágenes devueltas", _nothing(), self.reload)
        self.pane.table.current_changed.connect(self._show)
        split.addWidget(self.pane)
        split.addWidget(self._right())
        remember_splitter(split, "intake.rescan", shell.settings, [520, 740])
        column.addWidget(split, 1)
        context.changes.arrived.connect(self._news)

    def _news(self, _cases: object) -> None:
        if self.isVisible():
            self.reload()

    def _right(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        self.images = ImagesBox(self._context.background, self._context.database)
        self.images.changed.connect(self._say_missing)
        column.addWidget(self.images, 1)
        foot = QHBoxLayout()
        self.missing = text("", "help", wrap=True)
        self.save = button("Guardar y devolver al agente", "primary", icon_name="check", act=self.send)
        shortcut("Ctrl+O", self, self.images.new.choose)
        shortcut("F9", self, self.save.click)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.save)
        foot.addWidget(KeyCap("F9"))
        column.addLayout(foot)
        return both

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Ctrl O", "imagen nueva"), ("F9", "guardar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (
            PaletteEntry("upload-simple", "Elegir imagen nueva", "Imagen devuelta", self.images.new.choose, "Ctrl+O"),
        )

    def reload(self) -> None:
        """Read the list again."""
        self.pane.show_loading()
        self.shell.background.run(
            self._read, show=self._rows, fail=list_failed(self.pane, self.shell), key="intake.rescan", owner=self
        )

    def _read(self) -> list[ReturnedRow]:
        database, calendar = self._context.database, self._context.calendar
        cases = tray_page(database, TrayQuery(activities=("receive_petition",)))
        issues = registration.open_issues(database, [case.case_id for case in cases])
        return [
            ReturnedRow(case, issues[case.case_id], calendar.days_left(case.due_on))
            for case in cases
            if case.case_id in issues
        ]

    def _rows(self, rows: list[ReturnedRow]) -> None:
        self.pane.set_rows(rows)
        self.count_changed.emit(len(rows))

    def _show(self, row: ReturnedRow | None) -> None:
        if row is not None and self._row is not None and row.case_id == self._row.case_id:
            return
        self._row = row
        self.images.show_case(row.case.document_id if row is not None else None)
        self._say_missing()

    def _say_missing(self) -> None:
        ready = self._row is not None and self.images.scan is not None
        self.save.setEnabled(ready)
        self.missing.setText("" if ready or self._row is None else "Falta la imagen nueva: elíjala con Ctrl+O.")

    def send(self) -> None:
        """Put the new image in its place; the case goes back to who returned it."""
        row, scan = self._row, self.images.scan
        if row is None or scan is None:
            return
        database, performer = self._context.database, self._context.performer
        self.save.setEnabled(False)
        self.shell.background.write(
            lambda: registration.rescan(database, performer, row.case, _shown(row.case.label), scan),
            show=self._sent,
            fail=self.shell.report,
            finished=self._say_missing,
            owner=self,
        )

    def _sent(self, result: Result) -> None:
        self.shell.say("Imagen corregida. El caso volvió a quien lo devolvió.")
        self._row = None
        self.pane.take_away(result.command.case_id)
        self.count_changed.emit(self.pane.model.rowCount())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._row is not None:
            self.images.new.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        # Dropped on the list or on the bad image, it is the new one.
        self.images.new.dropEvent(event)
