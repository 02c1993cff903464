"""What is done with a pile: its codes read, a letter put in its place or printed again, and all of it passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.services.output import print_batches, printing
from app.services.output.print_batches import OpenBatch, Reading
from app.services.output.printing import PrintRow
from app.services.perform import Outcome
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.printing.reprint_card import ReprintCard
from app.ui.trays.printing.rows import PaperRow
from app.ui.trays.printing.view import PrintingView
from app.ui.trays.printing.work import PrintWork
from app.ui.widgets import Question


class PileDesk:
    """Acts on the open batch under the cursor; `reload` reads the tray again, `ticked` hears each reading."""

    def __init__(
        self,
        page: QWidget,
        shell: Shell,
        context: PageContext,
        view: PrintingView,
        work: PrintWork,
        choose_file: Callable[[QWidget, str], str],
        reload: Callable[[], object],
        ticked: Callable[[Reading], object],
    ) -> None:
        self._page, self._shell, self._context, self._view = page, shell, context, view
        self._work, self._choose_file, self._reload, self._ticked = work, choose_file, reload, ticked

    def batch(self) -> OpenBatch | None:
        """The open batch under the cursor."""
        row = self._view.current()
        return row.open if row is not None else None

    def read(self, code: str) -> None:
        """One code of the pile: ticked, or told what else it is. They are sent in the order they are read."""
        batch, database = self.batch(), self._context.database
        if batch is not None:
            key = batch.batch_id

            def lost(error: BaseException) -> None:
                self._view.panel.show_unread(code)
                self._shell.report(error)

            self._context.background.write(
                lambda: print_batches.read_back(database, key, code), show=self._ticked, fail=lost, owner=self._page
            )

    def put_in_order(self) -> None:
        """The letter read out of its place is in it now: the one under the cursor, or the first of them."""
        batch, row, database = self.batch(), self._one("out_of_order"), self._context.database
        if batch is not None and row is not None:
            key, case_id = batch.batch_id, row.case_id
            self._write(lambda: print_batches.put_in_order(database, key, case_id), self._again_read)

    def reprint(self) -> None:
        """Ask what happened to a copy, count it, and print that letter again."""
        batch, row, database = self.batch(), self._one("missing"), self._context.database
        if batch is None or row is None:
            return
        letter = replace(row.letter, copies=row.letter.copies + 1)

        def send(reason: str) -> None:
            self._write(
                lambda: print_batches.reprint(database, batch.batch_id, letter.case_id, reason),
                lambda _count: self.print_again(batch, [letter]),
            )

        ReprintCard(self._page.window(), row, batch, send).ask()

    def send_again(self) -> None:
        """The letters of the batch that were not read yet, once more to its printer; it counts if it had them."""
        row, database = self._view.current(), self._context.database
        if row is None or row.open is None:
            return
        batch = row.open
        left = [each for each in row.batch.rows if each.read_at is None] or list(row.batch.rows)
        if not batch.job:
            self.print_again(batch, left)
            return
        why = f"Lote enviado de nuevo. {batch.trouble or ''}".strip()
        self._write(
            lambda: [print_batches.reprint(database, batch.batch_id, each.case_id, why) for each in left],
            lambda _counts: self.print_again(batch, [replace(each, copies=each.copies + 1) for each in left]),
        )

    def print_again(self, batch: OpenBatch, rows: Sequence[PrintRow]) -> None:
        """These letters to the batch's printer, or to a file when it was saved as one."""
        path = None
        if batch.printer is None:
            path = self._choose_file(self._page, f"reimpresion-{batch.batch_code}.pdf")
            if not path:
                self._reload()
                return
        self._work.send_again(batch, rows, Path(path) if path else None)

    def drop(self) -> None:
        """Ask, and let the batch's letters wait for another one."""
        batch, database = self.batch(), self._context.database
        if batch is None:
            return
        key: UUID = batch.batch_id
        count = formats.plural(batch.open, "carta vuelve", "cartas vuelven")
        question = Question(
            title=f"Soltar el lote {batch.batch_code}",
            act="Soltar el lote",
            facts=[("Qué pasa", f"{count} a esperar otro lote. Lo ya marcado impreso no cambia.")],
            warning="<b>Destruya las copias que ya salieron.</b> Se van a imprimir de nuevo.",
            keep="Volver al lote",
        )
        self._shell.confirm(
            question, lambda: self._write(lambda: print_batches.drop_batch(database, key), self._again_read)
        )

    def pass_on(self, batch: OpenBatch, rows: Sequence[PrintRow]) -> None:
        """Mark what was read as printed: it goes to Despacho."""
        performer, letters = self._context.performer, [row for row in rows if row.read_at is not None]
        self._view.panel.foot_act.rest("Pasando a Despacho…")
        self._context.background.write(
            lambda: printing.mark_printed(performer, letters, batch.batch_id),
            show=self._marked, fail=self._shell.report, finished=self._reload, owner=self._page,
        )  # fmt: skip

    def _write(self, work: Callable[[], object], show: Callable[..., object]) -> None:
        self._context.background.write(work, show=show, fail=self._shell.report, owner=self._page)

    def _again_read(self, _done: object) -> None:
        self._reload()

    def _marked(self, outcomes: Sequence[Outcome]) -> None:
        good = sum(each.result is not None for each in outcomes)
        bad = [each.refusal for each in outcomes if each.refusal is not None]
        if good:
            self._shell.say(f"{formats.plural(good, 'carta impresa pasó', 'cartas impresas pasaron')} a Despacho.")
        if bad:
            self._shell.report(bad[0])

    def _one(self, state: str) -> PaperRow | None:
        """The letter that an act is about: the first in that state, or the one under the cursor."""
        under, rows = self._view.letter(), self._view.model.rows()
        if under is not None and (under.pile == state or self._view.letters.table.hasFocus()):
            return under
        return next((each for each in rows if each.pile == state), under)
