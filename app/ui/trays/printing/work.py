"""What Impresión does aside: opens a batch, makes its PDF, hands it to the printer and follows the job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from app.services import exports
from app.services.database import Database
from app.services.exports import Export
from app.services.output import print_batches, printing
from app.services.output.job_notes import JobNotes
from app.services.output.print_batches import OpenBatch, station
from app.services.output.print_system import JobState, PrintSystem
from app.services.output.printing import PrintRow
from app.ui.background import Context
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell

#: Milliseconds between two questions to the print queue while a job of this computer is under way.
FOLLOW_EVERY = 2000


class PrintWork(QObject):
    """`changed` carries the batch that is now open, or None: read the tray again."""

    changed = Signal(object)

    def __init__(self, parent: QObject, shell: Shell, context: PageContext, system: PrintSystem) -> None:
        super().__init__(parent)
        self._shell, self._context, self._system = shell, context, system
        self.jobs = JobNotes(shell.settings.path.with_name("print-jobs.ini"))
        self._following: list[OpenBatch] = []
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW_EVERY)
        self._timer.timeout.connect(self._look)

    def print_out(self, rows: Sequence[PrintRow], title: str, printer: str, *, duplex: bool) -> None:
        """A new batch to a printer."""
        self._start(rows, title, printer, duplex, None)

    def save(self, rows: Sequence[PrintRow], title: str, path: Path, *, duplex: bool) -> None:
        """A new batch as one PDF where the person says."""
        self._start(rows, title, None, duplex, path)

    def send_again(self, batch: OpenBatch, rows: Sequence[PrintRow], path: Path | None = None) -> None:
        """These letters of an open batch once more, to its printer or to a file."""
        database, system, jobs = self._context.database, self._system, self.jobs

        def work(job: Context) -> None:
            pdf = self._pdf(job, batch.title, batch.batch_code, rows, batch.duplex)
            if path is not None:
                _write(database, path, pdf, rows)
            elif batch.printer is not None:
                print_batches.send(system, database, batch, pdf, jobs)

        self._long(f"Lote {batch.batch_code}", work, batch.batch_id)

    def follow(self, batches: Sequence[OpenBatch]) -> None:
        """Ask after the jobs of this computer until each is over."""
        here = station()
        self._following = [
            each for each in batches
            if each.station == here and each.job and each.state in ("queued", "printing", "paused")
        ]  # fmt: skip
        if self._following and not self._timer.isActive():
            self._timer.start()
        elif not self._following:
            self._timer.stop()

    def _start(
        self, rows: Sequence[PrintRow], title: str, printer: str | None, duplex: bool, path: Path | None
    ) -> None:
        database, system, jobs, batch_id = self._context.database, self._system, self.jobs, uuid4()

        def work(job: Context) -> None:
            code = print_batches.open_batch(database, batch_id, rows, title, printer, duplex=duplex)
            try:
                pdf = self._pdf(job, title, code, rows, duplex)
                if path is not None:
                    _write(database, path, pdf, rows)
            except BaseException:
                # Nothing came out: its letters wait for another batch.
                print_batches.drop_batch(database, batch_id)
                raise
            if printer is not None:
                opened = next(each for each in print_batches.open_batches(database) if each.batch_id == batch_id)
                print_batches.send(system, database, opened, pdf, jobs)

        self._long(f"Lote {title}", work, batch_id)

    def _long(self, title: str, work: Callable[[Context], None], batch_id: UUID) -> None:
        card = self._shell.progress_card(title)

        def shown(_nothing: None) -> None:
            # The panel says what comes next; a card that stays would cover its button.
            card.closed.emit()
            self.changed.emit(batch_id)

        def failed(error: BaseException) -> None:
            card.finish("No se pudo preparar el lote.")
            self._shell.report(error)
            self.changed.emit(None)

        job = self._context.background.run_long(work, show=shown, fail=failed, progress=card.progress, owner=self)
        card.cancelled.connect(job.cancel)

    def _pdf(self, job: Context, title: str, code: str, rows: Sequence[PrintRow], duplex: bool) -> bytes:
        return printing.batch_pdf(
            self._context.database, title, code, rows, duplex=duplex,
            progress=lambda done, total: job.progress(done, total, "Preparando las cartas"),
            cancelled=lambda: job.cancelled,
        )  # fmt: skip

    def _look(self) -> None:
        batches, system, database = list(self._following), self._system, self._context.database

        def work() -> bool:
            return any(
                print_batches.look_after(system, database, each).state is JobState.DONE
                or _news(print_batches.open_batches(database), each)
                for each in batches
            )

        def show(news: bool) -> None:
            if news:
                self.changed.emit(None)

        self._context.background.run(work, show=show, fail=self._quiet, key=("follow", id(self)), owner=self)

    def _quiet(self, error: BaseException) -> None:
        """Not asked again until the tray is read; the window already says that there is no network."""
        self._timer.stop()
        self._shell.report(error)


def _news(now: Sequence[OpenBatch], before: OpenBatch) -> bool:
    same = next((each for each in now if each.batch_id == before.batch_id), None)
    return same is None or (same.state, same.trouble) != (before.state, before.trouble)


def _write(database: Database, path: Path, pdf: bytes, rows: Sequence[PrintRow]) -> None:
    sentence = "No se pudo guardar el PDF en esa carpeta. Escoja otra."
    cases = [row.case_id for row in rows]
    exports.save(database, Export.PRINT_PDF, {path: pdf}, cases, rows=len(cases), sentence=sentence)
