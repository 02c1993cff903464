"""Escalation 2: the area answers each claim that it was asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs import checks


@dataclass(frozen=True, kw_only=True)
class ClaimAnswered:
    """The answer for one claim, dated; `document_id` is its support."""

    claim: int
    content: str
    found_on: dt.date
    valid_until: dt.date | None = None
    document_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerInput:
    """Outcome `answered`: every claim asked about, once each; the server checks that none is missing."""

    activity: ClassVar[str] = "answer_input"
    outcome: ClassVar[str] = "answered"

    answers: tuple[ClaimAnswered, ...]

    def __post_init__(self) -> None:
        """InvalidInput names the claim that is wrong."""
        if not self.answers:
            raise InvalidInput(sentence="Falta la respuesta. Responda cada pretensión preguntada.")
        for each in self.answers:
            try:
                checks.required(each.content, "falta lo que la carta debe decir. Escríbalo.", most=8000)
                checks.facts_dates(each.found_on, each.valid_until, today())
            except InvalidInput as error:
                raise InvalidInput(sentence=f"Pretensión {each.claim}: {error.user_message}") from error

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "answers": [
                {
                    "claim": each.claim,
                    "content": each.content.strip(),
                    "found_on": each.found_on.isoformat(),
                    "valid_until": each.valid_until.isoformat() if each.valid_until else None,
                    "document_id": str(each.document_id) if each.document_id else None,
                }
                for each in self.answers
            ]
        }
