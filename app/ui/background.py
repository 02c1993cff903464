"""The only file with threads: work runs aside, answers come back to the window's thread by one signal.

Rules. In a worker nothing Qt is made or touched, only plain data. The single bridge is `_ended`/`_told`,
whose receiver lives in the window's thread. With `key`, the last request wins. If `owner` has been
destroyed its answer is dropped. No Qt object is made per call: that design crashed the interpreter.
"""

from __future__ import annotations

import enum
import logging
import threading
import time
import weakref
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

log = logging.getLogger(__name__)

T = TypeVar("T")
ProgressShown = Callable[[int, int, str], None]

#: At most this many progress messages a second reach the window; the last one always does.
PROGRESS_PER_SECOND = 20


class Cancelled(Exception):
    """The work was asked to stop."""


class Lane(enum.Enum):
    """Where work runs: reads side by side, writes one after another, pages by their own thread."""

    READ = "read"
    WRITE = "write"
    RENDER = "render"


class Context:
    """What long work sees of its request: whether to stop, and how to say how far it is."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._cuts: list[Callable[[], object]] = []
        self._tell = tell
        self._told_at = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Stop here, by raising Cancelled, if somebody asked to."""
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait, but wake up and stop when cancelled."""
        if self._stop.wait(seconds):
            raise Cancelled

    def on_cancel(self, cut: Callable[[], object]) -> None:
        """Call `cut` when cancelled (e.g. `connection.cancel_safe`), at once if it already was."""
        with self._lock:
            if not self._stop.is_set():
                self._cuts.append(cut)
                return
        cut()

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; also a point where it can be cancelled."""
        self.check()
        now = time.monotonic()
        if done >= total or now - self._told_at >= 1 / PROGRESS_PER_SECOND:
            self._told_at = now
            self._tell(done, total, text)

    def _cancel(self) -> list[Callable[[], object]]:
        with self._lock:
            self._stop.set()
            cuts, self._cuts = self._cuts, []
        return cuts


class Job(Generic[T]):
    """One request, seen from the window. `cancel()` drops its answer and asks the work to stop."""

    def __init__(self, background: Background, work: Callable[[Context], T], lane: Lane) -> None:
        self._background = background
        self._work: Callable[[Context], T] | None = work
        self.lane = lane
        self.active = True
        self.context = Context(lambda *how_far: background._tell(self, how_far))
        self.show: Callable[[T], object] | None = None
        self.fail: Callable[[BaseException], object] | None = None
        self.progress: ProgressShown | None = None
        self.finished: Callable[[], object] | None = None
        self.key: Hashable = None
        self.owner: weakref.ref[QObject] | None = None
        self.future: Future[T] | None = None

    def cancel(self) -> None:
        """Drop the answer and ask the work to stop. A write already under way still ends."""
        if self.active:
            self.active = False
            self._background._cut(self)

    def _call(self) -> T:
        self.context.check()
        assert self._work is not None
        return self._work(self.context)

    def _owner_gone(self) -> bool:
        if self.owner is None:
            return False
        owner = self.owner()
        return owner is None or not shiboken6.isValid(owner)

    def _forget(self) -> None:
        """Let go of everything that may hold a widget, here in the window's thread.

        The worker keeps a reference to the job a little longer; a widget whose last reference fell there
        would be destroyed in the wrong thread.
        """
        self.show = self.fail = self.progress = self.finished = self._work = None
        if self.future is not None and self.future.done() and not self.future.cancelled():
            error = self.future.exception()
            if error is not None:
                error.__traceback__ = None


