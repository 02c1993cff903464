"""Suggestions of claims learned from invented closed cases: how often right on writings that nobody learned from.

Each leaf is asked for in several ways; a writing mixes two of them with sentences that every petition has, a way of
another leaf now and then, and slips of the hand. Two ways of each leaf are never learned: half of what is asked in the
trial is said with them. The floor of being right is who always says the commonest leaf.
"""

from __future__ import annotations

import json
import random
import time
import tomllib
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from app.services.suggesting.model import Advice, model_of
from benchmarks.figure import Figure
from benchmarks.world import World

_SAID = tomllib.loads((Path(__file__).parent / "sql" / "asked.toml").read_text(encoding="utf-8"))
#: Leaf -> ways of asking for it; the last two are kept for the trial.
WAYS: dict[str, list[str]] = {leaf["code"]: leaf["ways"] for leaf in _SAID["leaf"]}
_EVERYWHERE: list[str] = _SAID["everywhere"]
_TRIED = 1200
_COUNT = """
SELECT k.claim_code, w, count(*) FROM pqr.claim k JOIN pqr.petition p USING (case_id),
       regexp_split_to_table(lower(concat_ws(' ', k.citizen_words, p.subject)), '[^a-z]+') w
 WHERE k.case_id IN (SELECT f.case_id FROM pqr.case_file f WHERE f.closed_at IS NOT NULL ORDER BY f.closed_at DESC
                      LIMIT 20000)
 GROUP BY 1, 2
"""


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Learning, and the trial on writings made apart."""
    world.fill()
    count, tried = (600, 240) if quick else (20_000, _TRIED)
    rng = random.Random(2026)
    with world.admin() as admin, world.login("u_bench_agent") as agent:
        _write(admin, rng, count)
        learned = _timed(admin, "SELECT pqr_api.learn_claims()")
        taken = _memory_of(admin)
        bare = _timed(admin, _COUNT)
        data = agent.execute("SELECT pqr_api.claim_model()").fetchone()
    assert data is not None
    tracemalloc.start()
    model = model_of(json.loads(json.dumps(data[0])))
    held = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    trial = [_writing(rng, code, trial=True) for code in WAYS for _ in range(tried // len(WAYS))]
    begun = time.perf_counter()
    told = [(code, model.advise(text)) for code, text in trial]
    each = (time.perf_counter() - begun) * 1000 / len(trial)
    yield from _quality(told)
    yield Figure("suggest_one", each, "ms", None, "≤ 20", "the advice for one writing, on this computer")
    yield Figure("suggest_model", held, "MiB", None, "≤ 32", f"the model in memory, here: {model.words} words")
    if taken is not None:
        what = "most memory that the server's session ever held, shared buffers included, after learning"
        yield Figure("suggest_memory", taken, "MiB", None, "≤ 512", what)
    what = "learning from the last 20.000 closed cases; floor: counting their words once"
    yield Figure("suggest_learn", learned, "ms", bare, "≤ 60", what)


def _memory_of(connection: psycopg.Connection[Any]) -> float | None:
    """Peak of that session's process, MiB; None where the system does not tell it."""
    told = Path(f"/proc/{connection.info.backend_pid}/status")
    if not told.exists():
        return None
    lines = dict(line.split(":", 1) for line in told.read_text(encoding="utf-8").splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def _timed(connection: psycopg.Connection[Any], query: str) -> float:
    begun = time.perf_counter()
    connection.execute(query)  # type: ignore[arg-type]
    return (time.perf_counter() - begun) * 1000


def _quality(told: list[tuple[str, Advice]]) -> Iterator[Figure]:
    said = [(code, advice.suggestions) for code, advice in told if advice.suggestions]
    spoke = max(1, len(said))
    first = sum(1 for code, found in said if found[0].code == code) / spoke
    three = sum(1 for code, found in said if code in {each.code for each in found}) / spoke
    sure = sum(found[0].confidence for _code, found in said) / spoke
    note = f"of {len(said)} writings on which it spoke, half of them in words that nobody learned"
    floor = 100 / len(WAYS)
    yield Figure("suggest_first", 100 * first, "%", floor, "≥ 7", f"the first is right, {note}; floor: one always")
    yield Figure("suggest_three", 100 * three, "%", 3 * floor, "≥ 2.5", f"one of the three is right, {note}")
    yield Figure("suggest_spoke", 100 * spoke / len(told), "%", None, "", "writings on which it was sure enough")
    apart = abs(sure - first) * 100
    yield Figure("suggest_honest", apart, "points", None, "≤ 15", "between the confidence shown and being right")


def _write(admin: psycopg.Connection[Any], rng: random.Random, count: int) -> None:
    """Give closed cases their words, and make them the last that were closed: those that are learned from."""
    query = "SELECT case_id FROM pqr.case_file WHERE procedure = 'pqr_v08' AND closed_at IS NOT NULL LIMIT %s"
    cases = [row[0] for row in admin.execute(query, [count])]
    codes = list(WAYS)
    admin.execute("CREATE TEMP TABLE said (case_id uuid, code text, words text)")
    with admin.cursor().copy("COPY said FROM STDIN") as copy:
        for case in cases:
            copy.write_row((case, *_writing(rng, rng.choice(codes), trial=False)))
    admin.execute(
        "UPDATE pqr.claim k SET claim_code = s.code, citizen_words = s.words FROM said s WHERE k.case_id = s.case_id"
    )
    admin.execute(
        "UPDATE pqr.case_file f SET closed_at = now() + interval '400 days' FROM said s WHERE f.case_id = s.case_id"
    )


def _writing(rng: random.Random, code: str, *, trial: bool) -> tuple[str, str]:
    ways = WAYS[code]
    known = ways[-2:] if trial and rng.random() < 0.5 else ways[:-2]
    said = rng.sample(known, min(2, len(known))) + rng.sample(_EVERYWHERE, 2)
    if rng.random() < 0.15:
        said.append(rng.choice(WAYS[rng.choice(list(WAYS))][:-2]))
    rng.shuffle(said)
    return code, " ".join(_slip(rng, word) for word in ". ".join(said).split())


def _slip(rng: random.Random, word: str) -> str:
    if len(word) > 4 and rng.random() < 0.04:
        at = rng.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word
