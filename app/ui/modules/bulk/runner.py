"""A batch under way: progress, cancelling between letters, and going on after a cut without making any letter twice."""

from __future__ import annotations

import time
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Offline
from app.services.bulk import run
from app.services.bulk.run import Tally
from app.ui import formats
from app.ui.background import Context, Job
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell

#: Between two tries while there is no network.
_RETRY_MS = 5000


class Runner(QObject):
    """One batch at a time per window. `changed` while it goes on; `ended` with its tally, or None when it was cut."""

    changed = Signal(int, int, str)
    ended = Signal(object)

    def __init__(self, shell: Shell, context: PageContext, owner: QObject) -> None:
        super().__init__(owner)
        self._shell, self._context = shell, context
        self._job: Job[Tally] | None = None
        self._began = 0.0
        self.batch_id: UUID | None = None
        #: Tries again by itself while the network is cut.
        self.retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self.retry.timeout.connect(self._again)

    @property
    def running(self) -> bool:
        """Whether letters are being drafted now."""
        return self._job is not None and self._job.active

    def start(self, batch_id: UUID) -> None:
        """Draft what waits in a batch; asked while it runs, nothing happens."""
        if self.running:
            return
        self.batch_id, self._began = batch_id, time.monotonic()
        database, announce = self._context.database, self._context.announce

        def work(context: Context) -> Tally:
            return run.run(database, batch_id, progress=context.progress, check=context.check, announce=announce)

        self._job = self._context.background.run_long(
            work, progress=self._progress, show=self._done, fail=self._failed, owner=self
        )

    def _again(self) -> None:
        if self.batch_id is not None:
            self.start(self.batch_id)

    def stop(self) -> None:
        """Stop between letters: what is drafted stays drafted, the rest can go on later."""
        self.retry.stop()
        if self._job is not None and self._job.active:
            self._job.cancel()
            self.ended.emit(None)

    def _progress(self, done: int, total: int, words: str) -> None:
        spent = max(0.05, time.monotonic() - self._began)
        pace = done / spent
        left = (total - done) / pace if pace else 0
        rest = f" · {formats.decimal(pace, 0)} por segundo" if done < total else ""
        if done < total and left >= 1:
            rest += f", faltan unos {round(left)} s" if left < 90 else f", faltan unos {round(left / 60)} min"
        self.changed.emit(done, total, words + rest)

    def _done(self, tally: Tally) -> None:
        words = formats.plural(tally.drafted, "carta proyectada", "cartas proyectadas")
        failed = f"; {formats.plural(tally.failed, 'falla', 'fallas')} con su razón en la lista" if tally.failed else ""
        self._shell.say(f"{words}{failed}")
        self.ended.emit(tally)

    def _failed(self, error: BaseException) -> None:
        self._shell.report(error)
        if isinstance(error, Offline):
            self.retry.start()
        self.ended.emit(None)
