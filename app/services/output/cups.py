"""CUPS by its own commands: `lp` takes the PDF from a pipe, `lpstat` says what became of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from app.services.output.print_system import JobReport, JobState, Printer, PrinterNotReady, trouble_of

_ANSWER_SECONDS = 20
#: Bytes per second at which a far queue still takes a pile; given up sooner, it could come out twice.
_SLOWEST = 1_000_000
_JOB = re.compile(r"request id is (\S+-\d+)")
#: A printer that is only resting or printing says nothing that the person has to know.
_STOPPED = re.compile(r"^printer (\S+) disabled since", re.MULTILINE)
_NAME = re.compile(r"[^\s/#]{1,127}")
_QUIET = "La cola de impresión del equipo no contesta. Pida a soporte revisar el servicio de impresión."


class Cups:
    """`server` is a host, a host:port or a socket's path; empty is the computer's own queue."""

    def __init__(self, server: str = "") -> None:
        self._server = server

    def printers(self) -> list[Printer]:
        """The printers of this computer, the default one first; none where CUPS isn't installed or running."""
        try:
            # A queue found in the network may have any name: one that can't be asked for is not offered.
            names = [name for name in self._ask("lpstat", ["-e"]).split() if _is_plain(name)]
            default = self._ask("lpstat", ["-d"]).rpartition(":")[2].strip()
        except PrinterNotReady:
            return []
        found = [Printer(name, name == default, self._trouble(name)) for name in names]
        return sorted(found, key=lambda each: not each.is_default)

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        """Pipe the PDF to `lp`; it is never written to a file of ours. Raises PrinterNotReady."""
        sides = "two-sided-long-edge" if duplex else "one-sided"
        said = self._ask(
            "lp", ["-d", _checked(printer), "-t", title, "-o", f"sides={sides}", "-o", "print-scaling=none", "-"], pdf
        )
        match = _JOB.search(said)
        if match is None:
            raise PrinterNotReady("lp gave no job")
        return match[1]

    def report(self, printer: str, job: str) -> JobReport:
        """Waiting and printing jobs are in one list, those that ended in another.

        `lpstat` does not tell a job that somebody cancelled from one that came out: reading the pile back does.
        """
        waiting = self._jobs(printer, "not-completed").get(job)
        if waiting is None:
            ended = self._jobs(printer, "completed").get(job)
            return JobReport(JobState.DONE) if ended is None else _ended(ended)
        trouble = self._trouble(printer)
        if trouble:
            return JobReport(JobState.PAUSED, trouble)
        busy = f"printing {job}" in self._ask("lpstat", ["-p", _checked(printer)])
        return JobReport(JobState.PRINTING if busy or "job-printing" in waiting else JobState.QUEUED)

    def cancel(self, job: str) -> None:
        """Take it off the queue; a job that ended already is no trouble."""
        self._run("cancel", [_checked(job)], b"")

    def _jobs(self, printer: str, which: str) -> dict[str, str]:
        """Each job of the printer with what the queue says of it."""
        said = self._ask("lpstat", ["-l", "-W", which, "-o", _checked(printer)])
        found: dict[str, str] = {}
        job = ""
        for line in said.splitlines():
            if line[:1].isspace():
                found[job] = f"{found.get(job, '')} {line.strip()}"
            elif line.strip():
                job = line.split()[0]
                found[job] = ""
        return found

    def _trouble(self, printer: str) -> str:
        said = self._ask("lpstat", ["-l", "-p", _checked(printer)])
        alerts = next((line for line in said.splitlines() if line.strip().startswith("Alerts:")), "")
        if _STOPPED.search(said):
            return trouble_of(alerts) or trouble_of("stopped")
        # A warning alone (paper is getting low) doesn't stop a job.
        return trouble_of(re.sub(r"\S+-warning", "", alerts))

    def _ask(self, program: str, arguments: Sequence[str], given: bytes = b"") -> str:
        done = self._run(program, arguments, given)
        if done.returncode != 0:
            raise PrinterNotReady(done.stderr.decode(errors="replace")[:200])
        return done.stdout.decode(errors="replace")

    def _run(self, program: str, arguments: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        path = shutil.which(program)
        if path is None:
            raise PrinterNotReady(f"{program} is not installed", sentence=_QUIET)
        host = ["-h", self._server] if self._server else []
        # Answers in English whatever the language of the computer: they are read here, not shown.
        environment = os.environ | {"LC_ALL": "C", "LANG": "C"}
        try:
            return subprocess.run(
                [path, *host, *arguments], input=given, capture_output=True, env=environment, check=False,
                timeout=_ANSWER_SECONDS + len(given) / _SLOWEST,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            quiet = PrinterNotReady("no answer in time", sentence=_QUIET)
            quiet.in_doubt = True
            raise quiet from late
        except OSError as error:
            raise PrinterNotReady(type(error).__name__, sentence=_QUIET) from error


def _ended(words: str) -> JobReport:
    if "canceled" in words:
        return JobReport(JobState.CANCELLED, "El trabajo se canceló en la cola de impresión. Imprímalo de nuevo.")
    if "error" in words or "aborted" in words or "ailed" in words:
        return JobReport(JobState.FAILED, "La impresora no pudo con el trabajo. Imprímalo de nuevo o use otra.")
    return JobReport(JobState.DONE)


def _is_plain(name: str) -> bool:
    return not name.startswith("-") and _NAME.fullmatch(name) is not None


def _checked(name: str) -> str:
    """A printer's or job's name as an argument: never an option nor a path."""
    if not _is_plain(name):
        raise PrinterNotReady("odd name of a printer", sentence="Esa impresora no está en este equipo. Escoja otra.")
    return name
