"""Where the program's resources and this computer's own data are, frozen or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "BandejaPQR"

#: Folder of the read-only files shipped with the program.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def data_dir() -> Path:
    """This user's data folder; `PQR_DATA_DIR` replaces it (portable use and tests)."""
    override = os.environ.get("PQR_DATA_DIR")
    return Path(override) if override else _of_user("XDG_DATA_HOME", ".local/share")


def config_dir() -> Path:
    """This user's settings folder; under `PQR_DATA_DIR` when that is set."""
    if os.environ.get("PQR_DATA_DIR"):
        return data_dir() / "config"
    return _of_user("XDG_CONFIG_HOME", ".config")


def log_dir() -> Path:
    """This user's log folder; under `PQR_DATA_DIR` when that is set."""
    if os.environ.get("PQR_DATA_DIR"):
        return data_dir() / "logs"
    return _of_user("XDG_STATE_HOME", ".local/state") / ("Logs" if sys.platform == "win32" else "log")


def _of_user(variable: str, usual: str) -> Path:
    """Where this system keeps such files: on Windows all in one place, elsewhere by the XDG directories."""
    if sys.platform == "win32":
        variable, usual = "LOCALAPPDATA", "AppData/Local"
    return Path(os.environ.get(variable) or Path.home() / usual) / APP_NAME
