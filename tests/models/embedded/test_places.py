"""Odd paths, root, closed folders, full disks: the server starts, or says why in one sentence."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

if sys.platform != "win32":
    import pwd

from app.models.embedded import BinariesMissing, Server, ServerNotStarted, binaries
from app.models.embedded import postmaster as postmasters
from app.models.embedded.account import SYSTEM_ROOT, Account, place
from tests.models.embedded.conftest import ROOT, environment, home_of

Start = Callable[..., Server]
as_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root drops to an account")
as_person = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def closed(folder: Path) -> Path:
    """A folder that only its owner may enter, as /root is."""
    made = folder.with_name("cerrada")
    made.mkdir(mode=0o700)
    return made


@pytest.mark.parametrize("name", ["Petición año 2026", "a 'b' c", 'x "y" `id` $HOME & z', "％ 日本"])
def test_odd_paths(start: Start, folder: Path, name: str) -> None:
    if sys.platform == "win32" and '"' in name:
        pytest.skip("not a name on Windows")
    where = folder.with_name(name) / "los datos"
    server = start(where)
    assert server.folder == where
    with psycopg.connect(server.dsn("postgres")) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
    server.stop()


@as_root
def test_root_never_runs_the_server_and_owns_what_it_should(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PQR_PLANTED", "a secret of the program")
    server = start()
    running = postmasters.find(home_of(server))
    assert running is not None
    process = psutil.Process(running.pid)
    assert 0 not in process.uids() and 0 not in process.gids()
    owners = {each.name: each.stat().st_uid for each in server.folder.iterdir()}
    assert {name for name, uid in owners.items() if uid != 0} == {"cluster", "log"}
    assert "PQR_PLANTED" not in process.environ()


@as_root
def test_a_closed_parent_stays_closed(start: Start, closed: Path) -> None:
    server = start(closed / "datos")
    again = start(closed / "datos")
    try:
        assert server.folder.parent == SYSTEM_ROOT
        assert again.folder == server.folder
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        psycopg.connect(server.dsn("postgres")).close()
    finally:
        again.stop()
        server.stop()
        shutil.rmtree(server.folder)


@as_root
def test_programs_in_a_closed_folder_are_copied_once(
    start: Start, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = binaries.find(None).parents[1]
    # The wheel keeps the libraries of its programs in a folder beside the package.
    for each in original.parent.glob(f"{original.name}*"):
        if not each.name.endswith(".dist-info"):
            shutil.copytree(each, closed / each.name, ignore=shutil.ignore_patterns("include", "pginstall"))
    monkeypatch.setenv("PQR_PG_BIN", str(closed / original.name / "pginstall18" / "bin"))
    server = start()
    account = home_of(server).account
    copy = binaries.find(account).parent
    try:
        assert copy.parent == SYSTEM_ROOT / "postgresql"
        assert all(path.stat().st_uid == 0 and not path.stat().st_mode & 0o022 for path in copy.rglob("*"))
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        psycopg.connect(server.dsn("postgres")).close()
    finally:
        server.stop()
        shutil.rmtree(copy)


@as_root
def test_a_folder_with_other_things_is_not_opened_to_the_account(start: Start, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "notas.txt").write_text("no tocar", encoding="utf-8")
    server = start()
    try:
        assert server.folder != folder
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.folder)


def test_a_refused_start_says_one_sentence_and_where_the_log_is(start: Start) -> None:
    server = start()
    server.stop()
    (server.folder / "cluster" / "global" / "pg_control").unlink()
    with pytest.raises(ServerNotStarted) as refusal:
        start()
    assert refusal.value.log == server.log
    assert str(server.log) in refusal.value.user_message
    assert refusal.value.user_message.startswith("No se pudo iniciar la base de datos de este equipo.")
    assert server.log.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made(start: Start, folder: Path) -> None:
    folder.write_text("un archivo", encoding="utf-8")
    with pytest.raises(ServerNotStarted):
        start()
    folder.unlink()


@as_person
def test_a_folder_of_another_person(start: Start, closed: Path) -> None:
    closed.chmod(0o500)
    with pytest.raises(ServerNotStarted):
        start(closed / "datos")
    closed.chmod(0o700)


_FULL = """
import resource, signal, sys
from pathlib import Path
from app.models import embedded
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = 300_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    embedded.start(Path(sys.argv[1]), fsync=False)
except embedded.ServerNotStarted as refusal:
    print(refusal.user_message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_files_that_cannot_grow_are_a_refusal_and_not_a_crash(folder: Path, start: Start) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(folder)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No se pudo iniciar la base de datos de este equipo." in done.stdout, done.stderr
    assert str(folder) in done.stdout
    # With room again it starts from the beginning.
    psycopg.connect(start().dsn("postgres")).close()


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 130 MB: enough to begin with, and soon full."""
    where = folder.with_name("disco")
    where.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=130m,mode=755", "tmpfs", str(where)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs mount and its permission")
    yield where
    subprocess.run(["umount", "--lazy", str(where)], check=True)


@pytest.mark.tools
def test_a_full_disk_is_a_refusal_and_room_is_all_it_takes_to_go_on(small_disk: Path, start: Start) -> None:
    filler = small_disk / "relleno"
    server = start(small_disk / "datos")
    with psycopg.connect(server.dsn("postgres")) as link:
        link.execute("CREATE TABLE kept AS SELECT 7 AS value")
    server.stop()
    (server.folder / "log" / "server.log").unlink()
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    with pytest.raises(ServerNotStarted) as refusal:
        start(small_disk / "datos")
    assert str(server.folder) in refusal.value.user_message
    filler.unlink()
    with psycopg.connect(start(small_disk / "datos").dsn("postgres")) as link:
        assert link.execute("SELECT value FROM kept").fetchone() == (7,)


@as_root
def test_data_stays_where_it_is_when_its_parent_is_closed_later(start: Start, folder: Path) -> None:
    where = folder.with_name("abierta") / "datos"
    server = start(where)
    server.stop()
    where.parent.chmod(0o700)
    with pytest.raises(ServerNotStarted):
        start(where)
    where.parent.chmod(0o755)
    assert start(where).folder == where


@as_root
def test_root_does_not_lock_out_the_person_whose_data_it_is(start: Start, folder: Path) -> None:
    server = start()
    server.stop()
    person = next(entry for entry in pwd.getpwall() if entry.pw_name not in ("root", "postgres"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, person.pw_uid, person.pw_gid)
    again = start()
    running = postmasters.find(home_of(again))
    assert running is not None
    assert psutil.Process(running.pid).uids().real == person.pw_uid
    again.stop()
    assert {path.stat().st_uid for path in (folder, *folder.rglob("*"))} == {person.pw_uid}


def test_no_programs_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PQR_PG_BIN", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(BinariesMissing):
        binaries.find(None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no accounts to drop to")
def test_a_folder_that_another_program_is_making_at_this_moment_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, look = tmp_path / "datos", Path.iterdir
    wanted.mkdir()

    def made_meanwhile(folder: Path) -> Iterator[Path]:
        for name in ("server.lock", "tools.log"):
            (folder / name).touch()
        return look(folder)

    monkeypatch.setattr(Path, "iterdir", made_meanwhile)
    assert place(wanted, Account("", 1, 1), "server.lock") == wanted
    # One with a stranger's things stays closed to others.
    strange = tmp_path / "ajena"
    strange.mkdir()
    (strange / "carta.txt").touch()
    monkeypatch.setattr(Path, "iterdir", look)
    assert place(strange, Account("", 1, 1), "server.lock").parent == SYSTEM_ROOT
