"""Checks incoming files in a child process with limits, many per child; a file that kills it is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.services.guard.process import Answer, Cancelled, open_files
from app.services.guard.process import CheckCancelled as CheckCancelled
from app.services.intake.scan_report import MAX_PAGES, NormalisedScan, ScanReport

_KINDS = frozenset(("pdf", "tiff", "jpeg", "png"))
#: What stands for the name of a scan that never was a file here.
_NAMELESS = Path("documento")


def check(path: Path) -> ScanReport:
    """Kind, pages, size and SHA-256 of one hostile file, or the code of why it is refused."""
    [report] = check_many([path])
    return report


def check_many(paths: Sequence[Path], *, cancelled: Cancelled = None) -> Iterator[ScanReport]:
    """Reports in the order of `paths`, as they come; every path gets exactly one. Raises CheckCancelled."""
    for scan in _work(paths, normalise=False, cancelled=cancelled):
        yield scan.report


def normalise(file: Path | bytes) -> NormalisedScan:
    """The file, or its bytes, as a clean PDF to store and show; see `normalise_many`."""
    [scan] = _work([file], normalise=True, cancelled=None)
    return scan


def normalise_many(paths: Sequence[Path], *, cancelled: Cancelled = None) -> Iterator[NormalisedScan]:
    """Each file as PDF: pages rebuilt without scripts or attachments, images wrapped (G4 and JPEG kept).

    Compare `report.sha256` with that of the check: another value means that the file was changed in between.
    """
    return _work(paths, normalise=True, cancelled=cancelled)


def _work(files: Sequence[Path | bytes], *, normalise: bool, cancelled: Cancelled) -> Iterator[NormalisedScan]:
    answers = open_files("scan", files, {"normalise": normalise}, cancelled=cancelled)
    for file, answer in zip(files, answers, strict=True):
        yield _result(answer, file if isinstance(file, Path) else _NAMELESS)


def _result(answer: Answer, path: Path) -> NormalisedScan:
    """What the child said, distrusted: it has read hostile bytes."""
    if answer.code in ("limits", "not_checked"):
        return NormalisedScan(ScanReport(path, code=answer.code), None)
    try:
        report = _report(path, answer)
    except (ValueError, KeyError, TypeError):
        return NormalisedScan(ScanReport(path, code="corrupt"), None)
    return NormalisedScan(report, answer.output if report.ok else None)


def _report(path: Path, answer: Answer) -> ScanReport:
    said, code = answer.body, answer.code
    kind, pages, size = str(said.get("kind", "")), int(said.get("pages", 0)), int(said.get("size", 0))
    sha256 = str(said.get("sha256", ""))
    sound = 0 <= pages <= MAX_PAGES and size >= 0 and len(bytes.fromhex(sha256)) in (0, 32)
    if not code:
        sound = sound and kind in _KINDS and pages >= 1 and len(sha256) == 64
    if not sound:
        raise ValueError("the child's report does not add up")
    return ScanReport(path, kind if kind in _KINDS else "", pages, size, sha256, code)
