"""Activity 17: the reply that is sent to quality or signature, one answer for each claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.errors import InvalidInput
from app.services.documents import richtext
from app.services.drafting.foot import NO_FOOT, Foot

#: Keys of the decisions as stored, and the words that the letter and the window use.
DECISIONS = {
    "granted": "Concede",
    "denied": "Niega",
    "explained": "Explica",
    "guided": "Orienta",
    "transferred": "Traslada",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one claim: express decision, restricted rich text with {{fields}}, and the input it rests on.

    `text_id` and `text_version` say which approved text it began from, None when it was written freely.
    """

    claim: int
    decision: str | None
    body_html: str
    input_id: UUID | None
    text_id: str | None = None
    text_version: int | None = None

    def payload(self) -> dict[str, Any]:
        """As the server reads it, the text in its canonical form."""
        return {
            "claim": self.claim,
            "decision": self.decision,
            "body_html": richtext.to_html(richtext.parse(self.body_html)),
            "input_id": str(self.input_id) if self.input_id else None,
            "text_id": self.text_id,
            "text_version": self.text_version,
        }


@dataclass(frozen=True, kw_only=True)
class Household:
    """An identity number, or a name, that is not the petitioner's, and why it may stand in the letter."""

    number: str = ""
    name: str = ""
    reason: str

    def __post_init__(self) -> None:
        """InvalidInput when the number, the name or the reason can't be stored."""
        if not self.name and not 5 <= len(re.sub(r"\D", "", self.number)) <= 11:
            raise InvalidInput(sentence="El número de documento no sirve: lleva de 5 a 11 cifras. Corríjalo.")
        if self.name and not 3 <= len(self.name) <= 150:
            raise InvalidInput(sentence="El nombre no sirve: lleva de 3 a 150 letras. Corríjalo.")
        if len(self.reason.strip()) < 5:
            raise InvalidInput(sentence="Diga en pocas palabras por qué esa persona puede nombrarse en la carta.")

    def payload(self) -> dict[str, str]:
        """As the server reads it."""
        key = {"name": self.name} if self.name else {"number": self.number}
        return key | {"reason": self.reason.strip()}


@dataclass(frozen=True, kw_only=True)
class DraftResponse:
    """Outcome `drafted`. `claims` are the ordinals of the petition's claims: none may be left out."""

    activity: ClassVar[str] = "draft_response"
    outcome: ClassVar[str] = "drafted"

    answers: Sequence[Answer]
    claims: Sequence[int]
    opening_html: str = ""
    household: Sequence[Household] = ()
    foot: Foot = NO_FOOT

    def __post_init__(self) -> None:
        """InvalidInput names the first claim that lacks something; the server checks the same and more."""
        given = {answer.claim: answer for answer in self.answers}
        for ordinal in self.claims:
            _require_whole(ordinal, given.get(ordinal))

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "opening_html": richtext.to_html(richtext.parse(self.opening_html)),
            "answers": [answer.payload() for answer in self.answers],
            "household": [each.payload() for each in self.household],
            **self.foot.payload(),
        }


def _require_whole(ordinal: int, answer: Answer | None) -> None:
    if answer is None or richtext.is_empty(answer.body_html):
        raise InvalidInput(
            sentence=f"La pretensión {ordinal} no tiene respuesta. Escríbala o inserte un texto aprobado."
        )
    if answer.decision not in DECISIONS:
        raise InvalidInput(sentence=f"La pretensión {ordinal} no tiene desenlace. Elija si concede, niega o explica.")
    if answer.input_id is None:
        raise InvalidInput(sentence=f"La pretensión {ordinal} no tiene insumo. Elija en qué se apoya la respuesta.")
