"""Folders for servers of these tests, and other programs that use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models import embedded
from app.models.embedded.account import owner_of, server_account
from app.models.embedded.files import Home

ROOT = Path(__file__).resolve().parents[3]


def environment() -> dict[str, str]:
    """Ours, so that another program finds the project."""
    known = os.environ.get("PYTHONPATH")
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join([str(ROOT), *([known] if known else [])])}


#: Another program: starts the server, says what it got, works until its input ends, then leaves in order.
_PROGRAM = """
import json, sys
from pathlib import Path
from app.models import embedded
with embedded.start(Path(sys.argv[1]), fsync=False) as server:
    pid = int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0])
    print(json.dumps({"port": server.port, "postmaster": pid}), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can reach, as pytest's own is closed to others."""
    made = Path(tempfile.mkdtemp(prefix="pqr-embedded-"))
    made.chmod(0o755)
    yield made / "datos"
    discard(made / "datos")
    shutil.rmtree(made)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., embedded.Server]]:
    """start() uses the server of `folder`, quickly; what the test does not stop is stopped for it."""
    started: list[embedded.Server] = []

    def run(where: Path = folder, **options: Any) -> embedded.Server:
        started.append(embedded.start(where, **({"fsync": False} | options)))
        return started[-1]

    yield run
    for each in started:
        each.stop()


@pytest.fixture
def program(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """program() is another program that starts or joins the server of `folder`."""
    running: list[subprocess.Popen[str]] = []

    def run() -> subprocess.Popen[str]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-c", _PROGRAM, str(folder)]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment(), **pipes))
        return running[-1]

    yield run
    for each in running:
        each.communicate(timeout=200)


def said(program: subprocess.Popen[str]) -> dict[str, int]:
    """What a program got from the supervisor, once it has it."""
    assert program.stdout is not None
    answer: dict[str, int] = json.loads(program.stdout.readline())
    return answer


def home_of(server: embedded.Server) -> Home:
    """The files of a server."""
    return Home(server.folder, owner_of(server.folder / "cluster", server_account()))


def discard(where: Path) -> None:
    """Remove a folder's server; not before nobody uses it."""
    assert embedded.stop_if_unused(where)
    shutil.rmtree(where, ignore_errors=True)
