"""Draws a sample again outside the server, with nothing but its seed and the letters of the lot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Member:
    """A letter of a lot: its stratum (author and claim) and how many times it weighs."""

    case_id: UUID
    stratum: str
    weight: int = 1


def drawn(seed: str, sample: int, members: Iterable[Member]) -> frozenset[UUID]:
    """The letters that a seed draws: equal to `pqr_core.drawn`, by whole numbers and SHA-256 only."""
    strata: dict[str, list[Member]] = {}
    for member in members:
        strata.setdefault(member.stratum, []).append(member)
    names = sorted(strata)
    sizes = [len(strata[name]) for name in names]
    weights = [max(m.weight for m in strata[name]) for name in names]
    taken: set[UUID] = set()
    for name, quota in zip(names, allocated(sizes, weights, sample), strict=True):
        order = sorted(strata[name], key=lambda m: hashlib.sha256(f"{seed}:{m.case_id}".encode()).digest())
        taken.update(m.case_id for m in order[:quota])
    return frozenset(taken)


def allocated(sizes: Sequence[int], weights: Sequence[int], sample: int) -> list[int]:
    """Letters per stratum by largest remainders of size times weight, never more than there are."""
    total = sum(s * w for s, w in zip(sizes, weights, strict=True))
    given = [min(s, sample * s * w // total) for s, w in zip(sizes, weights, strict=True)]
    order = sorted(range(len(sizes)), key=lambda i: (-(sample * sizes[i] * weights[i] % total), i))
    left = min(sample, sum(sizes)) - sum(given)
    while left > 0:
        for i in order:
            if left > 0 and given[i] < sizes[i]:
                given[i] += 1
                left -= 1
    return given
