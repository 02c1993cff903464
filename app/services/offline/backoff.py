"""How long to wait before trying again: full jitter between 0.05 and 30 seconds, doubled with each failure."""

from __future__ import annotations

import random

FIRST = 0.05
LONGEST = 30.0


class Backoff:
    """Counts failures of one thing. Four hundred windows that lost the same server do not come back at once."""

    def __init__(self) -> None:
        self._failures = 0

    def failed(self) -> float:
        """Note a failure; the seconds to wait."""
        self._failures += 1
        return random.uniform(0, min(LONGEST, FIRST * 2**self._failures))

    def worked(self) -> None:
        """Note that it worked."""
        self._failures = 0
