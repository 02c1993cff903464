"""What the measures of the live feed share: cases that nobody has touched, and one step through the door."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg

from benchmarks.world import World

#: More than all measures of a full run take.
CASES = 40_000
AGENT = "u_bench_agent"
_DOOR = "SELECT pqr_api.perform(%s, %s, 1, 'check_image', 'image_good', '{}', 'pqr_v08')"
_numbers = itertools.count(1)
_lock = threading.Lock()


def prepare(world: World, quick: bool) -> None:
    """Make the cases, once in a run."""
    world.fill()
    world.run_sql("live_cases", cases=3000 if quick else CASES)


def fresh_case() -> uuid.UUID:
    """One that no other step has taken."""
    with _lock:
        return uuid.UUID(int=(0xE0000000 << 96) + next(_numbers))


def step(session: psycopg.Connection[Any], case: uuid.UUID) -> None:
    """Move it."""
    answer = session.execute(_DOOR, [uuid.uuid4(), case]).fetchone()
    assert answer is not None and answer[0]["status"] == "applied", answer


def changes(session: psycopg.Connection[Any], cursor: str) -> tuple[str, list[uuid.UUID]]:
    """The next cursor and the cases that changed."""
    head, *rows = session.execute(
        "SELECT next_cursor, kind, case_id FROM pqr_api.changes_since(%s)", [cursor]
    ).fetchall()
    assert head[1] == "cursor", head
    return head[0], [row[2] for row in rows]


def look(session: psycopg.Connection[Any], cursor: str, rows: list[uuid.UUID]) -> str:
    """One look of a window, as app/services/feed.py asks it; the next cursor."""
    row = session.execute("SELECT pqr_api.look(%s, %s)", [cursor, rows]).fetchone()
    assert row is not None and not row[0]["everything"]
    return str(row[0]["cursor"])


def cursor_of(session: psycopg.Connection[Any]) -> str:
    """Where the feed is now."""
    row = session.execute("SELECT pqr_api.cursor_now()").fetchone()
    assert row is not None
    return str(row[0])


def sessions(world: World, count: int) -> Iterator[psycopg.Connection[Any]]:
    """So many connections of the measured agent."""
    for _ in range(count):
        yield world.login(AGENT)
