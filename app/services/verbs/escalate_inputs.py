"""Activity 14: ask mission areas for inputs; each request becomes a case of the area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.verbs import checks


@dataclass(frozen=True, kw_only=True)
class AreaRequest:
    """What one area is asked. Without `area_id` the server derives it from the claims."""

    claims: tuple[int, ...]
    question: str
    area_id: int | None = None
    #: The day that the agent was shown; the server takes no later one without its being seen.
    expected_on: dt.date | None = None
    case_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class EscalateInputs:
    """Outcome `escalated`: one request per area."""

    activity: ClassVar[str] = "escalate_inputs"
    outcome: ClassVar[str] = "escalated"

    requests: tuple[AreaRequest, ...]

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if not self.requests:
            raise InvalidInput(sentence="Falta al menos un área a la cual escalar. Marque una pretensión.")
        for request in self.requests:
            if not request.claims:
                raise InvalidInput(sentence="Falta elegir qué pretensiones se preguntan. Marque al menos una.")
            checks.required(request.question, "Falta la pregunta para el área. Escriba qué insumo necesita.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "requests": [
                {
                    "case_id": str(each.case_id),
                    "area_id": each.area_id,
                    "expected_on": each.expected_on.isoformat() if each.expected_on else None,
                    "claims": sorted(set(each.claims)),
                    "question": each.question.strip(),
                }
                for each in self.requests
            ]
        }
