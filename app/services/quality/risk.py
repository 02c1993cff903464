"""What risk a sample accepts, exactly: the hypergeometric distribution over whole letters, no approximation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

#: A lot this often let through is called bad (consumer's risk).
_CONSUMER = Fraction(1, 10)


@dataclass(frozen=True)
class Plan:
    """A lot of `size` letters, `sample` of them drawn; it passes with at most `accept` faulty ones."""

    size: int
    sample: int
    accept: int

    @property
    def reviews_all(self) -> bool:
        """Whether every letter is reviewed: then there is no risk to speak of."""
        return self.sample >= self.size


def tail(size: int, faulty: int, sample: int, found: int, *, upper: bool) -> Fraction:
    """How often the sample of a lot with `faulty` faulty letters has `found` or more of them; or less."""
    seen = range(found, min(sample, faulty) + 1) if upper else range(max(0, sample - size + faulty), found + 1)
    ways = sum(math.comb(faulty, x) * math.comb(size - faulty, sample - x) for x in seen)
    return Fraction(ways, math.comb(size, sample))


def passes(plan: Plan, faulty: int) -> Fraction:
    """How often a lot with `faulty` faulty letters passes."""
    if not 0 <= faulty <= plan.size:
        raise ValueError(f"{faulty} faulty letters in a lot of {plan.size}")
    return tail(plan.size, faulty, plan.sample, min(plan.accept, faulty, plan.sample), upper=False)


def sees(plan: Plan, hidden: int) -> Fraction:
    """How often at least one of `hidden` letters is drawn: a critical error that rejects by itself."""
    return 1 - passes(Plan(plan.size, plan.sample, 0), hidden)


def letters_of(percent: float, size: int) -> int:
    """A share of the lot as whole letters, rounded half up once; what is shown uses the same number."""
    return int(Fraction(str(percent)) * size / 100 + Fraction(1, 2))


def bad_lot(plan: Plan) -> int:
    """The least faulty letters with which a lot passes at most one time in ten."""
    low, high = plan.accept, plan.size
    while low < high:
        middle = (low + high) // 2
        if passes(plan, middle) <= _CONSUMER:
            high = middle
        else:
            low = middle + 1
    return low


def curve(plan: Plan, up_to_percent: int = 15) -> list[tuple[float, float]]:
    """Points (share of faulty letters, how often it passes) of the operating characteristic, for drawing."""
    top = max(1, plan.size * up_to_percent // 100)
    step = max(1, top // 60)
    return [(m / plan.size, float(passes(plan, m))) for m in range(0, top + 1, step)]


def of_a_hundred(chance: Fraction) -> str:
    """«57 de 100», rounded half up; never «100 de 100» for what may fail, nor «0 de 100» for what may happen."""
    whole = int(chance * 100 + Fraction(1, 2))
    if chance not in (0, 1):
        whole = min(max(whole, 1), 99)
    return f"{whole} de 100"


def sentences(plan: Plan, tolerated: float) -> list[tuple[str, str, str]]:
    """(tone, figure, sentence) of the risks, in plain words; none when every letter is reviewed."""
    if plan.reviews_all:
        return []
    good, bad = letters_of(tolerated, plan.size), bad_lot(plan)
    few, more = min(6, plan.size), min(20, plan.size)
    percent = f"{tolerated:g}".replace(".", ",")
    return [
        ("good", of_a_hundred(passes(plan, good)), f"veces pasa un lote bueno, con {percent} % de fallas ({good})."),
        ("danger", of_a_hundred(passes(plan, bad)), f"veces pasa uno malo, con {bad} cartas con falla."),
        (
            "warn",
            of_a_hundred(sees(plan, few)),
            f"veces se ve un error crítico que está en {few} cartas."
            f" Si está en {more}, {of_a_hundred(sees(plan, more))}.",
        ),
    ]
