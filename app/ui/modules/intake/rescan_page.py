"""Imágenes devueltas: why each came back, the image that was bad, and the better one in its place (activity 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout

from app import filing_number
from app.errors import PqrError
from app.services import stored_documents
from app.services.intake import registration
from app.services.perform import Performer, Result
from app.services.trays.rows import TrayQuery, TrayRow, tray_page
from app.ui import formats
from app.ui.modules.intake.register_page import SCANS
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.viewer import DocumentViewer
from app.ui.widgets import Card, EmptyState, KeyCap, SegmentedTabs, button, shortcut, slack_look, text


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
    Column("slack", "Plazo", "slack", _slack, width=120),
    Column("case", "Radicado", "two_lines", lambda r: Cell(_shown(r.case.label), _came(r.case), strong=True)),
    Column("cause", "Por qué volvió", "two_lines", lambda r: Cell(r.issue.cause, _pages(r.issue.pages)), width=190),
]


def _shown(label: str) -> str:
    return filing_number.shown(label) if filing_number.is_valid(label) else label


def _came(case: TrayRow) -> str:
    return f"Recibida el {formats.date(case.received_on)}" if case.received_on else ""


def _pages(pages: str) -> str:
    return f"Páginas {pages}" if pages else "Toda la imagen"


class RescanPage(Page):
    """The list, the bad image and the new one; F9 sends the case back to who returned it."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._scan: registration.Scan | None = None
        self._row: ReturnedRow | None = None
        self._old: bytes | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.pane = TablePane(RowModel(COLUMNS), "Imágenes devueltas", self._nothing(), self.reload)
        self.pane.table.current_changed.connect(self._show)
        split.addWidget(self.pane)
        split.addWidget(self._right())
        remember_splitter(split, "intake.rescan", shell.settings, [520, 740])
        column.addWidget(split, 1)
        context.changes.arrived.connect(self._news)

    def _news(self, _cases: object) -> None:
        if self.isVisible():
            self.reload()

    def _nothing(self) -> EmptyState:
        return EmptyState("check-circle", "Ninguna imagen devuelta", "Cuando un agente devuelva una, aparecerá aquí.")

    def _right(self) -> Card:
        card = Card()
        self.viewer = DocumentViewer(self._context.background)
        self.side = SegmentedTabs([("old", "La devuelta"), ("new", "La nueva")], "Qué imagen se ve")
        self.side.chosen.connect(self._turn)
        self.viewer.bar_left.addWidget(self.side)
        card.column.addWidget(self.viewer, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 10)
        self.missing = text("", "help", wrap=True)
        self.pick = button("Elegir imagen nueva…", icon_name="upload-simple", act=self.choose)
        self.save = button("Guardar y devolver al agente", "primary", icon_name="check", act=self.send)
        shortcut("Ctrl+O", self, self.choose)
        shortcut("F9", self, self.save.click)
        for widget in (self.pick, self.save, KeyCap("F9")):
            foot.addWidget(widget)
        foot.insertWidget(0, self.missing, 1)
        card.column.addLayout(foot)
        return card

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Ctrl O", "imagen nueva"), ("F9", "guardar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("upload-simple", "Elegir imagen nueva", "Imagen devuelta", self.choose, "Ctrl+O"),)

    def reload(self) -> None:
        """Read the list again."""
        self.pane.show_loading()
        self.shell.background.run(self._read, show=self._rows, fail=self._failed, key="intake.rescan", owner=self)

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

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PqrError):
            self.pane.show_error(error.user_message)
        self.shell.report(error)

    def _show(self, row: ReturnedRow | None) -> None:
        if row is not None and self._row is not None and row.case_id == self._row.case_id:
            return
        self._row, self._scan, self._old = row, None, None
        self.side.choose("old")
        self._say_missing()
        document = row.case.document_id if row is not None else None
        if document is None:
            self.viewer.clear()
            return
        self.viewer.expect(str(document), "Imagen devuelta")
        database = self._context.database
        self.shell.background.run(
            lambda: stored_documents.fetch(database, document),
            show=lambda data: self._old_arrived(document, data),
            fail=self._no_old,
            key="intake.rescan.document",
            owner=self,
        )

    def _old_arrived(self, document: UUID, data: bytes) -> None:
        if self._row is not None and self._row.case.document_id == document:
            self._old = data
            if self.side.current() == "old":
                self.viewer.show_document(data, str(document), "Imagen devuelta")

    def _no_old(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.viewer.show_problem(error.user_message)

    def _turn(self, side: str) -> None:
        if side == "new":
            if self._scan is None:
                self.viewer.clear()
                self.viewer.show_problem("Elíjala con Ctrl+O.", "Todavía no hay imagen nueva")
            else:
                self.viewer.expect(str(self._scan.path))
                self.viewer.show_document(self._scan.pdf, str(self._scan.path), "Imagen nueva")
        elif self._old is not None and self._row is not None:
            token = str(self._row.case.document_id)
            self.viewer.expect(token)
            self.viewer.show_document(self._old, token, "Imagen devuelta")

    def choose(self) -> None:
        """Ask for the new scan."""
        if self._row is None:
            return
        name, _filter = QFileDialog.getOpenFileName(self, "Imagen nueva", "", SCANS)
        if name:
            self.open_scan(Path(name))

    def open_scan(self, path: Path) -> None:
        """Check the new file apart and show it."""
        self.shell.background.run(
            lambda: registration.read_scan(path),
            show=self._scanned,
            fail=self.shell.report,
            key="intake.rescan.scan",
            owner=self,
        )

    def _scanned(self, scan: registration.Scan) -> None:
        self._scan = scan
        self.side.choose("new")
        self._turn("new")
        self._say_missing()

    def _say_missing(self) -> None:
        ready = self._row is not None and self._scan is not None
        self.save.setEnabled(ready)
        self.pick.setEnabled(self._row is not None)
        self.missing.setText("" if ready or self._row is None else "Falta la imagen nueva.")

    def send(self) -> None:
        """Put the new image in its place; the case goes back to who returned it."""
        row, scan = self._row, self._scan
        if row is None or scan is None:
            return
        database = self._context.database
        performer = Performer(database, announce=self._context.announce)
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
        self._scan = self._row = None
        self.pane.take_away(result.command.case_id)
        self.count_changed.emit(self.pane.model.rowCount())
