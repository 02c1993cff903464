"""Who uses the server: live processes only, known by their number and the moment they began."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil

from app.models.embedded.files import write_whole


def beginning(pid: int) -> str | None:
    """A mark of when process `pid` began, or None if it does not live (a zombie does not).

    Linux: ticks since the start of the machine, because a corrected clock moves psutil's figure.
    """
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        if sys.platform == "linux":
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot}:{fields.rpartition(')')[2].split()[19]}"
        return f"{process.create_time():.2f}"
    except psutil.AccessDenied:
        return "another account"
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return None


def add(path: Path, token: str) -> None:
    """Write down a use by this process, once; call with the server's lock held."""
    mine: list[int | str] = [os.getpid(), beginning(os.getpid()) or "", token]
    _write(path, [*(use for use in live(path) if use[2] != token), mine])


def remove(path: Path, token: str) -> None:
    """Forget one use; call with the server's lock held."""
    _write(path, [use for use in live(path) if use[2] != token])


def live(path: Path) -> list[list[int | str]]:
    """The uses `[pid, beginning, token]` whose process still lives."""
    try:
        uses = json.loads(path.read_text(encoding="utf-8"))
        return [use for use in uses if beginning(use[0]) == use[1]]
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        # No file yet, or one cut short by a full disk: nobody is known to use the server.
        return []


def _write(path: Path, uses: list[list[int | str]]) -> None:
    write_whole(path, json.dumps(uses))
