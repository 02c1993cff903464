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


#: What the login shows without: each of them costs it milliseconds (docs/decisions/0011).
NOT_YET = ("concurrent.futures", "dataclasses", "psycopg", "sqlalchemy", "app.services", "app.ui.session")
AT_THE_LOGIN = f"""
import builtins, os, sys
import main
plain = builtins.__import__
main.make_ready()
from app import bootstrap, options
from app.ui.shell.login import LoginPage
from benchmarks.window import _when_painted

def tell(page):
    from PySide6 import QtCore
    early = [name for name in {NOT_YET!r} if name in sys.modules]
    print(early, "Qt" in vars(QtCore), builtins.__import__ is plain, flush=True)
    os._exit(0)

_when_painted(LoginPage, tell)
bootstrap._work(bootstrap.application(), options.read([]))
"""


def test_the_login_is_painted_before_what_it_does_not_need_is_read(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.ini").write_text("[place]\nkey = server\nhost = localhost\nport = 1\n", "utf-8")
    quiet = {"PQR_DATA_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_LOGIN],
        capture_output=True, text=True, cwd=ROOT, timeout=100, env=os.environ | quiet,
    )  # fmt: skip
    assert done.stdout.split("\n")[0] == "[] False True", done.stdout + done.stderr
