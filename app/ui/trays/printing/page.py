"""Bandejas › Impresión: batches in postal order, handed to the printer, read back code by code, and passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app import clock
from app.errors import PqrError
from app.services.output import print_batches, printing
from app.services.output.print_batches import OpenBatch, Reading
from app.services.output.print_system import Printer, PrintSystem, own_system
from app.services.output.printing import Address, PrintRow
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.printing.desk import PileDesk
from app.ui.trays.printing.panel import Acts, PrintPanel
from app.ui.trays.printing.view import PrintingView
from app.ui.trays.printing.work import PrintWork
from app.ui.trays.tiff_copy import TiffCopy
from app.ui.widgets.a11y import INSIDE, shortcut

ChooseFile = Callable[[QWidget, str], str]


def ask_file(parent: QWidget, name: str) -> str:
    """Where to save; empty when the person changes their mind."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Guardar el lote", name, "PDF (*.pdf)")
    return chosen


@dataclass(frozen=True)
class _Loaded:
    rows: list[PrintRow]
    opened: list[OpenBatch]
    addresses: dict[UUID, Address]


class PrintingPage(Page):
    """The tray Impresión (activity 26)."""

    def __init__(
        self, shell: Shell, context: PageContext, choose_file: ChooseFile = ask_file, system: PrintSystem | None = None
    ) -> None:
        super().__init__()
        self._shell, self._context, self._choose_file = shell, context, choose_file
        self._system = system or own_system()
        self._rows: list[PrintRow] = []
        self._opened: list[OpenBatch] = []
        self._wanted: UUID | None = None
        acts = Acts(
            self.act, self.save, lambda: self.desk.send_again(), lambda: self.desk.reprint(),
            lambda: self.desk.drop(), lambda code: self.desk.read(code),
        )  # fmt: skip
        self.panel = PrintPanel(acts)
        self.view = PrintingView(context.calendar, self.panel, self.reload)
        self.work = PrintWork(self, shell, context, self._system)
        self.work.changed.connect(self._changed)
        self.desk = PileDesk(self, shell, context, self.view, self.work, choose_file, self.reload, self._ticked)
        self.tiff = TiffCopy(self, shell, context, self._letter_under)
        self.panel.add_copy(self.tiff.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.view)
        for keys, act in (
            ("F9", self.act),
            ("Ctrl+S", self.save),
            ("F8", self.desk.reprint),
            ("F7", self.desk.put_in_order),
            ("Ctrl+T", self.tiff.save),
        ):
            shortcut(keys, self, act, INSIDE)
        shortcut("/", self, self.panel.reader.setFocus, INSIDE)
        self.panel.printer.textActivated.connect(lambda name: shell.settings.put("printing", "printer", name))
        self.panel.duplex.setChecked(shell.settings.flag("printing", "duplex", True))
        self.panel.duplex.toggled.connect(lambda on: shell.settings.put("printing", "duplex", on))
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)

    def activate(self) -> None:
        """Reload, and offer the printers that there are now."""
        self._context.background.run(
            self._system.printers,
            show=self._show_printers,
            fail=self._could_not,
            key=("printers", id(self)),
            owner=self,
        )
        self.reload()
        self.view.batches.table.setFocus()

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders for the batch in use."""
        return [
            PaletteEntry("printer", "Imprimir, o pasar la pila leída a Despacho", "Impresión", self.act, "F9"),
            PaletteEntry("file-pdf", "Guardar el lote como PDF", "Impresión", self.save, "Ctrl+S"),
            PaletteEntry("printer", "Reimprimir la carta bajo el cursor", "Impresión", self.desk.reprint, "F8"),
            PaletteEntry("arrow-u-up-left", "Soltar el lote", "Impresión", self.desk.drop),
            *self.tiff.entries(),
        ]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of this tray."""
        if self.desk.batch() is not None:
            return [("/", "leer la pila"), ("F7", "ya está en orden"), ("F8", "reimprimir"), ("F9", "a Despacho")]
        return [("J K", "moverse"), ("Espacio", "marcar"), ("Ctrl A", "marcar todas"), ("F9", "imprimir")]

    def reload(self) -> None:
        """Ask for the letters, the open batches and the addresses not known yet."""
        known, database, jobs = self.view.known(), self._context.database, self.work.jobs
        self.view.batches.show_loading()

        def work() -> _Loaded:
            print_batches.tell_unnoted(database, jobs)
            rows = printing.print_queue(database)
            unknown = [row.case_id for row in rows if row.case_id not in known]
            return _Loaded(rows, print_batches.open_batches(database), printing.addresses(database, unknown))

        self._context.background.run(
            work, show=self._show, fail=self._could_not, key=("printing", id(self)), owner=self
        )

    def act(self) -> None:
        """Print what is marked, or pass on a pile that was read whole."""
        row = self.view.current()
        if row is None or not self.panel.foot_act.button.isEnabled():
            return
        if row.open is not None:
            self.desk.pass_on(row.open, row.batch.rows)
            return
        letters = [each.letter for each in self.view.marked()]
        if letters:
            self.panel.foot_act.rest("Preparando…")
            printer = self.panel.printer.currentText()
            self.work.print_out(letters, row.batch.title, printer, duplex=self.panel.duplex.isChecked())

    def save(self) -> None:
        """Write the batch as one PDF where the person says; its pile is read back all the same."""
        row, letters = self.view.current(), [each.letter for each in self.view.marked()]
        if row is None or row.open is not None or not letters:
            return
        path = self._choose_file(self, f"lote-{row.key or 'sin-municipio'}.pdf")
        if path:
            self.work.save(letters, row.batch.title, Path(path), duplex=self.panel.duplex.isChecked())

    def _ticked(self, reading: Reading) -> None:
        now: dt.datetime = clock.now()
        if reading.verdict == "read":
            self._rows = [
                replace(row, read_at=now, out_of_order=reading.out_of_order) if row.case_id == reading.case_id else row
                for row in self._rows
            ]
            self.view.show_rows(self._rows, self._opened, {})
        row = next((each for each in self.view.model.rows() if each.case_id == reading.case_id), None)
        self.panel.show_reading(reading, row)

    def _show(self, loaded: _Loaded) -> None:
        self._rows, self._opened = loaded.rows, loaded.opened
        self.view.show_rows(loaded.rows, loaded.opened, loaded.addresses)
        if self._wanted is not None:
            self.view.go_to(self._wanted)
            self._wanted = None
            self.panel.last.hide()
            self.panel.reader.setFocus()
        self.work.follow(loaded.opened)
        self.count_changed.emit(len(loaded.rows))
        self.hints_changed.emit()

    def _changed(self, batch_id: UUID | None) -> None:
        self._wanted = batch_id or self._wanted
        self.reload()

    def _show_printers(self, found: list[Printer]) -> None:
        self.panel.show_printers(found, self._shell.settings.text("printing", "printer"))
        self.view.refresh_panel()

    def _letter_under(self) -> tuple[UUID, str] | None:
        row = self.view.letter()
        return (row.letter.case_id, row.letter.outgoing) if row is not None else None

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.view.batches.show_error(error.user_message)
