"""TIFF pages per CPU-second beside what Ghostscript's tiffg4 device makes of the same letter in the same run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from app.services.documents.letter import render
from app.services.documents.tiff import pdf_to_tiff_g4
from benchmarks.figure import Figure, median
from benchmarks.letters import letter

ROUNDS, TIMES = 5, 6
_QUICK = (1, 1)


def measure(quick: bool) -> Iterator[Figure]:
    """Medians of rounds taken in turns; without Ghostscript the figure has no floor."""
    rounds, times = _QUICK if quick else (ROUNDS, TIMES)
    pdf = render(letter(1))
    with pdfium.PdfDocument(pdf) as document:
        pages = len(document)
    pdf_to_tiff_g4(pdf)
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            begun = time.process_time()
            for _time in range(times):
                pdf_to_tiff_g4(pdf)
            ours.append(times * pages / (time.process_time() - begun))
            seconds = _ghostscript(pdf, Path(folder))
            if seconds:
                theirs.append(pages / seconds)
    what = "TIFF pages (G4, 300 dpi) of a letter per CPU-second; floor: Ghostscript's tiffg4"
    yield Figure("tiff", median(ours), "pages/CPU-s", median(theirs) if theirs else None, "", what)


def _ghostscript(pdf: bytes, folder: Path) -> float:
    """CPU-seconds that Ghostscript takes for the letter; 0 where it is not installed."""
    program = shutil.which("gs")
    if program is None:
        return 0.0
    import resource

    source = folder / "letter.pdf"
    source.write_bytes(pdf)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        program,
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-sDEVICE=tiffg4",
        "-r300",
        f"-sOutputFile={folder}/gs.tif",
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
