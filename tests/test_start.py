"""Starting from a command line: what is asked for, and a plain sentence where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import options

ROOT = Path(__file__).parent.parent


def start(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run main.py as on a computer without a screen."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=200,
        env=environment | {"PQR_DATA_DIR": str(data), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")
def test_without_a_screen_it_says_what_to_do(tmp_path: Path) -> None:
    done = start(data=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "--demo" in done.stderr and "--tour" in done.stderr
    assert done.stdout == "" and not list(tmp_path.iterdir())


def test_a_wrong_size_is_named(tmp_path: Path) -> None:
    done = start("--size", "grande", data=tmp_path)
    assert done.returncode == 2 and "1366x768" in done.stderr


def test_the_demonstration_without_a_screen_is_the_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    asked = options.read(["--demo"])
    assert (asked.demo, asked.tour) == (True, Path("recorrido"))
    monkeypatch.setenv("DISPLAY", ":0")
    assert options.read(["--demo"]).tour is None
    assert options.read(["--tour", "fotos"]).demo
