"""The file that supports an input: checked aside, made a PDF, and stored with the case."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.database import Database
from app.services.intake import check_scan
from app.services.stored_documents import store


def store_support(database: Database, case: UUID, path: Path) -> tuple[UUID, int]:
    """Its key and its size in bytes. Raises InvalidInput for a bad file, Offline, Busy."""
    scan = check_scan.normalise(path)
    if scan.pdf is None:
        raise InvalidInput(sentence=scan.report.sentence)
    document = uuid4()
    store(database, document, scan.pdf, case_id=case, kind="input_support", label="soporte", pages=scan.report.pages)
    return document, len(scan.pdf)
