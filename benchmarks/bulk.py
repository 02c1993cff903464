"""4,000 bulk letters by a program that is killed five times: each once, how fast, and in how much memory.

Two rates, each with its floor of the same run: letters drafted through the door against the same rows written bare, by
the processor time of the server and the programs together; and the real PDF of each letter against a bare canvas.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from app.models import connection
from app.services.bulk import groups, run
from app.services.database import Database
from app.services.documents import letter
from app.services.drafting import library
from app.services.drafting.writing import preview_letter
from benchmarks.figure import Figure
from benchmarks.letters import _bare, _lines
from benchmarks.world import DATABASE, PASSWORD, World, _add_login, note

LOGIN = "u_bench_analyst"
_ROOT = Path(__file__).parent.parent
_PERSON = 9001


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Draft, kill, resume, count; then open every letter as its reader would."""
    letters, kills = (60, 2) if quick else (4_000, 5)
    _people(world)
    world.run_sql("bulk_cases", letters=letters)
    batch = _begin(world, letters)
    spent, killed, peak = _draft(world, batch, letters, kills)
    drafted, distinct, gaps, events = _count(world, batch)
    note(f"bulk: {killed} kills, {drafted - distinct} letters twice, {gaps} left out, {events} events of {letters}")
    exact = drafted == distinct == events == letters and not gaps and killed == kills
    yield Figure("bulk_exact", distinct / letters if exact else 0.0, "share", None, "≥ 1",
                 f"letters drafted exactly once of {letters:,}, the program killed {kills} times")  # fmt: skip
    raw = _cpu_of_server(world, lambda: world.run_sql("bulk_raw"))
    yield Figure("bulk", letters / spent, "1/CPU-s", letters / raw, "≥ 0.03",
                 "letters drafted per CPU-second of server and program; floor: the same rows bare")  # fmt: skip
    pdfs, bare, memory = _open(world, batch, letters)
    yield Figure("bulk_pdf", pdfs, "1/CPU-s", bare, "≥ 0.125",
                 "letters read and made into their real PDF per CPU-second; floor: a bare canvas")  # fmt: skip
    yield Figure(
        "bulk_memory", max(peak, memory), "MiB", None, "≤ 300", f"peak memory of each program, {letters} letters"
    )


def _people(world: World) -> None:
    with world.admin() as admin:
        admin.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, joined_on)"
            " VALUES (%s, %s, 'Analista de medida', 'AM', '2020-01-15') ON CONFLICT DO NOTHING",
            [_PERSON, LOGIN],
        )
        _add_login(admin, LOGIN, _PERSON, "analyst")
        # Everything is read once here; a person's day is not that long.
        admin.execute("UPDATE pqr.quota SET allowed = 1000000 WHERE kind IN ('labels', 'sheet')")


def _database(target: connection.Target) -> Database:
    return Database(connection.engine(target, LOGIN, PASSWORD))


def _begin(world: World, letters: int) -> uuid.UUID:
    database, batch = _database(world.server.target(DATABASE)), uuid.uuid4()
    group = max(groups.read_groups(database), key=lambda g: g.letters)
    texts = library.read_library(database)
    recipe = {code: next(t for t in library.of_claim(texts, code) if t.valid_to is None) for code in group.claim_codes}
    started = run.start(database, batch, group, recipe, groups.read_rows(database, group))
    database.close()
    assert started.letters == letters, started
    return batch


def _draft(world: World, batch: uuid.UUID, letters: int, kills: int) -> tuple[float, int, float]:
    """CPU-seconds of server and programs until nothing is left; how often it was killed; the peak in MiB."""
    rng, killed, peak, programs = random.Random(7), 0, 0.0, 0.0
    before = _cpu(world)
    while True:
        stop = max(1, round(letters / (kills + 1) * rng.uniform(0.5, 1.2))) if killed < kills else letters + 1
        with _start(world, "draft", batch) as program:
            assert program.stdout is not None
            last = 0.0
            for line in program.stdout:
                done, high, cpu = line.split()
                peak, last = max(peak, float(high)), float(cpu)
                if int(done) >= stop:
                    # In the middle of whatever it is doing, as a power cut would.
                    time.sleep(rng.uniform(0, 0.05))
                    program.kill()
                    killed += 1
                    break
            programs += last
        if program.returncode == 0:
            break
    return _cpu(world) - before + programs, killed, peak


