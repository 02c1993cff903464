"""The feed of changes: 16 writers, a tenth of them slow to commit, one that stands idle; nothing missed or repeated."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from benchmarks import live
from benchmarks.figure import Figure, percentile
from benchmarks.world import World

WRITERS = 16
SECONDS, QUICK_SECONDS = 8.0, 1.5
#: Between writing and committing, for one step in ten.
_SLOW = (0.02, 0.4)
#: The reader asks far more often than a window, so that many snapshots fall between a step and its commit.
_PAUSE = 0.02


@dataclass
class _Run:
    """What the writers and the reader saw; keys are cases."""

    stop: threading.Event = field(default_factory=threading.Event)
    committed: dict[uuid.UUID, float] = field(default_factory=dict)
    told: Counter[uuid.UUID] = field(default_factory=Counter)
    told_at: dict[uuid.UUID, float] = field(default_factory=dict)
    #: From when to when a transaction stood idle.
    idle: tuple[float, float] = (0.0, 0.0)


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Exactly once, for every step; and no slower while somebody's transaction stands idle."""
    live.prepare(world, quick)
    run = _work(world, QUICK_SECONDS if quick else SECONDS)
    assert run.committed, "nothing was written"
    strange = set(run.told) - set(run.committed)
    assert not strange, f"{len(strange)} cases told that nobody moved"
    once = sum(1 for case in run.committed if run.told[case] == 1)
    twice = sum(1 for case in run.committed if run.told[case] > 1)
    missed = sum(1 for case in run.committed if run.told[case] == 0)
    what = f"steps told exactly once by {WRITERS} writers, some slow ({missed} missed, {twice} twice); floor: committed"
    yield Figure("feed_once", once, "steps", len(run.committed), "≥ 1", what)
    since, until = run.idle
    # What was committed in the last instant is told after it: the reader needs one more look.
    inside = [case for case, at in run.committed.items() if since < at < until - 2 * _PAUSE]
    told = sum(1 for case in inside if since < run.told_at.get(case, 0.0) < until)
    what = f"steps told while a transaction stood idle for {until - since:.1f} s; floor: committed meanwhile"
    yield Figure("feed_idle", told, "steps", max(len(inside), 1), "≥ 0.95", what)
    waits = [run.told_at[case] - at for case, at in run.committed.items() if case in run.told_at]
    yield Figure("feed_wait", max(percentile(waits, 0.95) * 1000, 0.01), "ms", None, "", "from commit to told, 95 %")


def _work(world: World, seconds: float) -> _Run:
    run = _Run()
    writers = [threading.Thread(target=_write, args=[world, run, n]) for n in range(WRITERS)]
    reader = world.login(live.AGENT)
    cursor = live.cursor_of(reader)
    sleeper = threading.Thread(target=_stand_idle, args=[world, run, seconds])
    for thread in (*writers, sleeper):
        thread.start()
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        cursor = _look(reader, cursor, run)
    run.stop.set()
    for thread in (*writers, sleeper):
        thread.join()
    _look(reader, cursor, run)
    reader.close()
    return run


def _look(reader: psycopg.Connection[object], cursor: str, run: _Run) -> str:
    cursor, cases = live.changes(reader, cursor)
    now = time.monotonic()
    run.told.update(cases)
    for case in cases:
        run.told_at.setdefault(case, now)
    run.stop.wait(_PAUSE)
    return cursor


def _write(world: World, run: _Run, seed: int) -> None:
    chance = random.Random(seed)
    with world.login(live.AGENT) as session:
        session.autocommit = False
        while not run.stop.is_set():
            case = live.fresh_case()
            live.step(session, case)
            if chance.random() < 0.1:
                time.sleep(chance.uniform(*_SLOW))
            session.commit()
            run.committed[case] = time.monotonic()
            time.sleep(chance.uniform(0, 0.01))


def _stand_idle(world: World, run: _Run, seconds: float) -> None:
    """Somebody writes, goes for a coffee and commits much later."""
    with world.login(live.AGENT) as session:
        session.autocommit = False
        case = live.fresh_case()
        time.sleep(seconds * 0.15)
        live.step(session, case)
        since = time.monotonic()
        run.stop.wait(seconds * 0.6)
        run.idle = (since, time.monotonic())
        session.commit()
        run.committed[case] = time.monotonic()
