"""Registers a petition or a better scan by hand: the image first, then the step that takes it (activity 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from app import filing_number
from app.errors import InvalidInput
from app.services import stored_documents
from app.services.command import CaseRef, Command, decide
from app.services.database import Database
from app.services.intake import check_scan
from app.services.perform import Performer, Result
from app.services.verbs.receive_petition import ReceivePetition, RescanPetition


@dataclass(frozen=True)
class Scan:
    """A file that passed the check, as the PDF to store; `document_id` is made once, so sending again is the same."""

    path: Path
    pdf: bytes
    pages: int
    document_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Attempt:
    """Keys of one registration: kept while the data are the same, so that a repeat after a cut files it once."""

    case_id: UUID = field(default_factory=uuid4)
    command_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class ReturnedImage:
    """Why an image came back: coded cause and pages as the agent wrote them."""

    cause: str
    pages: str


#: Causes of activity 6 as people read them.
CAUSES = {
    "illegible": "No se lee",
    "incomplete": "Documento incompleto",
    "missing_page": "Falta una página",
    "other_petitioner": "Es de otra persona",
    "blank": "Página en blanco",
    "rotated": "Página girada",
    "barcode": "Código de barras ilegible",
}


def read_scan(path: Path) -> Scan:
    """Check a file in a limited process and turn it into a clean PDF. Raises InvalidInput with the reason."""
    made = check_scan.normalise(path)
    if made.pdf is None:
        raise InvalidInput(made.report.code, sentence=made.report.sentence)
    return Scan(path, made.pdf, made.report.pages)


def register(
    database: Database,
    performer: Performer,
    verb: ReceivePetition,
    scan: Scan | None,
    attempt: Attempt,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Upload the scan and file the petition. Raises FieldInvalid, a refusal with its field, Offline, Busy."""
    if scan is not None:
        label = filing_number.shown(verb.filing_number)
        _upload(database, scan, label, None, progress)
    return performer.perform(
        Command(
            case_id=attempt.case_id,
            version=0,
            procedure="pqr_v08",
            activity=verb.activity,
            outcome=verb.outcome,
            payload=verb.payload(),
            command_id=attempt.command_id,
        )
    )


def rescan(database: Database, performer: Performer, case: CaseRef, label: str, scan: Scan) -> Result:
    """Upload a better scan of a returned petition and send the case back to who returned it."""
    _upload(database, scan, label, None, None)
    verb = RescanPetition(document_id=scan.document_id)
    return performer.perform(decide(case, verb.activity, verb.outcome, verb.payload()))


def open_issues(database: Database, cases: list[UUID]) -> dict[UUID, ReturnedImage]:
    """The open problem of each returned image."""
    rows = database.rows(
        "SELECT DISTINCT ON (case_id) case_id, cause, pages FROM pqr.image_issue"
        " WHERE case_id = ANY(:cases) AND solved_at IS NULL ORDER BY case_id, seq DESC",
        {"cases": cases},
    )
    return {row.case_id: ReturnedImage(CAUSES.get(row.cause, row.cause), row.pages) for row in rows}


def _upload(
    database: Database, scan: Scan, label: str, case_id: UUID | None, progress: Callable[[int, int], None] | None
) -> None:
    stored_documents.store(
        database,
        scan.document_id,
        scan.pdf,
        case_id=case_id,
        kind="petition",
        label=label,
        pages=scan.pages,
        progress=progress,
    )
