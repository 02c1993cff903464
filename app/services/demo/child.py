"""Fills the demonstration in a process of its own: making three thousand scans would starve the window's thread."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import TextIO

from app.errors import PqrError
from app.paths import RESOURCES
from app.services.local_server import LocalServer, has_people

ARGUMENT = "--fill-demo"
_FROZEN = bool(getattr(sys, "frozen", False))


class DemoNotFilled(PqrError):
    """No se pudo crear la demostración. Cierre otros programas que usen mucho disco e intente de nuevo."""

    code = "demo_not_filled"


def fill(local: LocalServer, password: str, tell: Callable[[str], None]) -> None:
    """Fill the database unless it has people already; `tell` hears each step. Raises DemoNotFilled."""
    if has_people(local):
        return
    root = str(RESOURCES.parent)
    command = [sys.executable, ARGUMENT] if _FROZEN else [sys.executable, "-m", "app.services.demo.child"]
    # The password goes through the pipe: arguments can be read by every user of the computer.
    task = json.dumps({"dsn": local.owner_dsn(), "password": password})
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        creationflags=flags,
        cwd=root,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(task)
        child.stdin.close()
        for line in child.stdout:
            tell(line.strip())
    if child.returncode != 0:
        raise DemoNotFilled(f"exit {child.returncode}")


def main() -> int:
    """The child's work: reads its task from standard input, writes one line for each step."""
    return work(sys.stdin, io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"))


def work(given: TextIO, out: TextIO) -> int:
    """Read the task, fill the database, tell each step; returns the exit code."""
    task = json.load(given)

    def tell(words: str) -> None:
        out.write(words + "\n")
        out.flush()

    import psycopg

    from app.services.demo.seed import seed

    with psycopg.connect(task["dsn"]) as owner:
        seed(owner, task["password"], tell)
    return 0


if __name__ == "__main__":
    sys.exit(main())
