"""A signed letter saved as TIFF where the person says: noted as an export, drawn here, written whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from app import filing_number
from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents.letter_texts import texts
from app.services.documents.tiff import TiffLabel, pdf_to_tiff_g4
from app.services.stored_documents import fetch


def export_tiff(
    database: Database,
    case_id: UUID,
    target: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Write the case's signed letter to `target`; the server notes who took the copy before it gives the letter.

    Raises a refusal (not_permitted, quota), Offline, Busy, UnreadableLetter, TiffCancelled, InvalidInput when the
    folder cannot be written or the disk is full.
    """
    said = database.call("export_letter", p_case=case_id)
    pdf = fetch(database, UUID(said["document_id"]), said["sha256"])
    data = pdf_to_tiff_g4(pdf, label=_label(said), progress=progress, cancelled=cancelled)
    try:
        _write_whole(target, data)
    except OSError as error:
        sentence = "No se pudo guardar el TIFF: revise que la carpeta exista y que haya espacio, o escoja otra."
        raise InvalidInput(type(error).__name__, sentence=sentence) from error
    return target


def _label(said: dict[str, str | None]) -> TiffLabel:
    number, taken = said["filing_number"] or "", said["filed_at"]
    moment = dt.datetime.fromisoformat(taken).astimezone(BOGOTA) if taken else None
    return TiffLabel(
        number=number,
        description=f"Respuesta {filing_number.shown(number)}" if number else "Respuesta",
        author=str(texts()["entity"]["name"]),
        moment=f"{moment:%Y:%m:%d %H:%M:%S}" if moment else "",
    )


def _write_whole(target: Path, data: bytes) -> None:
    """Beside the target first: a copy cut short would look like the letter."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".pqr-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
