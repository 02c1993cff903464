"""The program's log: a rotating file without personal data, and a trace when the interpreter itself dies."""

from __future__ import annotations

import faulthandler
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start(folder: Path) -> TextIO:
    """Log to `folder`; five files of 1 MiB. The returned file must stay open as long as the program runs."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "bandeja-pqr.log", maxBytes=1 << 20, backupCount=4, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    # Queries carry what people typed; only our own sentences go to the file.
    for chatty in ("sqlalchemy", "alembic", "psycopg", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    trace = (folder / "caida.log").open("a", encoding="utf-8")
    faulthandler.enable(trace)
    return trace
