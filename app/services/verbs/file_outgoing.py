"""Activity 24: the letter gets the outgoing number taken for it, or the signer sends it back before signing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app import filing_number
from app.errors import InvalidInput
from app.services.verbs.checks import at_most, required

#: From these activities a letter can go back to drafting, with its number annulled first where it has one.
SENT_BACK_FROM = ("file_outgoing", "render_document", "stamp_signature")


@dataclass(frozen=True, kw_only=True)
class NumberTaken:
    """Outcome `numbered`: `filing_number` is the one the filing system gave for this letter."""

    activity: ClassVar[str] = "file_outgoing"
    outcome: ClassVar[str] = "numbered"

    filing_number: str

    def __post_init__(self) -> None:
        """BadFilingNumber unless it reads as an outgoing number."""
        if filing_number.parse(self.filing_number).kind != filing_number.OUTGOING:
            raise InvalidInput(sentence="Ese radicado no es de salida: debe terminar en 1. Revíselo.")

    def payload(self) -> dict[str, Any]:
        """What the effect compares with the number on its tables."""
        return {"filing_number": filing_number.parse(self.filing_number).bare}


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """Outcome `sent_back` of 24, 23 or 22: the letter returns to drafting with the reason the author will read."""

    outcome: ClassVar[str] = "sent_back"

    reason: str
    activity: str = "file_outgoing"

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.activity not in SENT_BACK_FROM:
            raise InvalidInput(sentence="Esta carta ya está firmada y no se puede devolver. Siga con su impresión.")
        if len(required(self.reason, "Falta la razón de la devolución. Escríbala para quien proyectó.")) < 5:
            raise InvalidInput(sentence="La razón es muy corta. Diga qué hay que corregir en la carta.")
        at_most(self.reason, 1000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"reason": self.reason.strip()}
