"""What the child's workers give back, and the codes every kind of file shares."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.guard.sealing import SUFFIX, opened

#: Files by which the child is known and answers, in the folder made for it. What it is to do it hears through a pipe.
TASK, REPORT = "task", "report.jsonl"

#: Libraries answer hostile bytes with any of these; a worker that meets one says «corrupt».
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, AttributeError,
    AssertionError, RuntimeError, Warning, zipfile.BadZipFile,
)  # fmt: skip


class Refused(Exception):
    """The file is refused: `code` is stable, `body` holds what the sentence needs, such as a row's number."""

    def __init__(self, code: str, **body: Any) -> None:
        """Keep both for the report."""
        super().__init__(code)
        self.code, self.body = code, body


@dataclass(frozen=True, slots=True)
class Found:
    """What a worker read: a small JSON object, and bytes when the work makes a file or much data."""

    body: Mapping[str, Any] = field(default_factory=dict)
    output: bytes | None = None


def read_whole(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises Refused «missing», «too_big» or «empty»."""
    try:
        if not path.is_file():
            raise Refused("missing")
        more = 64 if path.suffix == SUFFIX else 0
        if path.stat().st_size > most + more:
            raise Refused("too_big")
        with path.open("rb") as stream:
            # One more than allowed: a file can grow after its size was asked.
            data = stream.read(most + more + 1)
        if path.suffix == SUFFIX:
            data = opened(data)
    except OSError as gone:
        raise Refused("missing") from gone
    if len(data) > most:
        raise Refused("too_big")
    if not data:
        raise Refused("empty")
    return data
