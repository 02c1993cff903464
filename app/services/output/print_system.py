"""The system's print queue as the program sees it: printers, one PDF handed over, and what became of the job."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from app.errors import PqrError


class PrinterNotReady(PqrError):
    """La impresora no recibió el trabajo. Revise que esté encendida y con papel, y repita la impresión."""

    code = "printer_not_ready"
    #: Nobody knows whether the queue has the job: it did not answer in time.
    in_doubt = False


class JobState(StrEnum):
    """Where a job is. DONE says that the printer took all of it, not that the paper is right: the pile is read."""

    QUEUED = "queued"
    PRINTING = "printing"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class JobReport:
    """The state of a job and, when it does not go on, why and what to do, in a sentence."""

    state: JobState
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer of this computer; `trouble` is a sentence, empty when it is ready."""

    name: str
    is_default: bool = False
    trouble: str = ""


class PrintSystem(Protocol):
    """CUPS here, the Windows spooler there. Every method may take a second: call it aside."""

    def printers(self) -> list[Printer]:
        """The printers of this computer, the default one first. Empty when there is no queue."""

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        """Hand a PDF over; answers the job's name. Nothing is left in a file of ours. Raises PrinterNotReady."""

    def report(self, printer: str, job: str) -> JobReport:
        """What became of the job. Raises PrinterNotReady when the queue doesn't answer."""

    def cancel(self, job: str) -> None:
        """Take the job off the queue; what is on paper stays on paper."""


#: Words of the queue (RFC 8011 §5.4.12, win32 printer status) and what the person can do about each.
TROUBLE = (
    ("media-empty", "La impresora no tiene papel. Póngale y el trabajo sigue solo."),
    ("media-needed", "La impresora pide papel. Póngale y el trabajo sigue solo."),
    ("media-jam", "Hay papel atascado en la impresora. Sáquelo y el trabajo sigue."),
    ("toner-empty", "La impresora no tiene tóner. Cámbielo para seguir."),
    ("marker-supply-empty", "La impresora no tiene tóner. Cámbielo para seguir."),
    ("cover-open", "La impresora tiene una tapa abierta. Ciérrela y el trabajo sigue."),
    ("door-open", "La impresora tiene una tapa abierta. Ciérrela y el trabajo sigue."),
    ("offline", "La impresora está apagada o sin conexión. Enciéndala y el trabajo sigue."),
    ("connecting-to-device", "La impresora no contesta. Revise que esté encendida y conectada."),
    ("paused", "La impresora está detenida en el equipo. Reanúdela y el trabajo sigue."),
    ("stopped", "La impresora está detenida en el equipo. Reanúdela y el trabajo sigue."),
)


def trouble_of(words: str) -> str:
    """The sentence for what a queue says of a printer; empty when it says nothing known."""
    return next((sentence for word, sentence in TROUBLE if word in words), "")


@cache
def own_system() -> PrintSystem:
    """The print queue of this computer."""
    if sys.platform == "win32":
        from app.services.output.spooler import Spooler

        return Spooler()
    from app.services.output.cups import Cups

    return Cups()
