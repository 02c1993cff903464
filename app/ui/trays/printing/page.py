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
from app.services.perform import Outcome
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.printing.panel import Acts, PrintPanel
from app.ui.trays.printing.reprint_card import ReprintCard
from app.ui.trays.printing.rows import PaperRow
from app.ui.trays.printing.view import PrintingView
from app.ui.trays.printing.work import PrintWork
from app.ui.trays.tiff_copy import TiffCopy
from app.ui.widgets import Question
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
        acts = Acts(self.act, self.save, self.send_again, self.reprint, self.drop, self.read)
        self.panel = PrintPanel(acts)
        self.view = PrintingView(context.calendar, self.panel, self.reload)
        self.work = PrintWork(self, shell, context, self._system)
        self.work.changed.connect(self._changed)
        self.tiff = TiffCopy(self, shell, context, self._letter_under)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.view)
        for keys, act in (("F9", self.act), ("Ctrl+S", self.save), ("F8", self.reprint), ("F7", self.put_in_order)):
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
            PaletteEntry("printer", "Reimprimir la carta bajo el cursor", "Impresión", self.reprint, "F8"),
            PaletteEntry("arrow-u-up-left", "Soltar el lote", "Impresión", self.drop),
            *self.tiff.entries(),
        ]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of this tray."""
        if self._open() is not None:
            return [("/", "leer la pila"), ("F7", "ya está en orden"), ("F8", "reimprimir"), ("F9", "a Despacho")]
        return [("J K", "moverse"), ("Espacio", "marcar"), ("Ctrl A", "marcar todas"), ("F9", "imprimir")]

    def reload(self) -> None:
        """Ask for the letters, the open batches and the addresses not known yet."""
        known, database = self.view.known(), self._context.database
        self.view.batches.show_loading()

        def work() -> _Loaded:
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
            self._pass_on(row.open, row.batch.rows)
            return
        letters = [each.letter for each in self.view.marked()]
        if letters:
            self.panel.foot_act.rest("Preparando…")
            printer = self.panel.printer.currentText()
            self.work.print(letters, row.batch.title, printer, duplex=self.panel.duplex.isChecked())

    def save(self) -> None:
        """Write the batch as one PDF where the person says; its pile is read back all the same."""
        row, letters = self.view.current(), [each.letter for each in self.view.marked()]
        if row is None or row.open is not None or not letters:
            return
        path = self._choose_file(self, f"lote-{row.key or 'sin-municipio'}.pdf")
        if path:
            self.work.save(letters, row.batch.title, Path(path), duplex=self.panel.duplex.isChecked())

    def send_again(self) -> None:
        """The letters of the batch that were not read yet, once more to its printer."""
        row = self.view.current()
        if row is not None and row.open is not None:
            left = [each for each in row.batch.rows if each.read_at is None]
            self._again(row.open, left or list(row.batch.rows))

    def read(self, code: str) -> None:
        """One code of the pile: ticked, or told what else it is. They are sent in the order they are read."""
        batch = self._open()
        if batch is None:
            return
        database = self._context.database
        self._context.background.write(
            lambda: print_batches.read_back(database, batch.batch_id, code),
            show=lambda reading: self._read(batch.batch_id, reading), fail=self._shell.report, owner=self,
        )  # fmt: skip

    def put_in_order(self) -> None:
        """The letters read out of their place are in it now: the one under the cursor, or the only one."""
        batch, row = self._open(), self._one("out_of_order")
        if batch is None or row is None:
            return
        database, case_id = self._context.database, row.case_id
        self._context.background.write(
            lambda: print_batches.put_in_order(database, batch.batch_id, case_id),
            show=lambda _done: self.reload(), fail=self._shell.report, owner=self,
        )  # fmt: skip

    def reprint(self) -> None:
        """Ask what happened to a copy, count it, and print that letter again."""
        batch, row = self._open(), self._one("missing")
        if batch is None or row is None:
            return
        database = self._context.database

        def send(reason: str) -> None:
            self._context.background.write(
                lambda: print_batches.reprint(database, batch.batch_id, row.case_id, reason),
                show=lambda count: self._again(batch, [replace(row.letter, copies=row.letter.copies + 1)]),
                fail=self._shell.report, owner=self,
            )  # fmt: skip

        ReprintCard(self.window(), row, batch, send).ask()

    def drop(self) -> None:
        """Ask, and let the batch's letters wait for another one."""
        batch = self._open()
        if batch is None:
            return
        count = formats.plural(batch.open, "carta vuelve", "cartas vuelven")
        question = Question(
            title=f"Soltar el lote {batch.batch_code}",
            act="Soltar el lote",
            facts=[("Qué pasa", f"{count} a esperar otro lote. Lo ya marcado impreso no cambia.")],
            warning="<b>Destruya las copias que ya salieron.</b> Se van a imprimir de nuevo.",
            keep="Volver al lote",
        )
        database = self._context.database
        self._shell.confirm(
            question,
            lambda: self._context.background.write(
                lambda: print_batches.drop_batch(database, batch.batch_id),
                show=lambda _done: self.reload(), fail=self._shell.report, owner=self,
            ),
        )  # fmt: skip

    def _pass_on(self, batch: OpenBatch, rows: Sequence[PrintRow]) -> None:
        performer, letters = self._context.performer, [row for row in rows if row.read_at is not None]
        self.panel.foot_act.rest("Pasando a Despacho…")
        self._context.background.write(
            lambda: printing.mark_printed(performer, letters, batch.batch_id),
            show=self._marked, fail=self._shell.report, finished=self.reload, owner=self,
        )  # fmt: skip

    def _again(self, batch: OpenBatch, rows: Sequence[PrintRow]) -> None:
        path = None
        if batch.printer is None:
            path = self._choose_file(self, f"reimpresion-{batch.batch_code}.pdf")
            if not path:
                self.reload()
                return
        self.work.send_again(batch, rows, Path(path) if path else None)

    def _read(self, batch_id: UUID, reading: Reading) -> None:
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

    def _marked(self, outcomes: Sequence[Outcome]) -> None:
        good = [each for each in outcomes if each.result is not None]
        bad = [each.refusal for each in outcomes if each.refusal is not None]
        if good:
            self._shell.say(f"{formats.plural(len(good), 'carta impresa pasó', 'cartas impresas pasaron')} a Despacho.")
        if bad:
            self._shell.report(bad[0])

    def _open(self) -> OpenBatch | None:
        row = self.view.current()
        return row.open if row is not None else None

    def _one(self, state: str) -> PaperRow | None:
        """The letter that an act is about: the first in that state, or the one under the cursor."""
        under, rows = self.view.letter(), self.view.model.rows()
        if under is not None and (under.pile == state or self.view.letters.table.hasFocus()):
            return under
        return next((each for each in rows if each.pile == state), under)

    def _letter_under(self) -> tuple[UUID, str] | None:
        row = self.view.letter()
        return (row.letter.case_id, row.letter.outgoing) if row is not None else None

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.view.batches.show_error(error.user_message)
