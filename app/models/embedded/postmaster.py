"""Finds the running server of a folder, and cleans up what a killed one left."""

from __future__ import annotations

import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.models.embedded.files import Home, write_whole
from app.models.embedded.settings import HOST

#: A number that no process has, on any system.
_NOBODY = 2**31 - 2
_ORPHANS_PATIENCE = 5.0


@dataclass(frozen=True)
class Postmaster:
    """A live server of ours, as its own file describes it."""

    pid: int
    port: int
    state: str

    @property
    def answers(self) -> bool:
        """Whether it says that it is ready and takes connections."""
        if self.state != "ready":
            return False
        try:
            with socket.create_connection((HOST, self.port), timeout=2):
                return True
        except OSError:
            return False


def find(home: Home) -> Postmaster | None:
    """The live server of this folder, or None; a number that now belongs to something else is not one."""
    lines = _lines(home)
    try:
        pid = int(lines[0])
    except (IndexError, ValueError):
        return None
    if not _is_ours(pid, home):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0
    return Postmaster(pid, port, lines[7].strip() if len(lines) > 7 else "starting")


def clean_up(home: Home) -> None:
    """After a server died without farewell: end its orphans and make its file harmless.

    PostgreSQL refuses to start while the number in its file belongs to any live process of the same
    account, which after a power cut it often does. The file itself stays: it names the shared memory, by
    which PostgreSQL makes sure that no orphan still writes.
    """
    path = home.cluster / "postmaster.pid"
    if not path.exists():
        return
    _end_orphans(home)
    lines = _lines(home)
    if not lines or not lines[0].strip().isdigit():
        path.unlink()
    elif psutil.pid_exists(int(lines[0])):
        text = "\n".join([str(_NOBODY), *lines[1:]]) + "\n"
        write_whole(path, text, owner=home.account)


def _lines(home: Home) -> list[str]:
    try:
        text = (home.cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()


def _is_ours(pid: int, home: Home) -> bool:
    """Whether `pid` is a live PostgreSQL whose working folder is this cluster, as each of its processes has."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return False
        return Path(process.cwd()).samefile(home.cluster)
    except (psutil.Error, OSError):
        return False


def _end_orphans(home: Home) -> None:
    named = (each for each in psutil.process_iter(["name"]) if (each.info["name"] or "").startswith("postgres"))
    orphans = [process for process in named if _is_ours(process.pid, home)]
    for process in orphans:
        _quit(process)
    _, left = psutil.wait_procs(orphans, timeout=_ORPHANS_PATIENCE)
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=_ORPHANS_PATIENCE)


def _quit(process: psutil.Process) -> None:
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            process.send_signal(signal.SIGQUIT)
    except psutil.NoSuchProcess:
        return
