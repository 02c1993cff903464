"""The levels of PAdES (ETSI EN 319 142-1)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Each adds to the one before: the signature; a time stamp; revocation and chain; a stamp over all of it."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    @property
    def is_later(self) -> bool:
        """Whether it is reached afterwards, by `upgrade`, because it needs answers of other servers."""
        return self in (Level.B_LT, Level.B_LTA)


def reaches(have: Level, wanted: Level) -> bool:
    """Whether `have` is `wanted` or above."""
    order = list(Level)
    return order.index(have) >= order.index(wanted)
