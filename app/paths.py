"""Where the program's resources and this computer's own data are, frozen or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "BandejaPQR"

#: Folder of the read-only files shipped with the program.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def data_dir() -> Path:
    """This user's data folder; `PQR_DATA_DIR` replaces it (portable use and tests)."""
    override = os.environ.get("PQR_DATA_DIR")
    return Path(override) if override else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def config_dir() -> Path:
    """This user's settings folder; under `PQR_DATA_DIR` when that is set."""
    if os.environ.get("PQR_DATA_DIR"):
        return data_dir() / "config"
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def log_dir() -> Path:
    """This user's log folder; under `PQR_DATA_DIR` when that is set."""
    if os.environ.get("PQR_DATA_DIR"):
        return data_dir() / "logs"
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
