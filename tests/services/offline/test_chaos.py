"""A small run under chaos: cuts, swallowed answers, kills of programs and of the server; nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models import embedded
from benchmarks.chaos import Person, Scene
from tests.people import PASSWORD, STAFF


@pytest.mark.usefixtures("database")
def test_nothing_is_lost_and_nothing_is_done_twice(server: embedded.Server, database: str, tmp_path: Path) -> None:
    people = [Person(STAFF[key].login, STAFF[key].person_id, PASSWORD) for key in ("agent", "agent2")]
    scene = Scene(server, database, people, tmp_path, cases_each=40, kill_every=1.2, kills=1)
    scene.run(limit=60)
    counted = scene.counted(Person(STAFF["auditor"].login, 0, PASSWORD))
    assert counted.is_whole, counted
    assert counted.decided == 2 * 40 * 4
    assert scene.blows.servers_killed == 1
