"""Waiting for a condition, never for a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], what: str, seconds: float = 90) -> None:
    """Ask again and again until it holds; fails, naming `what` was awaited, when it takes too long."""
    limit = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < limit, f"waited {seconds:.0f} s for {what}"
        pause.wait(0.02)
