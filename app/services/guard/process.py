"""Runs files from outside through a child process with limits; a file that kills it is refused by name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app
from app.errors import PqrError
from app.services.guard.found import REPORT, TASK
from app.services.guard.sealing import SUFFIX, Seal

#: Argument of the program that starts a child which opens files, instead of the window.
ARGUMENT = "--open-files"
#: A new process costs some 0.1 to 0.3 s; one that has read this many files is replaced.
FILES_PER_CHILD = 40
_STALL_SECONDS = 60.0
_POLL_SECONDS = 0.02
_MOST_OUTPUT = 300 * 1024 * 1024
#: A line of the report is some hundred bytes; a child that writes a longer one says nothing that counts.
_MOST_LINE = 64 * 1024
_PREFIX = "pqr-"
#: A folder that a killed program left behind; no work takes this long.
_OLD_SECONDS = 6 * 3600.0
_NEEDED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")

Cancelled = Callable[[], bool] | None


class CheckCancelled(PqrError):
    """Se detuvo la revisión de los archivos. Lo ya importado se conserva."""

    code = "check_cancelled"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: `code` is empty when it was read; `limits` and `not_checked` come from here.

    `body` and `output` were written by a process that has read hostile bytes: check them before use.
    """

    code: str
    body: Mapping[str, Any]
    output: bytes | None = None


def open_files(
    task: str,
    files: Sequence[Path | bytes],
    options: Mapping[str, Any] | None = None,
    *,
    cancelled: Cancelled = None,
) -> Iterator[Answer]:
    """One answer per file (a path, or its bytes), in order, as they come. Raises CheckCancelled.

    Each file has 20 s of CPU, and the child 1 GiB of memory, 256 MiB to write and none of the program's secrets.
    """
    waiting = list(files)
    while waiting:
        batch, done = waiting[:FILES_PER_CHILD], 0
        for answer in _child(task, batch, dict(options or {}), cancelled):
            yield answer
            done += 1
        waiting = waiting[done:]


def open_file(task: str, file: Path | bytes, options: Mapping[str, Any] | None = None) -> Answer:
    """The answer for one file."""
    [answer] = open_files(task, [file], options)
    return answer


def _child(task: str, batch: list[Path | bytes], options: Mapping[str, Any], cancelled: Cancelled) -> Iterator[Answer]:
    """Run one child; if it dies, the file it was reading gets «limits» and the caller starts another for the rest."""
    _forget_old_folders()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        seal = Seal()
        paths = [_placed(file, folder / f"{index}{SUFFIX}", seal) for index, file in enumerate(batch)]
        work = {"task": task, "paths": paths, "options": dict(options), "key": seal.key.hex()}
        (folder / TASK).touch()
        process = subprocess.Popen(
            _command(folder), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=True, env=_environment(), creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        try:
            _tell(process, work)
            for index, line in enumerate(_lines(process, folder / REPORT, cancelled)):
                yield _answer(line, index, folder, seal)
                if index + 1 == len(batch):
                    return
            # Nothing at all from a healthy start means that this computer can't check, not that the file is bad.
            yield Answer("limits" if (folder / REPORT).exists() else "not_checked", {})
        finally:
            process.kill()
            process.wait()


def _placed(file: Path | bytes, place: Path, seal: Seal) -> str:
    """A file of the person's own is read where it is; what only the program holds is never plain on the disk."""
    if isinstance(file, bytes):
        place.write_bytes(seal.close(file))
        return str(place)
    return str(file.absolute())


def _tell(process: subprocess.Popen[bytes], work: Mapping[str, Any]) -> None:
    """What to do, and the key; a child that never began is found out by its silence."""
    assert process.stdin is not None
    with suppress(BrokenPipeError, OSError), process.stdin as pipe:
        pipe.write(json.dumps(work).encode())


def _environment() -> dict[str, str]:
    """Only what a process needs to start: one that reads hostile bytes is told nothing else."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


def _command(folder: Path) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT, str(folder)]
    root = str(Path(app.__file__).resolve().parent.parent)
    # Isolated mode ignores PYTHON* variables and the user's site folder; the program's own folder is added by hand.
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.services.guard.child import main; "
    return [sys.executable, "-I", "-c", start + "sys.exit(main(sys.argv[1:]))", root, str(folder)]


def _lines(process: subprocess.Popen[bytes], report: Path, cancelled: Cancelled) -> Iterator[bytes]:
    """Whole lines of the report as they appear, until the child ends or says nothing for too long."""
    position, last = 0, time.monotonic()
    while True:
        ended = _ended(process)
        for line in _fresh(report, position):
            _stop_if(cancelled)
            position += len(line)
            yield line
            # Whoever asked may take long over each file: only the child's own silence counts.
            last = time.monotonic()
        _stop_if(cancelled)
        if ended or time.monotonic() - last > _STALL_SECONDS:
            return


def _fresh(report: Path, position: int) -> list[bytes]:
    if not report.exists():
        return []
    with report.open("rb") as source:
        source.seek(position)
        fresh = source.read(2 * FILES_PER_CHILD * _MOST_LINE)
    return fresh[: fresh.rfind(b"\n") + 1].splitlines(keepends=True)


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled is not None and cancelled():
        raise CheckCancelled("by the person")


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _answer(line: bytes, index: int, folder: Path, seal: Seal) -> Answer:
    """One line of the child, distrusted: it has read hostile bytes."""
    try:
        said = json.loads(seal.open(bytes.fromhex(line.decode("ascii").strip())))
        code, body = said["code"], said["body"]
        sound = (
            said["index"] == index and isinstance(code, str) and isinstance(body, dict) and len(line) <= 2 * _MOST_LINE
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        return Answer("corrupt", {})
    output = folder / f"{index}.out"
    if code or not output.is_file() or output.is_symlink():
        return Answer(code[:40], body)
    if output.stat().st_size > _MOST_OUTPUT + 64:
        return Answer("limits", {})
    try:
        data = seal.open(output.read_bytes())
    except ValueError:
        return Answer("corrupt", {})
    output.unlink()
    return Answer("", body, data)


def _forget_old_folders() -> None:
    """What a killed program left in the temporary folder may hold scans: nobody else would ever delete it."""
    limit = time.time() - _OLD_SECONDS
    with suppress(OSError):
        for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if left.stat().st_mtime < limit and (left / TASK).is_file():
                    shutil.rmtree(left, ignore_errors=True)
