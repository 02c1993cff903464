"""What nobody sees yet begins after the first rows have been painted: it would share the interpreter with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.ui.background import Background, Job

#: A first page that gets no answer keeps the rest of the session waiting no longer than this.
_AT_MOST_MS = 3000


class FirstPaint(QObject):
    """One per session. Over from the start, unless a session says that it `begin`s."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts: list[Callable[[], object]] = []
        self._background: Background | None = None
        self._before: frozenset[Job[Any]] = frozenset()
        self._first: frozenset[Job[Any]] = frozenset()
        # Timers, and not calls in the queue: those come before the paint that the rows ask for.
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._limit = QTimer(self, singleShot=True, interval=_AT_MOST_MS)
        for timer in (self._turn, self._limit):
            timer.timeout.connect(self._painted)
        # One act in a turn: keys pressed meanwhile are heard between two of them.
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._do_one)

    def then(self, act: Callable[[], object]) -> None:
        """Do that after the first paint, in the order asked; now, if it is over."""
        if self._background is None and not self._acts:
            act()
        else:
            self._acts.append(act)

    def begin(self, background: Background) -> None:
        """Whatever is asked of it from now until `watch` is what the first page needs."""
        self._background, self._before = background, background.under_way()

    def watch(self) -> None:
        """The first page has asked for what it shows: it is over when all of it was answered, rows or none.

        Where nothing is awaited there is nothing to wait for either.
        """
        assert self._background is not None
        self._first = self._background.under_way() - self._before
        if not self._first:
            self._background = None
            while self._acts:
                self._acts.pop(0)()
            return
        self._background.busy.connect(self._look)
        self._limit.start()

    def _look(self, _count: int) -> None:
        if self._background is not None and not self._first & self._background.under_way():
            self._turn.start()

    def _painted(self) -> None:
        background, self._background = self._background, None
        if background is None:
            return
        background.busy.disconnect(self._look)
        self._limit.stop()
        self._before = self._first = frozenset()
        self._next.start()

    def _do_one(self) -> None:
        if self._acts:
            act = self._acts.pop(0)
            self._next.start()
            act()
