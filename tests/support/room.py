"""Where the tests' servers keep their files: in memory, if there is plenty."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
#: A server needs a quarter of a GiB; beside it the programs of the tests want theirs.
_FILES, _ALL = 2 * 2**30, 6 * 2**30


def quickest_folder() -> Path:
    """Memory or, without enough of it, the temporary folder.

    A copy of the template is a thousand small files: a disk that others use takes a second for them, memory 40 ms.
    """
    with suppress(OSError):
        if os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free >= _FILES and _memory() >= _ALL:
            return _MEMORY
    return Path(tempfile.gettempdir())


def _memory() -> int:
    """Bytes that we may still take: what the machine has free, or all that a container allows."""
    allowed = [psutil.virtual_memory().available]
    for limit in map(Path, _LIMITS):
        with suppress(OSError, ValueError):
            allowed.append(int(limit.read_text("ascii")))
    return min(allowed)
