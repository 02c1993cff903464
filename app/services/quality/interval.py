"""The share of faulty letters that a reviewed sample speaks for: an exact interval for a lot of finite size.

Clopper and Pearson's interval, by inverting the hypergeometric distribution instead of the binomial: it holds what it
says for every lot, while Agresti and Coull's, with a correction for finite lots, falls under 95 % just where quality is
good and faults are few (`tests/services/quality/test_interval.py` counts both).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.services.quality.risk import tail

_MISS = Fraction(1, 20)


@dataclass(frozen=True)
class Share:
    """Letters of one weight in a lot: how many there are, were reviewed by the draw, and had a fault.

    `weight` 0: reviewed because they fall due, all of them; nothing is estimated of those.
    """

    weight: int
    letters: int
    sampled: int
    faults: int


@dataclass(frozen=True)
class Interval:
    """Faulty letters of the whole lot: fewest and most that agree with the sample, and the likeliest count."""

    letters: int
    low: int
    high: int
    estimate: float

    @property
    def percents(self) -> tuple[float, float, float]:
        """Estimate, low and high as percent of the lot."""
        return 100 * self.estimate / self.letters, 100 * self.low / self.letters, 100 * self.high / self.letters


def bounds(letters: int, sampled: int, faults: int, miss: Fraction = _MISS) -> tuple[int, int]:
    """Fewest and most faulty letters in a lot for which what was seen is not rarer than `miss`, half on each side."""
    if not 0 <= faults <= sampled <= letters:
        raise ValueError(f"{faults} faults in {sampled} of {letters} letters")
    least, most = faults, letters - (sampled - faults)
    half = miss / 2
    low = _first(least, most, lambda m: tail(letters, m, sampled, faults, upper=True) > half)
    high = most - _first(0, most - least, lambda back: tail(letters, most - back, sampled, faults, upper=False) > half)
    return low, high


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least number from which on `holds` is true, which it is at `high`."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def interval(shares: Sequence[Share]) -> Interval | None:
    """The 95 % interval of a lot; None while nothing was drawn by chance.

    Each weight has an interval of its own, at a level by which all of them together miss at most once in twenty, so
    that oversampling new authors neither raises the share nor hides it. What was reviewed whole is known exactly.
    """
    drawn = [s for s in shares if s.weight > 0 and s.letters > s.sampled]
    known = sum(s.faults for s in shares if s not in drawn)
    letters = sum(s.letters for s in shares)
    if not letters or any(s.sampled == 0 for s in drawn):
        return None
    each = [bounds(s.letters, s.sampled, s.faults, _MISS / len(drawn)) for s in drawn]
    estimate = known + sum(s.letters * s.faults / s.sampled for s in drawn)
    return Interval(letters, known + sum(low for low, _ in each), known + sum(high for _, high in each), estimate)
