"""A simulated month of 60,000 petitions: how many are answered in term if each tray goes by slack, and by due date.

The two orders get the same petitions, the same hands and the same areas; only the order in which analysts and
drafters take the next case differs: the earliest date first, or, as a tray does that is sorted by slack, the least
slack first among what still fits, and then the rest. Terms, stages and areas are those of the catalogue; days are
business days. Hands, backlog and the mix of classes and areas are supposed, not measured.
"""

from __future__ import annotations

import heapq
import math
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.catalogue import CATALOGUE
from benchmarks.figure import Figure

MONTH = 60_000
QUICK = 3_000
DAYS = 21
#: Cases that analysts, and drafters, finish in a day, as a share of those that come in.
_HANDS = 1.0
#: Days of work that wait when the month begins, received in the days before it.
BACKLOGS = ((5, ""), (7, "≥ 1.01"), (10, "≥ 1.01"))
#: Share of petitions by class, and of those that need an area, by area (none, most areas, the queue of DGSH).
_CLASSES = (("petition", 0.7), ("documents", 0.2), ("inquiry", 0.1))
_AREAS = (("none", 0.55), ("mission", 0.25), ("queue", 0.2))
#: Months that are not the same one, so that the figure is no accident of one draw.
SEEDS = (1, 2, 3)
#: Business days by which what is not waiting in a tray has been answered.
_END = 90


@dataclass
class Petition:
    """One of the month; `due` and `came` count business days from its beginning."""

    number: int
    came: int
    due: int
    area: str
    done: int = 0


@cache
def _terms() -> tuple[dict[str, int], int, int, int, int]:
    """Terms by class; work left from analysis and from drafting; the days of an area, and those of a queue's turn."""
    raw = tomllib.loads((CATALOGUE / "terms.toml").read_text(encoding="utf-8"))
    areas = tomllib.loads((CATALOGUE / "areas.toml").read_text(encoding="utf-8"))["area"]
    place = {s["activity"]: s["position"] for s in raw["stage"] if "position" in s}

    def ahead(activity: int) -> int:
        return math.ceil(sum(s["days"] for s in raw["stage"] if s.get("position", 0) >= place[activity]))

    mission = next(a["term_days"] for a in areas if "queue_capacity" not in a)
    turn = next(a["term_days"] for a in areas if "queue_capacity" in a)
    return raw["term_rule"]["1"], ahead(6), ahead(17), mission, turn


class Month:
    """The same month, worked in one order."""

    def __init__(self, petitions: list[Petition], backlog: int, by_slack: bool, capacity: int) -> None:
        self._backlog = backlog
        self._petitions, self._by_slack, self._hands = (
            petitions,
            by_slack,
            round(len(petitions) / (DAYS + backlog) * _HANDS),
        )
        self._capacity, self._queue_free = capacity, 0.0
        self._analysis: list[tuple[int, int, Petition]] = []
        self._drafting: list[tuple[int, int, Petition]] = []
        self._back: dict[int, list[Petition]] = defaultdict(list)

    def work(self) -> float:
        """The share of its petitions that reached the citizen in term."""
        arrivals = defaultdict(list)
        for each in self._petitions:
            arrivals[each.came].append(each)
        after = _terms()[2]
        for day in range(-self._backlog, 0):
            arrivals[0] += arrivals.pop(day, [])
        for day in range(1, _END):
            for each in arrivals.pop(day - 1, ()):
                heapq.heappush(self._analysis, (self._key(each, day), each.number, each))
            for each in self._back.pop(day, ()):
                heapq.heappush(self._drafting, (each.due, each.number, each))
            for each in self._take(self._analysis, day):
                self._ask(each, day)
            for each in self._take(self._drafting, day + after):
                each.done = day + after
        return sum(0 < each.done <= each.due for each in self._petitions) / len(self._petitions)

    def _take(self, waiting: list[tuple[int, int, Petition]], day: int) -> list[Petition]:
        """What the hands of a day take; by slack, what no longer fits only if there are hands left."""
        count = min(self._hands, len(waiting))
        if not self._by_slack:
            return [heapq.heappop(waiting)[2] for _ in range(count)]
        lost = []
        while waiting and waiting[0][0] < day:
            lost.append(heapq.heappop(waiting))
        taken = [heapq.heappop(waiting)[2] for _ in range(min(count, len(waiting)))]
        rest = count - len(taken)
        for item in lost[rest:]:
            heapq.heappush(waiting, item)
        return taken + [item[2] for item in lost[:rest]]

    def _key(self, each: Petition, day: int) -> int:
        """What decides: the due date, or the days that are left once the work ahead is counted."""
        return each.due - _terms()[1] - self._wait(each, day) if self._by_slack else each.due

    def _wait(self, each: Petition, day: int) -> int:
        _, _, _, mission, turn = _terms()
        if each.area == "queue":
            return turn * max(1, math.ceil((self._queue_free - day) / turn))
        return mission if each.area == "mission" else 0

    def _ask(self, each: Petition, day: int) -> None:
        """Without an area it can be drafted tomorrow; else when the area has answered."""
        wait = self._wait(each, day)
        if each.area == "queue":
            # Its place in the queue: so many leave in each turn.
            self._queue_free = max(self._queue_free, float(day)) + _terms()[4] / self._capacity
        self._back[day + max(1, wait)].append(each)


def make(count: int, seed: int, backlog: int) -> list[Petition]:
    """A month's petitions, as many each day, and those of the days before it that wait."""
    draw, terms = random.Random(seed), _terms()[0]
    before = count * backlog // DAYS
    names, asked = (_drawn(draw, mix, count + before) for mix in (_CLASSES, _AREAS))
    came = [(n - before) * DAYS // count for n in range(count + before)]
    return [Petition(n, day, day + terms[names[n]], asked[n]) for n, day in enumerate(came)]


def _drawn(draw: random.Random, mix: Sequence[tuple[str, float]], count: int) -> list[str]:
    return draw.choices([name for name, _ in mix], [weight for _, weight in mix], k=count)


def share(count: int, backlog: int, *, by_slack: bool) -> float:
    """Percentage answered in term over several months."""
    # The queue takes 4,000 in two days of a month of 60,000.
    capacity = max(1, 4_000 * count // MONTH)
    months = [Month(make(count, seed, backlog), backlog, by_slack, capacity).work() for seed in SEEDS]
    return 100 * sum(months) / len(months)


def measure(quick: bool) -> Iterator[Figure]:
    """The share in term by slack; floor: by due date, in the same months."""
    count = QUICK if quick else MONTH
    for backlog, target in BACKLOGS:
        what = (
            f"petitions of a month of {count:,}, begun with {backlog} days of work waiting, in term if trays go"
            " by slack; floor: by due date"
        )
        value, floor = (share(count, backlog, by_slack=by_slack) for by_slack in (True, False))
        yield Figure(f"slack_{backlog}", value, "%", floor, target, what)
