"""Reads that go on without a network: the server is asked, and what this computer carries answers when it can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app import errors
from app.services.database import Database


class NotCarried(errors.Offline):
    """Sin conexión: esto no está en este equipo y se abrirá al volver la red. Llévelo antes «sin conexión»."""

    code = "not_carried"


def remembered(database: Database, place: str, ask: Callable[[], Any], case_id: UUID | None = None) -> Any:
    """The answer of `ask()` (plain JSON), kept on the way; without network, the last one kept under `place`.

    Raises NotCarried where there is none, and whatever `ask` raises but Offline.
    """
    memory = database.memory
    if memory is None:
        return ask()
    if database.is_lost:
        # Known to be lost: nobody waits for the time to be up.
        body = memory.recall(place)
        if body is not None:
            return body
    try:
        body = ask()
    except errors.Offline as error:
        body = memory.recall(place)
        if body is None:
            raise NotCarried(place.partition(":")[0]) from error
        return body
    memory.keep(place, body, case_id)
    return body
