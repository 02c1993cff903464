"""Checks incoming files in a child process with limits, many per child; a file that kills it is refused by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import app
from app.errors import PqrError
from app.services.intake.scan_report import MAX_BYTES, MAX_PAGES, REPORT, TASK, NormalisedScan, ScanReport

#: Argument of the program that starts a checking process instead of the window.
ARGUMENT = "--check-scan"
#: A new process costs some 0.3 s; one that has read this many files is replaced.
_FILES_PER_CHILD = 40
_STALL_SECONDS = 60.0
_POLL_SECONDS = 0.05
_NEEDED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_KINDS = frozenset(("pdf", "tiff", "jpeg", "png"))


class CheckCancelled(PqrError):
    """Se detuvo la revisión de los archivos. Lo ya importado se conserva."""

    code = "check_cancelled"


Cancelled = Callable[[], bool] | None


def check(path: Path) -> ScanReport:
    """Kind, pages, size and SHA-256 of one hostile file, or the code of why it is refused."""
    [report] = check_many([path])
    return report


def check_many(paths: Sequence[Path], *, cancelled: Cancelled = None) -> Iterator[ScanReport]:
    """Reports in the order of `paths`, as they come; every path gets exactly one. Raises CheckCancelled."""
    for scan in _work(paths, normalise=False, cancelled=cancelled):
        yield scan.report


def normalise(path: Path) -> NormalisedScan:
    """The file as a clean PDF to store and show; see `normalise_many`."""
    [scan] = normalise_many([path])
    return scan


def normalise_many(paths: Sequence[Path], *, cancelled: Cancelled = None) -> Iterator[NormalisedScan]:
    """Each file as PDF: pages rebuilt without scripts or attachments, images wrapped (G4 and JPEG kept).

    Compare `report.sha256` with that of the check: another value means that the file was changed in between.
    """
    return _work(paths, normalise=True, cancelled=cancelled)


def main(argv: Sequence[str]) -> int:
    """The child's entry: `argv` is the folder of the task. Called by main.py before anything else is imported."""
    if len(argv) != 1:
        return 2
    # The libraries that read hostile bytes are loaded in the child only.
    from app.services.intake.scan_worker import run

    return run(Path(argv[0]))


def _work(paths: Sequence[Path], *, normalise: bool, cancelled: Cancelled) -> Iterator[NormalisedScan]:
    waiting = list(paths)
    while waiting:
        batch, done = waiting[:_FILES_PER_CHILD], 0
        for scan in _child(batch, normalise=normalise, cancelled=cancelled):
            yield scan
            done += 1
        waiting = waiting[done:]


def _child(batch: list[Path], *, normalise: bool, cancelled: Cancelled) -> Iterator[NormalisedScan]:
    """Run one child; if it dies, the file it was reading gets «limits» and the caller starts another for the rest."""
    with tempfile.TemporaryDirectory(prefix="pqr-") as name:
        folder = Path(name)
        task = {"paths": [str(path.absolute()) for path in batch], "normalise": normalise}
        (folder / TASK).write_text(json.dumps(task), encoding="utf-8")
        process = subprocess.Popen(
            _command(folder), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=True, env=_environment(), creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        try:
            done = 0
            for line in _lines(process, folder / REPORT, cancelled):
                yield _result(line, done, batch, folder)
                done += 1
                if done == len(batch):
                    return
            # Nothing at all from a healthy start means that this computer can't check, not that the file is bad.
            started = (folder / REPORT).exists()
            yield NormalisedScan(ScanReport(batch[done], code="limits" if started else "not_checked"), None)
        finally:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    """Only what a process needs to start: one that reads hostile bytes is told nothing else."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


def _command(folder: Path) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT, str(folder)]
    root = str(Path(app.__file__).resolve().parent.parent)
    # Isolated mode ignores PYTHON* variables and the user's site folder; the program's own folder is added by hand.
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.services.intake.check_scan import main; "
    return [sys.executable, "-I", "-c", start + "sys.exit(main(sys.argv[1:]))", root, str(folder)]


def _lines(process: subprocess.Popen[bytes], report: Path, cancelled: Cancelled) -> Iterator[bytes]:
    """Whole lines of the report as they appear, until the child ends or says nothing for too long."""
    position, last = 0, time.monotonic()
    while True:
        ended = _ended(process)
        if report.exists():
            with report.open("rb") as source:
                source.seek(position)
                fresh = source.read()
            for line in fresh[: fresh.rfind(b"\n") + 1].splitlines(keepends=True):
                _stop_if(cancelled)
                position += len(line)
                yield line
                # Whoever asked may take long over each file: only the child's own silence counts.
                last = time.monotonic()
        _stop_if(cancelled)
        if ended or time.monotonic() - last > _STALL_SECONDS:
            return


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled is not None and cancelled():
        raise CheckCancelled("by the person")


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _result(line: bytes, index: int, batch: list[Path], folder: Path) -> NormalisedScan:
    """One line of the child, distrusted: it has read hostile bytes."""
    path = batch[index]
    try:
        report = _report(path, json.loads(line), index)
    except (ValueError, KeyError, TypeError):
        return NormalisedScan(ScanReport(path, code="corrupt"), None)
    pdf = folder / f"{index}.pdf"
    if not report.ok or not pdf.is_file() or pdf.stat().st_size > 6 * MAX_BYTES:
        return NormalisedScan(report, None)
    data = pdf.read_bytes()
    pdf.unlink()
    return NormalisedScan(report, data)


def _report(path: Path, said: Any, index: int) -> ScanReport:
    kind, pages, size, code = str(said["kind"]), int(said["pages"]), int(said["size"]), str(said["code"])
    sha256 = str(said["sha256"])
    sound = int(said["index"]) == index and 0 <= pages <= MAX_PAGES and size >= 0
    if not code:
        sound = sound and kind in _KINDS and pages >= 1 and len(bytes.fromhex(sha256)) == 32
    if not sound:
        raise ValueError("the child's report does not add up")
    return ScanReport(path, kind, pages, size, sha256, code[:40])
