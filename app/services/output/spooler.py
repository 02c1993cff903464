"""The Windows print spooler: pages drawn as pictures into a GDI document, and the job's state from the queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import pypdfium2 as pdfium

from app.services.documents.pdfium import LOCK
from app.services.output.print_system import JobReport, JobState, Printer, PrinterNotReady, trouble_of

#: Dots per inch of a page's picture: text stays sharp and a page is some 15 MB.
DPI = 200
_PRINTED = 0x80 | 0x1000
_DELETED = 0x4 | 0x100
#: Bits of JOB_INFO_1.Status and of PRINTER_INFO_2.Status that stop paper, in the words of `trouble_of`.
_JOB_TROUBLE = ((0x40, "media-empty"), (0x20, "offline"), (0x1, "paused"), (0x400, "media-needed"), (0x202, "stopped"))
_PRINTER_TROUBLE = (
    (0x10, "media-empty"), (0x8, "media-jam"), (0x40000, "toner-empty"), (0x400000, "door-open"), (0x80, "offline"),
    (0x1, "paused"), (0x2, "stopped"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: rows from the top, four bytes a dot (blue, green, red, unused)."""

    width: int
    height: int
    dots: bytes


class Document(Protocol):
    """A document being printed; `job` is its number in the queue."""

    job: int

    def page(self, picture: Picture) -> None:
        """Print one page. Raises OSError."""


class Calls(Protocol):
    """The few calls of winspool and gdi32 that are used (app/services/output/winspool.py)."""

    def printers(self) -> Sequence[tuple[str, int, bool]]:
        """Name, status bits and whether it is the default one."""

    def document(self, printer: str, title: str, *, duplex: bool) -> AbstractContextManager[Document]:
        """A document on that printer; leaving with an error aborts it. Raises OSError."""

    def job_status(self, printer: str, job: int) -> int | None:
        """Status bits of a job; None when it is no longer in the queue."""

    def delete_job(self, printer: str, job: int) -> None:
        """Take it off the queue."""


class Spooler:
    """Behind the same protocol as CUPS. `calls` is replaced where there is no Windows."""

    def __init__(self, calls: Calls | None = None) -> None:
        if calls is None:
            from app.services.output.winspool import WinSpool

            calls = WinSpool()
        self._calls = calls

    def printers(self) -> list[Printer]:
        """The printers of this computer, the default one first."""
        found = [
            Printer(name, default, _trouble(status, _PRINTER_TROUBLE))
            for name, status, default in self._calls.printers()
        ]
        return sorted(found, key=lambda each: (not each.is_default, each.name))

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        """Draw the pages one after another in memory; only the spooler keeps them. Raises PrinterNotReady."""
        try:
            with self._calls.document(printer, title, duplex=duplex) as document:
                for picture in pictures(pdf):
                    document.page(picture)
                return f"{printer}#{document.job}"
        except OSError as error:
            raise PrinterNotReady(type(error).__name__) from error

    def report(self, printer: str, job: str) -> JobReport:
        """A job that left the queue was taken whole by the printer, or deleted there: the pile says which."""
        try:
            status = self._calls.job_status(printer, _number(job))
        except OSError as error:
            raise PrinterNotReady(type(error).__name__) from error
        if status is None or status & _PRINTED:
            return JobReport(JobState.DONE)
        if status & _DELETED:
            return JobReport(JobState.CANCELLED, "El trabajo se canceló en la cola de impresión. Imprímalo de nuevo.")
        trouble = _trouble(status, _JOB_TROUBLE)
        if trouble:
            return JobReport(JobState.PAUSED, trouble)
        return JobReport(JobState.PRINTING if status & 0x10 else JobState.QUEUED)

    def cancel(self, job: str) -> None:
        """Take it off the queue; one that is gone is no trouble."""
        self._calls.delete_job(job.rpartition("#")[0], _number(job))


def pictures(pdf: bytes) -> Iterator[Picture]:
    """The pages at DPI, one at a time: a thousand letters never are in memory together."""
    with LOCK:
        document = pdfium.PdfDocument(pdf)
        document.init_forms()
        count = len(document)
    try:
        for number in range(count):
            with LOCK:
                bitmap = document[number].render(scale=DPI / 72, rev_byteorder=False, prefer_bgrx=True)
                picture = Picture(bitmap.width, bitmap.height, bytes(bitmap.buffer))
                bitmap.close()
            yield picture
    finally:
        with LOCK:
            document.close()


def _number(job: str) -> int:
    return int(job.rpartition("#")[2])


def _trouble(status: int, bits: Sequence[tuple[int, str]]) -> str:
    return next((trouble_of(word) for bit, word in bits if status & bit), "")
