"""Outbound 4, for a person: the call or message reached nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput

#: Why nobody was reached, with the words shown.
NOT_REACHED = {
    "no_answer": "No contesta",
    "busy": "Ocupado",
    "voicemail": "Buzón de voz",
    "off": "Apagado",
    "out_of_service": "Fuera de servicio",
    "wrong_number": "Número equivocado",
    "invalid_number": "Número inválido",
}


@dataclass(frozen=True, kw_only=True)
class NotReached:
    """Outcome `not_reached`, with its code."""

    activity: ClassVar[str] = "make_contact"
    outcome: ClassVar[str] = "not_reached"

    outcome_code: str
    note: str = ""

    def __post_init__(self) -> None:
        """InvalidInput if the code is not in the list."""
        if self.outcome_code not in NOT_REACHED:
            raise InvalidInput(sentence="Falta decir por qué no hubo contacto. Elija una tipificación de la lista.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"outcome_code": self.outcome_code, "note": self.note.strip()}
