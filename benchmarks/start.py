"""From nothing to a painted login and to a painted tray, against an empty PySide6 window; each in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, median
from benchmarks.world import PASSWORD, World

LOGIN = "u_bench_agent"
ROUNDS = 7
#: How long the measured person takes to type a password; meanwhile the program imports what comes next.
TYPING_SECONDS = 2.0


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Medians of rounds taken in turns, after one that fills the disk's cache."""
    world.fill()
    rounds = 1 if quick else ROUNDS
    taken: dict[str, list[float]] = {"empty": [], "login": [], "tray": []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):
            for stage, times in taken.items():
                seconds = _one(world, stage, Path(folder))
                if turn:
                    times.append(seconds)
    empty = median(taken["empty"])
    yield Figure("start_login", median(taken["login"]), "s", empty, "≤ 1.5", "cold start to a painted login")
    tray = "cold start to the painted tray of an agent, without the time of typing"
    yield Figure("start_tray", median(taken["tray"]), "s", empty, "≤ 3", tray)


def _one(world: World, stage: str, folder: Path) -> float:
    """Seconds from asking for the process to the paint of that stage."""
    _settings(world, folder)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PQR_DATA_DIR": str(folder),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "QT_LOGGING_RULES": "*.warning=false",
    }
    begun = time.time()
    typing = TYPING_SECONDS if stage == "tray" else 0.0
    child = [sys.executable, "-m", "benchmarks.window", stage, LOGIN, PASSWORD, str(typing)]
    done = subprocess.run(child, capture_output=True, text=True, env=environment, timeout=240)
    told = dict(line.split() for line in done.stdout.splitlines() if line.startswith(("typed ", "painted ")))
    assert done.returncode == 0 and "painted" in told, done.stdout + done.stderr
    return float(told["painted"]) - begun - float(told.get("typed", 0.0))


def _settings(world: World, folder: Path) -> None:
    """As the program leaves them after a day's work at a server."""
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    place = (
        f"[place]\nkey = server\nhost = {world.server.host}\nport = {world.server.port}\nauthority =\nuser = {LOGIN}\n"
    )
    (config / "settings.ini").write_text(place, encoding="utf-8")
