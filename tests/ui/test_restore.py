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


def test_after_a_restore_everything_is_read_anew_and_what_waited_is_sent(
    folder: Path, background, settings, qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(stores, "system_key_ring", MemoryKeyRing)
    settings.put("session", "lock_minutes", 0.0)
    server = embedded.start(folder, fsync=False)
    with superuser(server, "postgres") as admin:
        admin.execute("CREATE DATABASE pqr")
    prepare(server.dsn("pqr"))
    with superuser(server) as admin:
        seed_staff(admin)
        waits, done = (stand_petition(admin, "check_image") for _ in range(2))
    cluster = server.folder / "cluster"
    server.stop()
    copy_as_it_is(cluster, folder.parent / "copia")

    server = embedded.start(folder, fsync=False)
    place = Place("server", "Servidor de prueba", server.target("pqr"))
    session = Session(place.enter(STAFF["agent"].login, PASSWORD), background, settings, qapp)
    session.window.show()
    table = session.window.desk.page().pane.model
    qtbot.waitUntil(lambda: table.rowCount() == 2, timeout=5000)
    # What happens after the copy was taken, and is lost with the restore: a step, and a case that came.
    assert session.context.performer.perform(good(done)).version == 2
    with superuser(server) as admin:
        late = stand_petition(admin, "check_image")
    session.pulse.look()
    qtbot.waitUntil(lambda: table.find(late) >= 0, timeout=5000)
    session.context.database.is_cut = True
    assert session.context.performer.perform(good(waits)).status == "queued"
    port = server.port
    server.stop()
    shutil.rmtree(cluster)
    copy_as_it_is(folder.parent / "copia", cluster)

    server = embedded.start(folder, fsync=False)
    assert server.port == port
    with superuser(server) as admin:
        # The transactions counted anew are already past those that the window knew: their numbers tell nothing.
        for _ in range(200):
            admin.execute("SELECT pg_current_xact_id()")
        told: list[object] = []
        session.context.changes.arrived.connect(told.append)
        assert session._signed.outbox is not None and session._signed.outbox.counts() == (1, 0)
        session.context.database.is_cut = False
        # The first look finds the connection of before dead.
        session.pulse.look()
        session.pulse.look()
        assert told[0] is None, "the window does not know that the server is another one now"
        assert session._signed.outbox.counts() == (0, 0)
        versions = dict(admin.execute("SELECT case_id, version FROM pqr.case_file").fetchall())
        assert versions == {waits: 2, done: 1}
        qtbot.waitUntil(lambda: table.find(late) < 0 and table.find(done) >= 0, timeout=5000)
        assert table.row_at(table.find(done)).version == 1
    session.close()
    session.deleteLater()
    place.stop()
    server.stop()
