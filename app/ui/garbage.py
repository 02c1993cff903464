"""Collects reference cycles in the window's thread only: a widget destroyed by another thread crashes the program."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: How often the counts are looked at, in milliseconds.
_EVERY = 500


class Collector(QObject):
    """Python's own collector runs in whatever thread happens to allocate; this one replaces it while it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY)
        self.destroyed.connect(lambda *_: gc.enable())

    def look(self) -> None:
        """Collect the oldest generation whose count has passed its threshold."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
