"""Work begun before whoever needs it is there to ask: done once, and its answer is there for who comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Called from any thread: the first call does the work, one that comes meanwhile waits for the same answer.

    What failed is done again by who asks next: they are told why by their own attempt.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._answer: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self._answer:
                self._answer.append(self._work())
            return self._answer[0]
