"""Draws a sample again outside the server, with nothing but its seed and the letters of the lot."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO
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
    for name, quota in zip(names, allocated(seed, sizes, weights, sample), strict=True):
        order = sorted(strata[name], key=lambda m: hashlib.sha256(f"{seed}:{m.case_id}".encode()).digest())
        taken.update(m.case_id for m in order[:quota])
    return frozenset(taken)


def allocated(seed: str, sizes: Sequence[int], weights: Sequence[int], sample: int) -> list[int]:
    """Letters per stratum, equal to `pqr_core.allocated`.

    Each stratum gets the whole part of its share of size times weight; the seed decides, systematically over what is
    left, which strata get one more. So every letter of a weight has the same chance, in a stratum of one letter too.
    """
    whole, total, left = _split(sizes, weights, sample)
    if total == 0:
        return [s if all_in else 0 for s, all_in in zip(sizes, whole, strict=True)]
    start = int(hashlib.sha256(f"{seed}:strata".encode()).hexdigest()[:12], 16) % total
    given, upto = [], 0
    for size, weight, all_in in zip(sizes, weights, whole, strict=True):
        share, rest = (0, 0) if all_in else divmod(left * size * weight, total)
        extra = (upto + rest + total - 1 - start) // total - (upto + total - 1 - start) // total
        given.append(size if all_in else share + extra)
        upto += rest
    return given


def planned(sizes: Sequence[int], weights: Sequence[int], sample: int) -> list[int]:
    """What is expected of each stratum before there is a seed, by largest remainders: the draw may differ by one."""
    whole, total, left = _split(sizes, weights, min(sample, sum(sizes)))
    parts = [
        (0, 0) if w or not total else divmod(left * s * k, total) for s, k, w in zip(sizes, weights, whole, strict=True)
    ]
    given = [s if all_in else part for s, all_in, (part, _rest) in zip(sizes, whole, parts, strict=True)]
    for i in sorted(range(len(sizes)), key=lambda at: (-parts[at][1], at))[: min(sample, sum(sizes)) - sum(given)]:
        given[i] += 1
    return given


def _split(sizes: Sequence[int], weights: Sequence[int], sample: int) -> tuple[list[bool], int, int]:
    """Which strata are taken whole, the weighted size of the others, and the letters left for them."""
    total = sum(s * w for s, w in zip(sizes, weights, strict=True))
    top = max(weights, default=1)
    heavy = sum(s for s, w in zip(sizes, weights, strict=True) if w == top)
    if sample * top < total or heavy >= sample:
        return [False] * len(sizes), total, sample
    return [w == top for w in weights], total - heavy * top, sample - heavy


_COLUMNS = ("caso", "estrato", "peso", "por_vencimiento", "en_la_muestra")


def write_frame(file: TextIO, seed: str, sample: int, rows: Iterable[tuple[UUID, str, int, bool, bool]]) -> None:
    """The lot as a sheet: its seed and its letters by key, without anybody's name. `redraw` needs nothing else."""
    writer = csv.writer(file)
    writer.writerow(("semilla", seed, "cartas_por_sorteo", sample))
    writer.writerow(_COLUMNS)
    for case_id, stratum, weight, forced, is_sampled in rows:
        writer.writerow((case_id, stratum, weight, int(forced), int(is_sampled)))


def redraw(file: TextIO) -> list[UUID]:
    """Draw the sample of such a sheet again; the letters on which sheet and draw differ, none if it is sound.

    ValueError when the file is no such sheet.
    """
    lines = list(csv.reader(file))
    if len(lines) < 2 or len(lines[0]) < 4 or tuple(lines[1]) != _COLUMNS:
        raise ValueError("not the sheet of a lot")
    seed, sample = lines[0][1], int(lines[0][3])
    rows = [(UUID(each[0]), each[1], int(each[2]), each[3] == "1", each[4] == "1") for each in lines[2:]]
    hit = drawn(
        seed, sample, [Member(case, stratum, weight) for case, stratum, weight, forced, _in in rows if not forced]
    )
    return [case for case, _stratum, _weight, forced, was in rows if was != (forced or case in hit)]
