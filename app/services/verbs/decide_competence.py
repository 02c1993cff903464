"""Escalation 1: the area accepts or refuses that an input is its business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import required


@dataclass(frozen=True, kw_only=True)
class DecideCompetence:
    """Outcomes `accepted`, `rejected` and for the third time `disputed` (to a joint decision); the last two say why,
    and whose business it is when that is known."""

    activity: ClassVar[str] = "decide_competence"

    outcome: str
    reason: str = ""
    proposed_area_id: int | None = None

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.outcome not in ("accepted", "rejected", "disputed"):
            raise InvalidInput(sentence="Falta decir si es de su competencia. Elija sí o no.")
        if self.outcome != "accepted":
            required(self.reason, "Falta por qué no es de su competencia. Escríbalo en una frase.", most=2000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        if self.outcome == "accepted":
            return {}
        return {"reason": self.reason.strip(), "proposed_area_id": self.proposed_area_id}
