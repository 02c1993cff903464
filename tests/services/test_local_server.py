"""The watchman of the server on this computer looks without being asked, and outlives what goes wrong."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from app.models import connection, embedded
from app.models.embedded.watchdog import LOOKS_PER_ANCHOR
from app.services.local_server import LocalServer
from tests.support.waiting import wait_for

_CALLS = "SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions WHERE schemaname = 'pqr_api' AND funcname = %s"


@contextmanager
def _watched(local: LocalServer) -> Iterator[None]:
    watchman = threading.Thread(target=local.watch, kwargs={"every": 0.01})
    watchman.start()
    try:
        yield
    finally:
        local.stop_watching()
        watchman.join(90)
    assert not watchman.is_alive()


def test_sessions_are_looked_at_each_time_and_the_history_is_anchored_every_twenty(
    server: embedded.Server, database: str, sql_as: Callable[[str], psycopg.Connection[tuple[int]]]
) -> None:
    admin = sql_as("postgres")
    admin.execute(f"ALTER DATABASE {database} SET track_functions = 'all'")

    def calls(function: str) -> int:
        return admin.execute(_CALLS, [function]).fetchone()[0]

    with _watched(LocalServer(server, database)):
        wait_for(lambda: calls("take_anchor") >= 2, "the second anchor")
    looks, anchors = calls("end_idle_sessions"), calls("take_anchor")
    assert anchors == (looks - 1) // LOOKS_PER_ANCHOR + 1
    assert admin.execute("SELECT count(*) FROM pqr_audit.anchor").fetchone() == (anchors,)
    assert admin.execute("SELECT * FROM pqr_api.verify_anchors()").fetchall() == []


@pytest.fixture
def own_server() -> Iterator[embedded.Server]:
    """A server that this test may kill."""
    folder = Path(tempfile.mkdtemp(prefix="pqr-watched-"))
    folder.chmod(0o755)
    with embedded.start(folder / "datos", fsync=False) as started:
        yield started
    shutil.rmtree(folder)


def test_a_server_that_died_is_started_again(own_server: embedded.Server) -> None:
    def pid() -> int:
        return int((own_server.folder / "cluster" / "postmaster.pid").read_text().split()[0])

    def answers() -> bool:
        try:
            connection.connect(own_server.target(), "postgres", own_server.password_for_superuser).close()
        except psycopg.OperationalError:
            return False
        return True

    first = pid()
    psutil.Process(first).kill()
    wait_for(lambda: not answers(), "the end of the server")
    with _watched(LocalServer(own_server, "none_here")):
        wait_for(answers, "the server again")
    assert pid() != first
