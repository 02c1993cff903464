"""Bandejas › Impresión: batches in postal order, printed or saved, and marked once the paper is in the hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.output import printing
from app.services.output.printing import Address, PrintBatch, PrintRow
from app.services.perform import Outcome
from app.ui import formats
from app.ui.background import Context
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.printing import paper
from app.ui.trays.printing.panel import PrintPanel
from app.ui.trays.printing.rows import PaperRow
from app.ui.trays.printing.view import PrintingView
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
    addresses: dict[UUID, Address]


def _letter_under(view: PrintingView) -> tuple[UUID, str] | None:
    row = view.letters.table.current_row()
    return (row.letter.case_id, row.letter.outgoing) if isinstance(row, PaperRow) else None


class PrintingPage(Page):
    """The tray Impresión (activity 26)."""

    def __init__(self, shell: Shell, context: PageContext, choose_file: ChooseFile = ask_file) -> None:
        super().__init__()
        self._shell, self._context, self._choose_file = shell, context, choose_file
        #: Batches whose paper has come out and waits to be looked at, with the identity of that printing.
        self._out: dict[str, UUID] = {}
        self.panel = PrintPanel(self.act, self.save, self.print_again)
        self.view = PrintingView(context.calendar, self.panel, self.reload, lambda key: key in self._out)
        self.tiff = TiffCopy(self, shell, context, lambda: _letter_under(self.view))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.view)
        shortcut("F9", self, self.act, INSIDE)
        shortcut("Ctrl+S", self, self.save, INSIDE)
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)

    def activate(self) -> None:
        """Reload, and offer the printers that there are now."""
        self.panel.show_printers(paper.printers())
        self.reload()
        self.view.batches.table.setFocus()

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders for the batch in use."""
        return [
            PaletteEntry("printer", "Imprimir o marcar el lote", "Impresión", self.act, "F9"),
            PaletteEntry("file-pdf", "Guardar el lote como PDF", "Impresión", self.save, "Ctrl+S"),
            *self.tiff.entries(),
        ]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of this tray."""
        return [("J K", "moverse"), ("Espacio", "marcar"), ("Ctrl A", "marcar todas"), ("F9", "imprimir")]

    def reload(self) -> None:
        """Ask for the letters and the addresses not known yet."""
        known, database = self.view.known(), self._context.database
        self.view.batches.show_loading()

        def work() -> _Loaded:
            rows = printing.print_queue(database)
            unknown = [row.case_id for row in rows if row.case_id not in known]
            return _Loaded(rows, printing.addresses(database, unknown))

        def show(loaded: _Loaded) -> None:
            self.view.show_rows(loaded.rows, loaded.addresses)
            self.count_changed.emit(len(loaded.rows))

        self._context.background.run(work, show=show, fail=self._could_not, key=("printing", id(self)), owner=self)

    def act(self) -> None:
        """Print what is marked or, once it came out, mark it as printed."""
        row = self.view.current()
        if row is None or not self.panel.foot_act.button.isEnabled():
            return
        if row.key in self._out:
            self._mark(self._out[row.key])
        else:
            self._assemble(self._print)

    def print_again(self) -> None:
        """The paper came out badly: the same letters once more; nothing was marked yet."""
        row = self.view.current()
        if row is not None:
            self._out.pop(row.key, None)
            self._assemble(self._print)

    def save(self) -> None:
        """Write the batch as one PDF where the person says."""
        row = self.view.current()
        if row is None or not self.view.marked():
            return
        path = self._choose_file(self, f"lote-{row.key or 'sin-municipio'}.pdf")
        if path:
            self._assemble(lambda key, pdf: self._write(key, pdf, Path(path)))

    def _assemble(self, then: Callable[[str, bytes], object]) -> None:
        row = self.view.current()
        if row is None:
            return
        marked = {each.case_id for each in self.view.marked()}
        chosen = PrintBatch(row.batch.code, row.batch.title, tuple(r for r in row.batch.rows if r.case_id in marked))
        database, duplex = self._context.database, self.panel.duplex.isChecked()
        card = self._shell.progress_card(f"Lote {row.batch.title}")

        def work(context: Context) -> bytes:
            return printing.batch_pdf(
                database, chosen, duplex=duplex,
                progress=lambda done, total: context.progress(done, total, "Preparando las cartas"),
                cancelled=lambda: context.cancelled,
            )  # fmt: skip

        def ready(pdf: bytes) -> None:
            # The panel says what comes next; a card that stays would cover its button.
            card.closed.emit()
            then(row.key, pdf)

        def failed(error: BaseException) -> None:
            card.finish("No se pudo preparar el lote.")
            self._shell.report(error)

        job = self._context.background.run_long(work, show=ready, fail=failed, progress=card.progress, owner=self)
        card.cancelled.connect(job.cancel)

    def _print(self, key: str, pdf: bytes) -> None:
        printer = paper.printer_named(self.panel.printer.currentText(), duplex=self.panel.duplex.isChecked())
        job = paper.PrintJob(self._context.background, pdf, printer, self)
        job.finished.connect(lambda _pages: self._came_out(key, "Se envió a la impresora. Revise la pila."))
        job.failed.connect(self._shell.report)
        job.start()

    def _write(self, key: str, pdf: bytes, path: Path) -> None:
        try:
            path.write_bytes(pdf)
        except OSError as error:
            sentence = "No se pudo guardar el PDF en esa carpeta. Escoja otra."
            self._shell.report(InvalidInput(type(error).__name__, sentence=sentence))
            return
        self._came_out(key, "Se guardó el lote. Márquelo cuando lo haya impreso.")

    def _came_out(self, key: str, sentence: str) -> None:
        self._out.setdefault(key, uuid4())
        self.panel.strip.say(sentence)
        self.view.refresh_panel()

    def _mark(self, batch_id: UUID) -> None:
        rows = [each.letter for each in self.view.marked()]
        performer = self._context.performer
        self.panel.foot_act.rest("Marcando…")
        self._context.background.write(
            lambda: printing.mark_printed(performer, rows, batch_id),
            show=self._marked,
            fail=self._shell.report,
            finished=self.reload,
            owner=self,
        )

    def _marked(self, outcomes: Sequence[Outcome]) -> None:
        good = [each for each in outcomes if each.result is not None]
        bad = [each.refusal for each in outcomes if each.refusal is not None]
        row = self.view.current()
        if row is not None:
            self._out.pop(row.key, None)
        self.panel.strip.hide()
        if good:
            self._shell.say(f"{formats.plural(len(good), 'carta impresa pasó', 'cartas impresas pasaron')} a Despacho.")
        if bad:
            self._shell.report(bad[0])

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.view.batches.show_error(error.user_message)
