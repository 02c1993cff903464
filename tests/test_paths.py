"""Where this user's files go on each system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import paths


def test_each_system_has_its_own_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PQR_DATA_DIR", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/ajustes")
    monkeypatch.setenv("LOCALAPPDATA", "C:/Users/Ana Núñez/AppData/Local")
    monkeypatch.setattr(sys, "platform", "linux")
    assert paths.data_dir() == Path.home() / ".local/share/BandejaPQR"
    assert paths.config_dir() == Path("/ajustes/BandejaPQR")
    assert paths.log_dir() == Path.home() / ".local/state/BandejaPQR/log"
    monkeypatch.setattr(sys, "platform", "win32")
    home = Path("C:/Users/Ana Núñez/AppData/Local/BandejaPQR")
    assert (paths.data_dir(), paths.config_dir(), paths.log_dir()) == (home, home, home / "Logs")


def test_one_folder_may_be_named_for_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path))
    assert (paths.data_dir(), paths.config_dir(), paths.log_dir()) == (tmp_path, tmp_path / "config", tmp_path / "logs")
