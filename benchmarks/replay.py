"""What waited in the outbox, sent when the network is back, against the same commands sent one by one online."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.models import connection
from app.models.local.store import Store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer
from benchmarks.chaos_audit import open_cases
from benchmarks.chaos_client import commands
from benchmarks.figure import Figure
from benchmarks.world import PASSWORD, World, _add_login

_PERSON = 890
_LOGIN = "u_replay"


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """1,000 commands about 250 cases, decided in a mixed order; their store is on the disk and writes durably."""
    cases = 5 if quick else 250
    with world.admin() as admin:
        admin.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, joined_on)"
            " VALUES (%s, %s, 'Persona de repetición', 'PR', '2020-01-15')",
            [_PERSON, _LOGIN],
        )
        _add_login(admin, _LOGIN, _PERSON, "agent")
        online, waiting = (list(commands(open_cases(admin, _PERSON, cases, at), at)) for at in (100, 101))
    database = Database(connection.engine(world.server.target("pqr"), _LOGIN, PASSWORD))
    with tempfile.TemporaryDirectory(prefix="pqr-replay-") as folder:
        store = Store(Path(folder) / "local.db", secrets.token_hex(32))
        outbox = LocalOutbox(store)
        performer = Performer(database, outbox)
        one_by_one = _online(performer, online)
        queued = _queue(database, performer, waiting)
        begun = time.perf_counter()
        sent = outbox.send(database)
        replay = time.perf_counter() - begun
        store.close()
    database.close()
    assert (sent.applied, sent.waiting, sent.refused) == (len(waiting), 0, 0), sent
    many = f"{len(waiting):,} commands"
    yield Figure("replay", replay * 1000, "ms", one_by_one * 1000, "≤ 1", f"sending {many} that waited; floor: online")
    what = "deciding one of them without a network; floor: online"
    yield Figure("queue_one", queued / len(waiting) * 1000, "ms", one_by_one / len(online) * 1000, "", what)


def _online(performer: Performer, decided: list[Command]) -> float:
    begun = time.perf_counter()
    for command in decided:
        assert performer.perform(command).status == "applied"
    return time.perf_counter() - begun


def _queue(database: Database, performer: Performer, decided: list[Command]) -> float:
    database.is_cut = True
    begun = time.perf_counter()
    for command in decided:
        assert performer.perform(command).status == "queued"
    database.is_cut = False
    return time.perf_counter() - begun
