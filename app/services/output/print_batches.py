"""Open batches: taken from the tray, followed in the print queue, and read back code by code (26)."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.errors import Busy, Offline, PqrError
from app.filing_number import is_valid, shown
from app.services.database import Database
from app.services.output.job_notes import JobNotes
from app.services.output.print_system import JobReport, JobState, PrinterNotReady, PrintSystem
from app.services.output.printing import PrintRow

#: What to call each key of the reprint card, and what the server keeps.
REASONS = (
    "Se atascó",
    "Salió manchada",
    "Falta una hoja",
    "No está en la pila",
    "Se dañó al ensobrar",
    "Otro motivo",
)


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that is printing, paused or being read back; `letters` counts all it was opened with."""

    batch_id: UUID
    batch_code: str
    title: str
    printer: str | None
    station: str
    duplex: bool
    state: str
    job: str | None
    trouble: str | None
    created_at: dt.datetime
    created_by: str
    letters: int
    read: int
    reprints: int
    open: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What one code of the pile was: read, repeated, other_batch, not_printed or unknown; the sentence says it."""

    verdict: str
    sentence: str
    case_id: UUID | None = None
    place: int | None = None
    out_of_order: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it ticked a letter in its place."""
        return self.verdict == "read" and not self.out_of_order


class SentUnnoted(PqrError):
    """La impresora ya tiene el lote, pero se fue la red antes de anotarlo. No lo repita: se anota al volver la red."""

    code = "sent_unnoted"


def station() -> str:
    """This computer's name, for the others to know where a batch came out."""
    return platform.node()[:60] or "equipo"


def open_batches(database: Database) -> list[OpenBatch]:
    """Every batch that is not finished, of every station, newest first."""
    return [OpenBatch(**row._mapping) for row in database.table("print_batches")]


def open_batch(
    database: Database, batch_id: UUID, rows: Sequence[PrintRow], title: str, printer: str | None, *, duplex: bool
) -> str:
    """Take these letters into a batch; answers its code. Raises a refusal when one of them can't be in it."""
    return str(
        database.call(
            "open_print_batch",
            p_batch=batch_id,
            p_cases=[row.case_id for row in rows],
            p_title=title,
            p_station=station(),
            p_printer=printer,
            p_duplex=duplex,
        )
    )


def drop_batch(database: Database, batch_id: UUID) -> None:
    """Let its letters go back to wait for another batch; what was marked printed stays printed."""
    database.call("drop_print_batch", p_batch=batch_id)


def send(system: PrintSystem, database: Database, batch: OpenBatch, pdf: bytes, jobs: JobNotes) -> None:
    """Hand the PDF to the batch's printer and note its job. Raises PrinterNotReady: the batch waits, paused.

    The server is told before and after, and this computer keeps the job's number in between: killed or cut anywhere,
    the batch says that it may be on paper. Raises SentUnnoted when the network went after the printer had it.
    """
    assert batch.printer is not None
    database.call("hand_print_batch", p_batch=batch.batch_id, p_handed=True)
    try:
        job = system.submit(batch.printer, pdf, f"Lote {batch.batch_code}", duplex=batch.duplex)
    except PrinterNotReady as error:
        if not error.in_doubt:
            database.call("hand_print_batch", p_batch=batch.batch_id, p_handed=False)
        note(database, batch.batch_id, JobReport(JobState.PAUSED, error.user_message))
        raise
    jobs.keep(batch.batch_id, job)
    try:
        note(database, batch.batch_id, JobReport(JobState.QUEUED), job)
    except (Offline, Busy) as error:
        raise SentUnnoted(type(error).__name__) from error
    jobs.forget(batch.batch_id)


def tell_unnoted(database: Database, jobs: JobNotes) -> None:
    """Tell the server the jobs that this computer could not tell when it sent them; a batch that ended needs none."""
    for batch_id, job in jobs.all().items():
        note(database, batch_id, JobReport(JobState.QUEUED), job)
        jobs.forget(batch_id)


def look_after(system: PrintSystem, database: Database, batch: OpenBatch) -> JobReport:
    """Ask the queue what became of the batch's job, and tell the server when that is news."""
    if batch.printer is None or not batch.job:
        return JobReport(JobState.DONE)
    try:
        report = system.report(batch.printer, batch.job)
    except PrinterNotReady as error:
        report = JobReport(JobState.PAUSED, error.user_message)
    if (_STATES[report.state], report.trouble) != (batch.state, batch.trouble or ""):
        note(database, batch.batch_id, report)
    return report


def note(database: Database, batch_id: UUID, report: JobReport, job: str | None = None) -> None:
    """Tell the server how far the print queue is."""
    database.call(
        "note_print_batch", p_batch=batch_id, p_state=_STATES[report.state], p_job=job, p_trouble=report.trouble
    )


def read_back(database: Database, batch_id: UUID, code: str) -> Reading:
    """Tick the letter of one code of the pile, or say what else it is."""
    row = database.table("read_back", p_batch=batch_id, p_code=code)[0]
    return Reading(row.verdict, _sentence(row, code), row.case_id, row.place, bool(row.out_of_order))


def put_in_order(database: Database, batch_id: UUID, case_id: UUID) -> None:
    """The person put the letter in its place of the pile."""
    database.call("put_in_order", p_batch=batch_id, p_case=case_id)


def reprint(database: Database, batch_id: UUID, case_id: UUID, reason: str) -> int:
    """Count one more copy of a letter of an open batch, with why; answers how many. Its code is read again."""
    return int(database.call("reprint_in_batch", p_batch=batch_id, p_case=case_id, p_reason=reason))


def missing(rows: Sequence[PrintRow]) -> list[PrintRow]:
    """Letters that were passed over: one that follows them in the pile was read and they were not."""
    last = max((row.place or 0 for row in rows if row.read_at is not None and not row.out_of_order), default=0)
    return [row for row in rows if row.read_at is None and (row.place or 0) < last]


#: A job that failed or was cancelled leaves the batch paused: what came out is read back, the rest printed again.
_STATES = {
    JobState.QUEUED: "queued",
    JobState.PRINTING: "printing",
    JobState.PAUSED: "paused",
    JobState.FAILED: "paused",
    JobState.CANCELLED: "paused",
    JobState.DONE: "reading",
}


def _sentence(row: object, code: str) -> str:
    verdict, place = getattr(row, "verdict", ""), getattr(row, "place", None)
    digits = "".join(letter for letter in code if letter.isdigit())[:20]
    number = shown(digits) if is_valid(digits) else code.strip()[:30]
    if verdict == "read":
        late = getattr(row, "out_of_order", False)
        return f"{place:03d} se leyó fuera de su puesto. Póngala en orden." if late else ""
    return {
        "repeated": f"{number} ya se había leído. Si hay dos copias, destruya una.",
        "other_batch": f"{number} sobra: es del lote {getattr(row, 'other', '')}. Sáquela de esta pila.",
        "not_printed": f"{number} sobra: es una carta nuestra que no está en ningún lote. Sáquela de la pila.",
    }.get(verdict, f"«{number}» no es el código de una carta nuestra. Pase el lector por el código del radicado.")
