"""Files on the server: stored in repeatable pieces and read back whole, with their hash checked on both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import errors
from app.errors import PqrError
from app.services.database import Database
from app.services.refusals import refusal

#: Bytes of one piece, as the server keeps them.
CHUNK = 256 * 1024
#: Pieces asked for in one call when reading.
_AT_ONCE = 16


class DocumentDamaged(PqrError):
    """El archivo del servidor no coincide con su huella. No lo use y avise a soporte."""

    code = "document_damaged"


@dataclass(frozen=True)
class Stored:
    """A file that the server has whole; `sha256` is in hexadecimal."""

    document_id: UUID
    sha256: str
    byte_count: int


def store(
    database: Database,
    document_id: UUID,
    data: bytes,
    *,
    case_id: UUID | None,
    kind: str,
    label: str,
    mime: str = "application/pdf",
    pages: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Stored:
    """Send `data` as document `document_id`; sending the same again is the same document, not a second one.

    `kind` is one of app.models.document.KINDS; `label` never names a person. `progress(done, total)` counts
    pieces. Raises a refusal when another content is already stored under that key, Offline, Busy.
    """
    digest = hashlib.sha256(data)
    begun = _accept(
        database.call(
            "begin_document",
            p_document=document_id,
            p_case=case_id,
            p_kind=kind,
            p_mime=mime,
            p_bytes=len(data),
            p_sha256=digest.digest(),
            p_pages=pages,
            p_label=label,
        )
    )
    _send(database, document_id, data, frozenset(begun.get("chunks", ())), progress)
    if begun.get("state") != "ready":
        _accept(database.call("seal_document", p_document=document_id))
    return Stored(document_id, digest.hexdigest(), len(data))


def _send(
    database: Database,
    document_id: UUID,
    data: bytes,
    there: frozenset[int],
    progress: Callable[[int, int], None] | None,
) -> None:
    """Send the pieces that the server does not have yet."""
    pieces = range(0, len(data), CHUNK)
    for number, start in enumerate(pieces):
        if number not in there:
            piece = data[start : start + CHUNK]
            _accept(database.call("put_chunk", p_document=document_id, p_chunk=number, p_bytes=piece))
        if progress is not None:
            progress(number + 1, len(pieces))


def fetch(database: Database, document_id: UUID, sha256: str | None = None) -> bytes:
    """The whole document, counted on the server; without a network, one that is carried: counted when fetched.

    Raises DocumentDamaged when it has not the hash expected, a refusal, Offline, Busy.
    """
    memory = database.memory
    held = memory.paper(document_id) if memory is not None and database.is_lost else None
    if held is not None:
        return held
    try:
        return fetch_from_server(database, document_id, sha256)
    except errors.Offline:
        held = memory.paper(document_id) if memory is not None else None
        if held is None:
            raise
        return held


def fetch_from_server(database: Database, document_id: UUID, sha256: str | None = None) -> bytes:
    """The whole document. Counted. Raises DocumentDamaged, a refusal, Offline, Busy."""
    data = bytearray()
    chunk = 0
    while True:
        rows = database.table("read_document", p_document=document_id, p_from_chunk=chunk, p_count=_AT_ONCE)
        for row in rows:
            data += row.bytes
        if len(rows) < _AT_ONCE:
            break
        chunk += len(rows)
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentDamaged(str(document_id))
    return bytes(data)


def _accept(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if answer["status"] != "applied":
        raise refusal(str(answer.get("reason", "refused")), answer.get("field"))
    return answer
