"""Activity 9: confirm the table of people who signed a petition that will be split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.command import plain
from app.services.verbs import checks


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """One person who signed."""

    full_name: str
    document_type: str | None = None
    document_number: str | None = None
    address: str | None = None
    municipality_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecideSplit:
    """Outcome `split`, by an analyst or lawyer: the whole table, at least two people, nobody twice."""

    activity: ClassVar[str] = "decide_split"
    outcome: ClassVar[str] = "split"

    signatories: tuple[Signatory, ...]

    def __post_init__(self) -> None:
        """InvalidInput names the row that is wrong."""
        if len(self.signatories) < 2:
            raise InvalidInput(sentence="Un desglose necesita al menos dos firmantes. Complete la tabla.")
        seen: dict[tuple[str | None, str | None], int] = {}
        for row, person in enumerate(self.signatories, start=1):
            self._check_row(row, person, seen)

    @staticmethod
    def _check_row(row: int, person: Signatory, seen: dict[tuple[str | None, str | None], int]) -> None:
        try:
            checks.required(person.full_name, "falta el nombre. Escríbalo o quite la fila.", most=200)
            identity = checks.document(person.document_type, person.document_number)
        except InvalidInput as error:
            raise InvalidInput(sentence=f"Firmante {row}: {error.user_message}") from error
        if identity[1] is not None and identity in seen:
            raise InvalidInput(
                sentence=f"Firmante {row}: su documento ya está en la fila {seen[identity]}. Quite la fila repetida."
            )
        seen[identity] = row

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        rows = []
        for person in self.signatories:
            kind, number = checks.document(person.document_type, person.document_number)
            rows.append(plain(person) | {"document_type": kind, "document_number": number})
        return {"signatories": rows}