def _start(world: World, what: str, batch: uuid.UUID) -> subprocess.Popen[str]:
    target = world.server.target(DATABASE)
    arguments = [what, target.host, str(target.port), str(batch)]
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bulk", *arguments], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )


def _cpu(world: World) -> float:
    """CPU-seconds that the server's processes have used, those that ended included."""
    pid = int((world.server.folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
    root = psutil.Process(pid)
    times = [root.cpu_times()]
    for each in root.children(recursive=True):
        # One that ended since it was listed is counted by its parent, below.
        with contextlib.suppress(psutil.NoSuchProcess):
            times.append(each.cpu_times())
    ended = root.cpu_times()
    return sum(t.user + t.system for t in times) + ended.children_user + ended.children_system


def _cpu_of_server(world: World, act: Any) -> float:
    before = _cpu(world)
    act()
    return max(_cpu(world) - before, 0.01)


def _count(world: World, batch: uuid.UUID) -> tuple[int, int, int, int]:
    with world.admin() as admin:
        row = admin.execute(
            "SELECT (SELECT count(*) FROM pqr.draft d WHERE d.batch_id = b.id),"
            " (SELECT count(DISTINCT case_id) FROM pqr.draft d WHERE d.batch_id = b.id),"
            " (SELECT count(*) FROM pqr.bulk_batch_case m WHERE m.batch_id = b.id AND m.state <> 'drafted'),"
            " (SELECT count(*) FROM pqr_audit.case_event e JOIN pqr.bulk_batch_case m USING (case_id)"
            "   WHERE m.batch_id = b.id AND e.outcome = 'bulk') FROM (SELECT %s::uuid) AS b(id)",
            [batch],
        ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def _open(world: World, batch: uuid.UUID, letters: int) -> tuple[float, float, float]:
    """PDFs per CPU-second, those of the floor, and the peak in MiB, of one program that opens every letter."""
    with _start(world, "open", batch) as program:
        said, _nothing = program.communicate(timeout=3600)
    assert program.returncode == 0
    count, seconds, bare, peak = said.split()
    assert int(count) == letters
    return int(count) / float(seconds), 1 / float(bare), float(peak)


# --- the programs that are measured ---------------------------------------------------------------------------------


def _main(what: str, host: str, port: str, batch: str) -> None:
    database = _database(connection.Target(host=host, port=int(port), database=DATABASE))
    if what == "draft":
        run.run(database, uuid.UUID(batch), progress=lambda done, _total, _words: _say(done))
    else:
        _open_all(database, uuid.UUID(batch))


def _say(done: int) -> None:
    sys.stdout.write(f"{done} {_peak()} {time.process_time()}\n")
    sys.stdout.flush()


def _open_all(database: Database, batch: uuid.UUID) -> None:
    rows = run.read_batch_rows(database, batch)
    begun = time.process_time()
    for row in rows:
        sheet = run.read_letter(database, batch, row.case_id)
        assert sheet.draft is not None
        pdf = letter.preview(preview_letter(sheet, list(sheet.draft.answers)))
    seconds = time.process_time() - begun
    lines, turns = _lines(pdf), min(200, len(rows))
    _bare(lines)
    begun = time.process_time()
    for _turn in range(turns):
        _bare(lines)
    bare = (time.process_time() - begun) / turns
    sys.stdout.write(f"{len(rows)} {seconds} {bare} {_peak()}\n")


def _peak() -> float:
    """MiB at most in use by this process."""
    try:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    except ImportError:  # Windows keeps the peak with the process
        return float(psutil.Process().memory_info().peak_wset) / 1024 / 1024


if __name__ == "__main__":
    _main(*sys.argv[1:])
