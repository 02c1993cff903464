"""Outbound 2: say what the request of a campaign lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.services.verbs import checks


@dataclass(frozen=True, kw_only=True)
class ReturnWithObservations:
    """Outcome `fails`: goes back to the area with what must be adjusted."""

    activity: ClassVar[str] = "verify_campaign"
    outcome: ClassVar[str] = "fails"

    observations: str

    def __post_init__(self) -> None:
        """InvalidInput if nothing is said."""
        checks.required(self.observations, "faltan las observaciones. Escríbalas.", most=4000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"observations": self.observations.strip()}