class Background(QObject):
    """Runs work aside and brings answers back. One per program; made in the window's thread."""

    _ended = Signal(object)
    _told = Signal(object, object)
    #: Nothing more will be asked: let go of what is held between requests.
    closing = Signal()
    #: How many requests are under way.
    busy = Signal(int)
    #: The result of every write that ended well, whoever asked and even if nobody waits for it.
    written = Signal(object)

    def __init__(self, executors: dict[Lane, Executor] | None = None, parent: QObject | None = None) -> None:
        """Use real threads, or the executors given (tests pass one that runs at once)."""
        super().__init__(parent)
        self._given = executors
        self._live: set[Job[Any]] = set()
        self._keys: dict[Hashable, Job[Any]] = {}
        self._closed = False
        self._thread = threading.get_ident()

    @cached_property
    def _executors(self) -> dict[Lane, Executor]:
        # With the first request: before the first paint nothing is asked, and the names of Qt are not made.
        from concurrent.futures import ThreadPoolExecutor

        # Queued even from this thread: work that ends before its callback is set calls it right here, and
        # its answer would overtake the progress already in the queue. Executors of tests answer at once.
        kinds = QtCore.Qt.ConnectionType
        kind = kinds.AutoConnection if self._given else kinds.QueuedConnection
        self._ended.connect(self._deliver, kind)
        self._told.connect(self._show_progress, kind)
        return self._given or {
            Lane.READ: ThreadPoolExecutor(4, thread_name_prefix="read"),
            Lane.WRITE: ThreadPoolExecutor(1, thread_name_prefix="write"),
            Lane.RENDER: ThreadPoolExecutor(1, thread_name_prefix="render"),
        }

    def run(
        self,
        work: Callable[[], T],
        *,
        show: Callable[[T], object] | None = None,
        fail: Callable[[BaseException], object] | None = None,
        finished: Callable[[], object] | None = None,
        key: Hashable = None,
        owner: QObject | None = None,
        lane: Lane = Lane.READ,
    ) -> Job[T]:
        """Run `work()` aside; then, in the window's thread, `show(result)` or `fail(error)`, then `finished()`."""
        return self.run_long(
            lambda _context: work(), show=show, fail=fail, finished=finished, key=key, owner=owner, lane=lane
        )

    def write(
        self,
        work: Callable[[], T],
        *,
        show: Callable[[T], object] | None = None,
        fail: Callable[[BaseException], object] | None = None,
        finished: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Job[T]:
        """Like `run`, one after another in the order asked; the result is announced by `written`."""
        return self.run(work, show=show, fail=fail, finished=finished, owner=owner, lane=Lane.WRITE)

    def run_long(
        self,
        work: Callable[[Context], T],
        *,
        show: Callable[[T], object] | None = None,
        fail: Callable[[BaseException], object] | None = None,
        progress: ProgressShown | None = None,
        finished: Callable[[], object] | None = None,
        key: Hashable = None,
        owner: QObject | None = None,
        lane: Lane = Lane.READ,
    ) -> Job[T]:
        """Like `run` for work that takes a Context: it can be cancelled and tells how far it is."""
        assert threading.get_ident() == self._thread, "ask from the window's thread"
        assert key is None or lane is not Lane.WRITE, "a later write never cancels an earlier one"
        job: Job[T] = Job(self, work, lane)
        job.show, job.fail, job.progress, job.finished = show, fail, progress, finished
        job.key, job.owner = key, weakref.ref(owner) if owner is not None else None
        if self._closed:
            job.active = False
            return job
        self._replace(job)
        self._live.add(job)
        self.busy.emit(len(self._live))
        self._submit(job)
        return job

    def under_way(self) -> frozenset[Job[Any]]:
        """The requests that have not been answered yet."""
        return frozenset(self._live)

    def close(self, wait: float = 3.0) -> bool:
        """Cancel reads, let writes end, and tell whether every thread ended within `wait` seconds."""
        from concurrent.futures import ThreadPoolExecutor

        self._closed = True
        self.closing.emit()
        for job in list(self._live):
            if job.lane is not Lane.WRITE:
                job.cancel()
        limit = time.monotonic() + wait
        pools = [pool for pool in self._executors.values() if isinstance(pool, ThreadPoolExecutor)]
        for lane, executor in self._executors.items():
            executor.shutdown(wait=False, cancel_futures=lane is not Lane.WRITE)
        for thread in [thread for pool in pools for thread in pool._threads]:
            thread.join(max(0.0, limit - time.monotonic()))
        return not any(thread.is_alive() for pool in pools for thread in pool._threads)

    def _replace(self, job: Job[Any]) -> None:
        if job.key is None:
            return
        earlier = self._keys.get(job.key)
        if earlier is not None:
            earlier.cancel()
        self._keys[job.key] = job

    def _submit(self, job: Job[Any]) -> None:
        def ended(future: Future[Any]) -> None:
            job.future = future
            with suppress(RuntimeError):  # the program has closed meanwhile
                self._ended.emit(job)

        self._executors[job.lane].submit(job._call).add_done_callback(ended)

    def _tell(self, job: Job[Any], how_far: tuple[int, int, str]) -> None:
        with suppress(RuntimeError):
            self._told.emit(job, how_far)

    def _cut(self, job: Job[Any]) -> None:
        """Run what stops the work aside: cancelling a query talks to the server and may block."""
        for cut in job.context._cancel():
            if self._closed:
                threading.Thread(target=cut, daemon=True).start()
            else:
                self._executors[Lane.READ].submit(cut).add_done_callback(_log_failure)

    def _show_progress(self, job: Job[Any], how_far: tuple[int, int, str]) -> None:
        if job.active and job.progress is not None and not job._owner_gone():
            job.progress(*how_far)

    def _deliver(self, job: Job[Any]) -> None:
        self._live.discard(job)
        if job.key is not None and self._keys.get(job.key) is job:
            del self._keys[job.key]
        try:
            self._answer(job)
        finally:
            job._forget()
            self.busy.emit(len(self._live))

    def _answer(self, job: Job[Any]) -> None:
        future = job.future
        if future is None or future.cancelled():
            return
        error = future.exception()
        if error is None and job.lane is Lane.WRITE:
            self.written.emit(future.result())
        if not job.active or isinstance(error, Cancelled) or job._owner_gone():
            job.active = False
            return
        job.active = False
        try:
            if error is None and job.show is not None:
                job.show(future.result())
            elif error is not None:
                _hand_over(error, job.fail)
        finally:
            # A failure of the program is on its way up: whoever waits to ask again is told all the same.
            if job.finished is not None:
                job.finished()


def _hand_over(error: BaseException, fail: Callable[[BaseException], object] | None) -> None:
    if fail is None:
        raise error  # nobody answers for it: it is a failure of the program and its hook shows it
    fail(error)


def _log_failure(future: Future[Any]) -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None:
        log.error("cutting a request failed: %s", type(error).__name__)
