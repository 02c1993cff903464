"""The server is put back to an earlier copy of its folder: everything is read anew, and what waited is still sent."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from app.models import connection, embedded
from app.models.local import store as stores
from app.models.migrate import prepare
from app.services.command import Command
from app.services.places import Place
from app.ui.session import Session
from tests.people import PASSWORD, STAFF, seed_staff
from tests.support.key_ring import MemoryKeyRing
from tests.support.petitions import stand_petition


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can reach."""
    made = Path(tempfile.mkdtemp(prefix="pqr-restored-"))
    made.chmod(0o755)
    yield made / "datos"
    embedded.stop_if_unused(made / "datos")
    shutil.rmtree(made, ignore_errors=True)


def copy_as_it_is(source: Path, target: Path) -> None:
    """With its owners and permissions: the server refuses a folder that others may read."""
    shutil.copytree(source, target, symlinks=True)
    if hasattr(os, "chown"):
        for path in (source, *source.rglob("*")):
            status = path.lstat()
            os.chown(target / path.relative_to(source), status.st_uid, status.st_gid, follow_symlinks=False)


def superuser(server: embedded.Server, database: str = "pqr") -> psycopg.Connection:
    password = server.password_for_superuser
    return connection.connect(server.target(database), server.superuser, password, autocommit=True)


def good(case: uuid.UUID) -> Command:
    return Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")


@pytest.fixture
def copied(folder: Path) -> tuple[Path, Path, uuid.UUID, uuid.UUID]:
    """A stopped server with two cases: its cluster, a copy of it, and the cases."""
    with embedded.start(folder, fsync=False) as server:
        with superuser(server, "postgres") as admin:
            admin.execute("CREATE DATABASE pqr")
        prepare(server.dsn("pqr"))
        with superuser(server) as admin:
            seed_staff(admin)
            waits, done = (stand_petition(admin, "check_image") for _ in range(2))
    cluster, copy = server.folder / "cluster", folder.parent / "copia"
    copy_as_it_is(cluster, copy)
    return cluster, copy, waits, done


@pytest.fixture
def enter(background, settings, qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """enter(server) is a session of the agent there."""
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(stores, "system_key_ring", MemoryKeyRing)
    settings.put("session", "lock_minutes", 0.0)
    opened: list[Session] = []

    def start(server: embedded.Server) -> Session:
        place = Place("server", "Servidor de prueba", server.target("pqr"))
        opened.append(Session(place.enter(STAFF["agent"].login, PASSWORD), background, settings, qapp))
        opened[0].window.show()
        return opened[0]

    yield start
    for session in opened:
        session.close()
        session.deleteLater()
        session._signed.place.stop()


def test_after_a_restore_everything_is_read_anew_and_what_waited_is_sent(
    folder: Path, copied, enter, qtbot: QtBot
) -> None:
    cluster, copy, waits, done = copied
    with embedded.start(folder, fsync=False) as server, superuser(server) as admin:
        session, port = enter(server), server.port
        table = session.window.desk.page().pane.model
        qtbot.waitUntil(lambda: table.rowCount() == 2, timeout=5000)
        # What happens after the copy was taken, and is lost with the restore: a step, and a case that came.
        assert session.context.performer.perform(good(done)).version == 2
        late = stand_petition(admin, "check_image")
        session.pulse.look()
        qtbot.waitUntil(lambda: table.find(late) >= 0, timeout=5000)
        session.context.database.is_cut = True
        assert session.context.performer.perform(good(waits)).status == "queued"
    shutil.rmtree(cluster)
    copy_as_it_is(copy, cluster)

    with embedded.start(folder, fsync=False) as server, superuser(server) as admin:
        assert server.port == port
        # The transactions counted anew are already past those that the window knew: their numbers tell nothing.
        for _ in range(200):
            admin.execute("SELECT pg_current_xact_id()")
        told: list[object] = []
        session.context.changes.arrived.connect(told.append)
        assert session._signed.outbox.counts() == (1, 0)
        session.context.database.is_cut = False
        # The first look finds the connection of before dead.
        session.pulse.look()
        session.pulse.look()
        assert told[0] is None, "the window does not know that the server is another one now"
        assert session._signed.outbox.counts() == (0, 0)
        assert dict(admin.execute("SELECT case_id, version FROM pqr.case_file").fetchall()) == {waits: 2, done: 1}
        qtbot.waitUntil(lambda: table.find(late) < 0 and table.find(done) >= 0, timeout=5000)
        assert table.row_at(table.find(done)).version == 1
