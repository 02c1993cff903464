"""A batch under way: progress, cancelling between letters, and going on after a cut without making any letter twice."""

from __future__ import annotations

import time
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Offline
from app.services.bulk import run
from app.services.bulk.run import Tally, TooManyRefusals
from app.ui import formats
from app.ui.background import Context, Job
from app.ui.modules.bulk.batch_card import time_left
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell

#: Between two tries while there is no network, and when the server asked for a pause of a minute.
_RETRY_MS = 5_000
_PAUSE_MS = 61_000


class Runner(QObject):
    """One batch at a time per window. `changed`: done, total, figures, pace; `ended`: its tally, or None when cut."""

    changed = Signal(int, int, str, str)
    ended = Signal(object)

    def __init__(self, shell: Shell, context: PageContext, owner: QObject) -> None:
        super().__init__(owner)
        self._shell, self._context = shell, context
        self._job: Job[Tally] | None = None
        self._began = 0.0
        self.batch_id: UUID | None = None
        #: The run of this window: ended a moment ago, the server may still list it.
        self.run_id: UUID | None = None
        #: Tries again by itself while the network is cut, or the server rests.
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
        self.retry.stop()
        self.batch_id, self._began = batch_id, time.monotonic()
        self.run_id = run_id = uuid4()
        database, announce = self._context.database, self._context.announce

        def work(context: Context) -> Tally:
            told, check = context.progress, context.check
            return run.run(database, batch_id, progress=told, check=check, announce=announce, run_id=run_id)

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
        self.changed.emit(done, total, words, time_left(done, total, time.monotonic() - self._began))

    def _done(self, tally: Tally) -> None:
        words = formats.plural(tally.drafted, "carta proyectada", "cartas proyectadas")
        failed = f"; {formats.plural(tally.failed, 'falla', 'fallas')} con su razón en la lista" if tally.failed else ""
        moved = f"; {formats.plural(tally.moved, 'caso siguió', 'casos siguieron')} por otro camino"
        self._shell.say(f"{words}{failed}{moved if tally.moved else ''}")
        self.ended.emit(tally)

    def _failed(self, error: BaseException) -> None:
        self._shell.report(error)
        if isinstance(error, Offline | TooManyRefusals):
            self.retry.start(_RETRY_MS if isinstance(error, Offline) else _PAUSE_MS)
        self.ended.emit(None)
