"""The embedded server is shared by live programs and survives everything that dies around it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from app.models.embedded import Server, stop_if_unused
from app.models.embedded import postmaster as postmasters
from app.models.embedded.account import drop_options
from app.models.embedded.users import beginning
from tests.models.embedded.conftest import home_of, said

Start = Callable[..., Server]
Program = Callable[[], subprocess.Popen[str]]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def pid_of(server: Server) -> int | None:
    """The number of the running postmaster, or None."""
    running = postmasters.find(home_of(server))
    return running.pid if running else None


def alive(pid: int) -> bool:
    """Whether a process works; one that only waits for its parent to notice its end does not."""
    return beginning(pid) is not None


def kill(pid: int) -> None:
    """End a process as a power cut would, and wait until it is gone."""
    process = psutil.Process(pid)
    process.kill()
    psutil.wait_procs([process], timeout=30)


def remember(server: Server) -> None:
    """Write a row that must survive."""
    with psycopg.connect(server.dsn("postgres")) as link:
        link.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        link.execute("INSERT INTO kept VALUES (7)")


def remembered(server: Server) -> bool:
    """Whether the row survived."""
    with psycopg.connect(server.dsn("postgres")) as link:
        return link.execute("SELECT value FROM kept").fetchall() == [(7,)]


def test_the_last_user_of_a_program_stops_it(start: Start) -> None:
    first, second = start(), start()
    assert first.port == second.port
    first.stop()
    first.stop()
    assert pid_of(second) is not None
    second.stop()
    assert pid_of(second) is None


def test_two_programs_that_begin_at_once_share_one_server(program: Program, folder: Path) -> None:
    programs = [program() for _ in range(4)]
    answers = [said(each) for each in programs]
    assert all(answer == answers[0] for answer in answers)
    for each in programs[:-1]:
        each.communicate(timeout=200)
    assert alive(answers[0]["postmaster"])
    programs[-1].communicate(timeout=200)
    assert [each.returncode for each in programs] == [0] * 4
    assert not alive(answers[0]["postmaster"])


def test_a_killed_program_is_forgotten_and_its_server_adopted(program: Program, start: Start) -> None:
    other = program()
    answer = said(other)
    kill(other.pid)
    assert alive(answer["postmaster"])
    server = start()
    assert (server.port, pid_of(server)) == (answer["port"], answer["postmaster"])
    server.stop()
    assert pid_of(server) is None


def test_a_server_that_nobody_uses_can_be_stopped(program: Program, folder: Path) -> None:
    other = program()
    answer = said(other)
    assert not stop_if_unused(folder)
    kill(other.pid)
    assert stop_if_unused(folder)
    assert not alive(answer["postmaster"])


def test_a_number_used_again_by_another_program_does_not_count(start: Start) -> None:
    server = start()
    users = server.folder / "users.json"
    uses = json.loads(users.read_text(encoding="utf-8"))
    users.write_text(json.dumps([*uses, [os.getppid(), "earlier", "token"]]), encoding="utf-8")
    server.stop()
    assert pid_of(server) is None


@pytest.mark.parametrize("text", ["", "[[", '{"a": 1}', "[[1]]", '[["x", 2, 3]]'])
def test_a_spoilt_list_of_users_does_not_stop_the_work(start: Start, text: str) -> None:
    server = start()
    (server.folder / "users.json").write_text(text, encoding="utf-8")
    start().stop()
    assert pid_of(server) is None


def test_the_data_survives_the_death_of_the_server(start: Start) -> None:
    server = start()
    remember(server)
    dead = pid_of(server)
    assert dead is not None
    kill(dead)
    again = start()
    assert remembered(again)
    assert pid_of(again) not in (None, dead)


def test_a_program_can_revive_its_server_and_still_stops_it(start: Start) -> None:
    server = start()
    remember(server)
    dead = pid_of(server)
    assert dead is not None
    server.revive()
    assert pid_of(server) == dead
    kill(dead)
    server.revive()
    assert remembered(server)
    server.stop()
    assert pid_of(server) is None


def test_a_removed_folder_is_nothing_to_stop(start: Start) -> None:
    server = start()
    running = pid_of(server)
    assert running is not None
    kill(running)
    shutil.rmtree(server.folder)
    server.stop()


@posix
def test_a_query_that_outlives_its_server_does_not_prevent_the_next_start(start: Start) -> None:
    server = start()
    remember(server)
    link = psycopg.connect(server.dsn("postgres"))
    # Counts for minutes and never looks whether the server still lives.
    link.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
    link.pgconn.flush()
    orphan = link.info.backend_pid
    dead = pid_of(server)
    assert dead is not None
    kill(dead)
    assert alive(orphan)
    assert remembered(start())
    assert not alive(orphan)
    link.close()


@posix
@pytest.mark.parametrize("owner", ["the server's account", "this program"])
def test_a_stale_file_whose_number_belongs_to_another_process(start: Start, owner: str) -> None:
    server = start()
    remember(server)
    home = home_of(server)
    path = home.cluster / "postmaster.pid"
    lines = path.read_text(encoding="utf-8").splitlines()
    dead = pid_of(server)
    assert dead is not None
    kill(dead)
    other = subprocess.Popen(["/bin/sleep", "300"], **drop_options(home.account))
    try:
        number = other.pid if owner == "the server's account" else os.getpid()
        path.write_text("\n".join([str(number), *lines[1:]]) + "\n", encoding="utf-8")
        again = start()
        assert remembered(again)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("text", ["", "\n", "garbage\n"])
def test_a_spoilt_file_of_the_server(start: Start, text: str) -> None:
    server = start()
    remember(server)
    dead = pid_of(server)
    assert dead is not None
    kill(dead)
    (server.folder / "cluster" / "postmaster.pid").write_text(text, encoding="utf-8")
    assert remembered(start())


def test_a_first_start_cut_short_is_begun_again(start: Start, folder: Path) -> None:
    folder.mkdir()
    (folder / "server.lock").touch()
    (folder / "cluster.new").mkdir()
    (folder / "cluster.new" / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with psycopg.connect(start().dsn("postgres")) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_the_port_stays_and_changes_only_when_it_is_taken(start: Start) -> None:
    first = start()
    first.stop()
    second = start()
    assert second.port == first.port
    second.stop()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", first.port))
        thief.listen()
        third = start()
        assert third.port != first.port
        psycopg.connect(third.dsn("postgres")).close()
    third.stop()
    assert start().port == third.port


@posix
def test_ctrl_c_in_the_terminal_does_not_reach_the_server(start: Start) -> None:
    server = start()
    running = pid_of(server)
    assert running is not None
    assert os.getpgid(running) != os.getpgid(0)
