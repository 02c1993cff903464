"""Files that leave the program: each is written down in the server before it is saved, or it is not saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from app.errors import InvalidInput
from app.services.database import Database


class Export(StrEnum):
    """What is saved, by its name in `pqr_core.export_words`. Letters in TIFF and of the law are noted when they are
    read for saving (`export_letter`, `export_legal_paper`), prints when they are handed to the printer."""

    DISPATCH_SHEET = "dispatch_sheet"
    NOTICE = "notice"
    RESULT_REPORT = "result_report"
    PRINT_PDF = "print_pdf"
    MIRROR_REPORT = "mirror_report"
    QUALITY_SHEET = "quality_sheet"
    QUALITY_ACT = "quality_act"
    BULK_PROBLEMS = "bulk_problems"
    SPLIT_MANIFEST = "split_manifest"
    SPLIT_REPORT = "split_report"
    SIGNING_ACT = "signing_act"
    SIGNATURE_REPORT = "signature_report"
    AUDIT_SEEN = "audit_seen"
    AUDIT_DONE = "audit_done"
    DATA_REGISTER = "data_register"


@dataclass(frozen=True)
class Saved:
    """What is saved, as the server writes it down before the file goes out. `name` is that of the file."""

    database: Database
    what: Export
    name: str
    cases: Sequence[UUID | None] = ()
    rows: int | None = None


#: What one line of the log takes; a larger file still says how many rows it has.
_MOST_CASES = 5000


def note(database: Database, what: Export, cases: Iterable[UUID | None] = (), rows: int | None = None) -> None:
    """Write the export down. Raises QuotaReached, Offline, Busy: then nothing is saved."""
    named = list(dict.fromkeys(each for each in cases if each is not None))[:_MOST_CASES]
    database.call("note_export", p_what=str(what), p_cases=named or None, p_rows=rows)


def save(
    database: Database,
    what: Export,
    files: Mapping[Path, bytes],
    cases: Iterable[UUID | None] = (),
    *,
    rows: int | None = None,
    sentence: str = "No se pudo guardar en esa carpeta. Escoja otra, o revise el espacio en disco.",
) -> None:
    """Write the export down and then its files. `sentence` is told when the folder fails (InvalidInput)."""
    note(database, what, cases, rows)
    try:
        for path, data in files.items():
            path.write_bytes(data)
    except OSError as error:
        raise InvalidInput(type(error).__name__, sentence=sentence) from error
