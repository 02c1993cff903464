"""Drawing a sample from 120,000 letters, against the bare SQL that would draw without strata, and storing it all.

Floors of the same run: one `ORDER BY sha256(…) LIMIT n` over the same letters for the draw; for the second sample the
same letters read and inserted by the tables' owner, with no plan, seed or strata. The coverage of the
interval is counted over 1,000 lots drawn and reviewed in the program.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator

from app.services.quality import sampling
from app.services.quality.interval import Share, interval
from benchmarks.figure import Figure, median
from benchmarks.world import World, note

LETTERS = 120_000
QUICK = 2_000
_FRAME = (
    "array_agg(case_id ORDER BY case_id) AS cases, array_agg(stratum ORDER BY case_id) AS strata,"
    " array_agg(weight ORDER BY case_id) AS weights FROM bench_letter"
)
_RUNS = 1_000


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """The draw alone, the second sample whole, and how often the interval holds."""
    letters = QUICK if quick else LETTERS
    world.fill()
    note(f"making {letters:,} letters of closed cases…")
    world.run_sql("sample", letters=letters)
    world.tidy("case_file", "draft", "claim")
    yield _draw(world, letters, 3 if quick else 9)
    yield _second_sample(world, letters)
    yield _coverage(200 if quick else _RUNS)


def _draw(world: World, letters: int, times: int) -> Figure:
    """`pqr_core.drawn` over strata of author and topic, and the letters alone put in order by a hash."""
    with world.admin() as owner:
        owner.execute(f"CREATE TEMP TABLE frame AS SELECT {_FRAME}")

        def ours() -> int:
            query = "SELECT count(*) FROM frame, pqr_core.drawn('semilla', 800, cases, strata, weights)"
            return _count(owner.execute(query).fetchone())

        def bare() -> int:
            query = (
                "SELECT count(*) FROM (SELECT case_id FROM bench_letter ORDER BY"
                " sha256(convert_to('semilla:' || case_id::text, 'UTF8')) LIMIT 800) x"
            )
            return _count(owner.execute(query).fetchone())

        value, floor = _in_turns(ours, bare, times)
    words = f"800 of {letters:,} letters drawn by strata and seed; floor: ORDER BY sha256 LIMIT 800, no strata"
    return Figure("sample", value, "ms", floor, "≤ 4", words)


def _second_sample(world: World, letters: int) -> Figure:
    """Plan, seed, draw and every letter of the frame stored, by quality's own login."""
    with world.login("u_bench_quality") as luis:
        begun = time.perf_counter()
        row = luis.execute(
            "SELECT (pqr_api.draw_closed(%s, current_date - 360, current_date - 1, NULL,"
            " 'Medida de la segunda muestra') ->> 'letters')::int, 1",
            [uuid.uuid4()],
        ).fetchone()
        value = (time.perf_counter() - begun) * 1000
    assert _count(row) >= letters, row
    with world.admin() as owner:
        begun = time.perf_counter()
        owner.execute(
            "WITH lot AS (INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection,"
            " tolerated, code_letter, lot_size, sample_size, forced_size, accept_number, scope) VALUES"
            " (gen_random_uuid(), gen_random_uuid(), 1, 'x', 'proportion', 'normal', 2.5, '', 1, 1, 0, 0, 'bare')"
            " RETURNING lot_id)"
            " INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
            " SELECT c.case_id, lot.lot_id, d.version, d.author_id || '/' || k.claim_code, 1, false FROM lot,"
            " pqr.case_file c JOIN pqr.draft d ON d.case_id = c.case_id AND d.reason = 'sent'"
            " JOIN pqr.claim k ON k.case_id = c.case_id AND k.ordinal = 1 WHERE c.procedure = 'pqr_v08'"
            " AND c.closed_at >= current_date - 360 AND c.closed_at < current_date"
        )
        floor = (time.perf_counter() - begun) * 1000
        # Nothing of it stays: the world is shared.
        owner.execute(
            "DELETE FROM pqr.quality_lot_case WHERE lot_id IN (SELECT lot_id FROM pqr.quality_lot WHERE scope = 'bare')"
        )
        owner.execute("DELETE FROM pqr.quality_lot WHERE scope = 'bare'")
    words = f"second sample of {letters:,} closed cases, each letter stored; floor: the same rows inserted, no draw"
    return Figure("sample_closed", value, "ms", floor, "≤ 8", words)


def _coverage(runs: int) -> Figure:
    """Share of lots whose interval holds the true number of faulty letters; new authors write worse, weigh double."""
    dice, held = random.Random(2859), 0
    for run in range(runs):
        if run % 20 == 0:
            members = [
                sampling.Member(uuid.UUID(int=dice.getrandbits(128)), f"{n % 30}/{n % 7}", 2 if n % 30 < 6 else 1)
                for n in range(611)
            ]
            rates = [dice.choice((0.0, 0.01, 0.05, 0.15)) for _ in range(30)]
            faulty = {m.case_id for m in members if dice.random() < rates[int(m.stratum.split("/")[0])] * m.weight}
        hit = sampling.drawn(f"corrida {run}", 80, members)
        shares = []
        for weight in (1, 2):
            mine = {m.case_id for m in members if m.weight == weight}
            shares.append(Share(weight, len(mine), len(mine & hit), len(mine & hit & faulty)))
        found = interval(shares)
        held += found is not None and found.low <= len(faulty) <= found.high
    words = f"of {runs:,} lots of 611 letters, 80 drawn: how many intervals at 95 % hold the true share of faults"
    return Figure("sample_coverage", 100 * held / runs, "%", None, "≥ 95", words)


def _in_turns(ours: Callable[[], int], bare: Callable[[], int], times: int) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times + 1):
        for run, each in zip((ours, bare), taken, strict=True):
            begun = time.perf_counter()
            assert run() == 800
            if turn:  # the first ones plan
                each.append((time.perf_counter() - begun) * 1000)
    return median(taken[0]), median(taken[1])


def _count(row: tuple[int, ...] | None) -> int:
    assert row is not None
    return row[0]
