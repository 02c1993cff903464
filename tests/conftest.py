"""What every test may use: a real server, a migrated database cloned for each test, and silence."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

# Windows are drawn in memory, and nothing of the person who runs the tests is read or written.
_PERSONAL = Path(tempfile.mkdtemp(prefix="pqr-tests-home-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
for _name, _folder in {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
}.items():
    os.environ[_name] = str(_PERSONAL / _folder)
os.environ.pop("PQR_DATA_DIR", None)

# They may import each other: asserts in them speak whichever is loaded first.
pytest.register_assert_rewrite("tests.fixtures")
#: One file in tests/fixtures for each subject; each is a plugin.
pytest_plugins = sorted(
    f"tests.fixtures.{path.stem}"
    for path in (Path(__file__).parent / "fixtures").glob("*.py")
    if path.stem != "__init__"
)
# The plugins are found by that name wherever pytest is started.
sys.path.insert(0, str(Path(__file__).parent.parent))


# The same examples at every run: what fails, fails for everybody and until it is mended.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("same")


class Patient(QtBot):
    """Waits for what the test awaits however busy the computer is; what happens at once costs nothing more."""

    LONG = 90_000

    def waitUntil(self, callback: Any, *, timeout: int = LONG) -> None:
        super().waitUntil(callback, timeout=max(timeout, self.LONG))

    def waitSignal(self, signal: Any, *, timeout: int = LONG, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=self._long(timeout, options), **options)

    def waitSignals(self, signals: Any, *, timeout: int = LONG, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=self._long(timeout, options), **options)

    def _long(self, timeout: int, options: dict[str, Any]) -> int:
        # Who asks not to raise awaits that nothing comes.
        return timeout if options.get("raising") is False else max(timeout, self.LONG)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> Patient:
    """pytest-qt's, with more patience than its five seconds."""
    return Patient(request)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test that logs a warning; a test that expects a complaint reads it and calls caplog.clear()."""
    yield
    loud = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not loud, [record.getMessage() for record in loud]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Every core we may use for the whole suite; none for a file that is named: starting them takes longer."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if whole and cores > 1 else 0


def pytest_unconfigure() -> None:
    """Remove this run's folders; a worker's are its own."""
    import shutil

    shutil.rmtree(_PERSONAL, ignore_errors=True)
