"""Steps per second through the door, against the same rows written in one raw statement."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figure import Figure, median
from benchmarks.world import World, note

_SCRIPTS = Path(__file__).parent / "sql"
_TPS = re.compile(r"^tps = ([0-9.]+) \(without initial connection time\)", re.M)
#: Connections, and steps each of them takes in a round.
LEVELS = ((1, 2000), (8, 1500), (64, 500))
QUICK = ((1, 20), (2, 20))
ROUNDS = 3


@dataclass
class _Numbers:
    """Gives every run cases that no other run has touched."""

    last: int = 0
    all: int = 0
    _taken: list[int] = field(default_factory=list)

    def take(self, count: int) -> int:
        first = self.last
        self.last += count
        assert self.last <= self.all
        return first


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """At 1, 8 and 64 connections: median of rounds taken in turns with their floor."""
    levels, rounds = (QUICK, 1) if quick else (LEVELS, ROUNDS)
    world.fill()
    numbers = _Numbers(all=sum(2 * rounds * clients * each for clients, each in levels))
    note(f"making {numbers.all:,} cases to move…")
    world.run_sql("steps_cases", cases=numbers.all)
    world.tidy("case_file")
    for clients, each in levels:
        door, floor = [], []
        for _ in range(rounds):
            floor.append(_run(world, "steps_raw", world.server.superuser, clients, each, numbers))
            door.append(_run(world, "steps_door", "u_bench_agent", clients, each, numbers))
        _check(world, numbers)
        target = "≥ 0.4" if clients == 64 else ""
        what = f"steps per second through the door with {clients} connections; floor: one raw statement"
        yield Figure(f"steps_{clients}", median(door), "1/s", median(floor), target, what)


def _run(world: World, script: str, login: str, clients: int, each: int, numbers: _Numbers) -> float:
    first = numbers.take(clients * each)
    # The server's other work is not part of either.
    with world.admin() as admin:
        admin.execute("CHECKPOINT")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text((_SCRIPTS / f"{script}.sql").read_text(encoding="utf-8"), encoding="utf-8")
        said = world.tool(
            "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={min(clients, 4)}",
            f"--transactions={each}", f"--file={file}", f"--define=first={first}", f"--define=each={each}",
            "--define=n=0", login=login,
        )  # fmt: skip
    found = _TPS.search(said)
    assert found is not None, said
    return float(found[1])


def _check(world: World, numbers: _Numbers) -> None:
    """Every case that was to move did, with its event and its result: else the rate means nothing."""
    with world.admin() as admin:
        moved = admin.execute(
            "SELECT count(*) FROM pqr.case_file c JOIN pqr_audit.case_event e USING (case_id)"
            " JOIN pqr.command k USING (case_id) WHERE c.activity = 7 AND c.version = 2 AND e.hash = c.chain_head"
        ).fetchone()
    assert moved == (numbers.last,), f"{moved} of {numbers.last} moved"
