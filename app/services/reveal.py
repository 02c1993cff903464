"""Looking at reserved data with a reason: which there are, why one may look, and the look itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.errors import InvalidInput
from app.services.database import Database

#: What is seen where a datum is reserved, and the only words for it (`pqr_core.reserved_words`).
RESERVED = "Dato reservado"
LEAST, MOST = 10, 200


@dataclass(frozen=True)
class Reason:
    """One of the short list."""

    code: str
    label: str


@dataclass(frozen=True)
class Revealed:
    """Marks of each person of the petition by ordinal; `typed`, those of this person's own half-filled form."""

    marks: Mapping[int, tuple[str, ...]]
    typed: tuple[str, ...] | None

    @property
    def of_petitioner(self) -> tuple[str, ...]:
        """Those to show in the form: what was typed wins over what is stored."""
        return self.typed if self.typed is not None else self.marks.get(1, ())


def reasons(database: Database) -> list[Reason]:
    """The short list, in its order. Raises Offline, Busy."""
    rows = database.rows("SELECT code, label FROM pqr.reveal_reason ORDER BY place")
    return [Reason(row.code, row.label) for row in rows]


def check(reason: str, note: str) -> None:
    """What must be written before asking. Raises InvalidInput."""
    if not reason:
        raise InvalidInput("reason", sentence="Falta el motivo. Elíjalo de la lista.")
    if len(note.strip()) < LEAST:
        raise InvalidInput("note", sentence="Escriba en una frase para qué lo necesita (al menos 10 letras).")
    if len(note.strip()) > MOST:
        raise InvalidInput("note", sentence="La frase es muy larga. Déjela en 200 letras.")


def reveal(database: Database, case_id: UUID, reason: str, note: str) -> Revealed:
    """The reserved data of a case; holds for the rest of the day. Raises a refusal, QuotaReached, Offline, Busy."""
    check(reason, note)
    said = database.call("reveal", p_case=case_id, p_reason=reason, p_note=note)
    typed = said["typed"]
    return Revealed(
        {int(each["ordinal"]): tuple(each["differential"]) for each in said["people"]},
        tuple(typed) if typed is not None else None,
    )
