"""The program's log: a file without personal data, turned over by size; and a trace when the interpreter dies."""

from __future__ import annotations

import faulthandler
import logging
from pathlib import Path
from typing import TextIO

FILE_NAME = "bandeja-pqr.log"
#: A file that has grown over this is set aside when the program starts; so many are kept.
LARGEST = 1 << 20
KEPT = 4
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start(folder: Path) -> TextIO:
    """Log to `folder`, at most five files of about 1 MiB. The returned file must stay open as long as the program runs.

    The standard library's rotating handler would do the same; importing it takes 14 ms before the first paint.
    """
    folder.mkdir(0o700, parents=True, exist_ok=True)
    _turn_over(folder / FILE_NAME)
    handler = logging.FileHandler(folder / FILE_NAME, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    # Queries carry what people typed; only our own sentences go to the file.
    for chatty in ("sqlalchemy", "alembic", "psycopg", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    trace = (folder / "caida.log").open("a", encoding="utf-8")
    faulthandler.enable(trace)
    return trace


def _turn_over(path: Path) -> None:
    if not path.exists() or path.stat().st_size <= LARGEST:
        return
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))
