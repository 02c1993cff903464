"""A step of somebody's work while 400 windows ask for news every three seconds, against the same step without them."""

from __future__ import annotations

import heapq
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from app.models import connection
from app.services import feed
from benchmarks import live
from benchmarks.figure import Figure, median, percentile
from benchmarks.world import PASSWORD, World

CLIENTS, PROCESSES, STEPS_PER_SECOND = 400, 4, 20
SECONDS, ROUNDS = 12.0, 3
QUICK_CLIENTS, QUICK_SECONDS = 8, 1.5
#: A window also asks who has open what it shows.
_ROWS = 11


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """In turns, with and without; each window has a connection of its own, as the program's has."""
    live.prepare(world, quick)
    clients, seconds = (QUICK_CLIENTS, QUICK_SECONDS) if quick else (CLIENTS, SECONDS)
    alone, among, polls = list[float](), list[float](), list[float]()
    for _ in range(1 if quick else ROUNDS):
        alone += _steps(world, seconds)
        with_them, asked = _among(world, clients, seconds)
        among += with_them
        polls += asked
    rate = len(polls) / (seconds * (1 if quick else ROUNDS))
    words = f"{clients} windows polling ({rate:.0f} polls/s), {STEPS_PER_SECOND} steps/s"
    yield Figure(
        "pollers", median(among) * 1000, "ms", median(alone) * 1000, "≤ 1.5", f"one step among {words}; floor: alone"
    )
    what = f"the slowest of twenty steps among {words}; floor: alone"
    yield Figure("pollers_p95", percentile(among, 0.95) * 1000, "ms", percentile(alone, 0.95) * 1000, "≤ 2", what)
    yield Figure(
        "poll", median(polls) * 1000, "ms", None, "", "one look of a window: identity, changes, who has what open"
    )


def _steps(world: World, seconds: float) -> list[float]:
    """Latencies of steps that come at their times, whether or not the one before has ended."""
    took: list[float] = []
    each = 1 / STEPS_PER_SECOND

    def work(session: object, offset: int) -> None:
        begun = time.monotonic()
        for n in range(offset, int(seconds * STEPS_PER_SECOND), _STEPPERS):
            time.sleep(max(0.0, begun + n * each - time.monotonic()))
            at = time.perf_counter()
            live.step(session, live.fresh_case())  # type: ignore[arg-type]
            took.append(time.perf_counter() - at)

    opened = list(live.sessions(world, _STEPPERS))
    threads = [threading.Thread(target=work, args=[session, n]) for n, session in enumerate(opened)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for session in opened:
        session.close()
    return took


_STEPPERS = 4


def _among(world: World, clients: int, seconds: float) -> tuple[list[float], list[float]]:
    target = world.server.target("pqr")
    order = {"host": target.host, "port": target.port, "clients": max(1, clients // PROCESSES)}
    command = [sys.executable, "-m", "benchmarks.pollers", json.dumps(order)]
    here = Path(__file__).resolve().parent.parent
    programs = [
        subprocess.Popen(command, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for program in programs:
        assert program.stdout is not None and program.stdout.readline().strip() == "ready"
    took = _steps(world, seconds)
    polls = [one for program in programs for one in json.loads(program.communicate("stop\n")[0])]
    return took, polls


def _be_pollers(order: dict[str, int | str]) -> None:
    """A process of its own: so many windows, each at its own times, until its input ends."""
    target = connection.Target(str(order["host"]), int(order["port"]), "pqr")
    opened = [connection.connect(target, live.AGENT, PASSWORD, autocommit=True) for _ in range(int(order["clients"]))]
    cursors = [live.cursor_of(session) for session in opened]
    rows = [row[0] for row in opened[0].execute("SELECT case_id FROM pqr.case_file LIMIT %s", [_ROWS]).fetchall()]
    chance = random.Random()
    due = [(time.monotonic() + chance.uniform(0, feed.EVERY), at) for at in range(len(opened))]
    heapq.heapify(due)
    told = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(1), told.set()), daemon=True).start()
    print("ready", flush=True)
    took: list[float] = []
    while not told.is_set():
        when, at = heapq.heappop(due)
        told.wait(max(0.0, when - time.monotonic()))
        begun, session = time.perf_counter(), opened[at]
        cursors[at] = live.look(session, cursors[at], rows)
        took.append(time.perf_counter() - begun)
        again = time.monotonic() + feed.EVERY + chance.uniform(-feed.JITTER, feed.JITTER)
        heapq.heappush(due, (again, at))
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    _be_pollers(json.loads(sys.argv[1]))
