"""10,000 cases to 300 agents by two assigners at once: how evenly, each once, and how fast against the bare rows.

The floor is what a person with a script would write in the same database and the same run: the case moved, its event
and its order, case by case, with no identity, rule, weighing or chain. The target leaves room
for what the door does at each case (person, role, guard, hash chain, result), for choosing whom and for noting it:
measured 7 to 8.5 on a busy computer, and half as much again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from app.models import connection
from app.services import assignment, assignment_acts
from app.services.assignment_acts import Done
from app.services.database import Database
from benchmarks.figure import Figure
from benchmarks.world import DATABASE, PASSWORD, World, _add_login

LOGIN = "u_bench_assigner"
_PERSON = 9101
#: Cases, agents; and the sizes of the proof of fairness.
FULL, FAIR = (10_000, 300), (3_000, 400)
QUICK = (200, 20)


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Fairness with two assigners at once, then the speed of one."""
    with world.admin() as admin:
        admin.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, joined_on)"
            " VALUES (%s, %s, 'Asignador de medida', 'AM', '2020-01-15') ON CONFLICT DO NOTHING",
            [_PERSON, LOGIN],
        )
        _add_login(admin, LOGIN, _PERSON, "assigner")
    try:
        yield from _fair(world, *(QUICK if quick else FAIR))
        yield _fast(world, *(QUICK if quick else FULL))
    finally:
        _rest(world, agents_work=True)


def _fair(world: World, cases: int, agents: int) -> Iterator[Figure]:
    _make(world, cases, agents)
    given = [case for each in _both(world, cases) for case in each.moved]
    wrong = len(given) - len(set(given)) + cases - len(set(given))
    what = f"cases given twice or left out of {cases:,}, two assigners at once"
    yield Figure("assign_twice", float(wrong), "cases", None, "≤ 0", what)
    what = f"weighted load, most minus least: {cases:,} cases to {agents} agents, two assigners at once"
    yield Figure("assign_spread", _spread(world), "units", None, "≤ 1", what)


def _fast(world: World, cases: int, agents: int) -> Figure:
    _make(world, cases, agents)
    started = time.perf_counter()
    shared = _share(world, cases)
    spent = time.perf_counter() - started
    if len(shared.moved) != cases:
        raise RuntimeError(f"{len(shared.moved)} of {cases} were given")
    spread = _spread(world)
    _make(world, cases, agents)
    world._made.discard("assign_raw")
    started = time.perf_counter()
    world.run_sql("assign_raw", agents=agents)
    raw = time.perf_counter() - started
    what = f"each of {cases:,} cases proposed and given to {agents} agents, {spread:g} apart; floor: its bare rows"
    return Figure("assign", spent * 1000 / cases, "ms", raw * 1000 / cases, "≤ 12", what)


#: What this benchmark itself put into the world.
_OURS = "(SELECT case_id FROM pqr.case_file WHERE label ~ '^R[0-9]+$')"


def _make(world: World, cases: int, agents: int) -> None:
    """A fresh pool and idle agents; what the world had in the pool goes back a step, and its agents rest."""
    with world.admin() as admin:
        _rest(world, agents_work=False)
        for table in ("assignment_move", "assignment_run", "release_rule"):
            admin.execute(f"DELETE FROM pqr.{table}")  # type: ignore[arg-type]
        admin.execute("SET session_replication_role = replica")
        for table in ("pqr.petition", "pqr.command", "pqr_audit.case_event", "pqr.case_file"):
            admin.execute(f"DELETE FROM {table} WHERE case_id IN {_OURS}")  # type: ignore[arg-type]
        admin.execute("RESET session_replication_role")
        admin.execute("UPDATE pqr.case_file SET activity = 4 WHERE procedure = 'pqr_v08' AND activity = 5")
        admin.execute("DELETE FROM pqr.person_role WHERE person_id > 20000")
        admin.execute("DELETE FROM pqr.person WHERE person_id > 20000")
    world._made.discard("assign_cases")
    world.run_sql("assign_cases", cases=cases, agents=agents)
    world.tidy("case_file", "petition")


def _rest(world: World, *, agents_work: bool) -> None:
    """Whether the world's own agents receive cases."""
    with world.admin() as admin:
        query = (
            "UPDATE pqr.person p SET active = %s FROM pqr.person_role r"
            " WHERE r.person_id = p.person_id AND r.role = 'agent' AND p.person_id < 20000"
        )
        admin.execute(query, [agents_work])


def _share(world: World, cases: int, act: threading.Barrier | None = None) -> Done:
    database = Database(connection.engine(world.server.target(DATABASE), LOGIN, PASSWORD))
    proposal = assignment.propose(database, cases)
    if act is not None:
        act.wait(60)
    done = assignment_acts.share_out(database, proposal)
    database.close()
    return done


def _both(world: World, cases: int) -> list[Done]:
    """Two who simulated the same pool confirm at the same moment."""
    start, done = threading.Barrier(2), list[Done]()
    threads = [threading.Thread(target=lambda: done.append(_share(world, cases, start))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def _spread(world: World) -> float:
    with world.admin() as admin:
        row = admin.execute("SELECT (max(load) - min(load))::float FROM pqr_core.receivers()").fetchone()
    assert row is not None
    return float(row[0])
