"""Outbound 3: the request comes back adjusted, or is cancelled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.command import plain
from app.services.verbs import checks
from app.services.verbs.receive_campaign import PersonToContact


@dataclass(frozen=True, kw_only=True)
class AdjustCampaign:
    """Outcome `adjusted`: what changed; None keeps what was there."""

    activity: ClassVar[str] = "return_campaign"
    outcome: ClassVar[str] = "adjusted"

    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    script: str | None = None
    people: tuple[PersonToContact, ...] | None = None

    def __post_init__(self) -> None:
        """InvalidInput names the dates."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise InvalidInput(sentence="La campaña termina antes de empezar. Corrija las fechas.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes; absent keys change nothing."""
        return {key: value for key, value in plain(self).items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class CancelCampaign:
    """Outcome `cancelled`: the area did not accept the return."""

    activity: ClassVar[str] = "return_campaign"
    outcome: ClassVar[str] = "cancelled"

    observations: str

    def __post_init__(self) -> None:
        """InvalidInput if no reason is given."""
        checks.required(self.observations, "falta la razón de la cancelación. Escríbala.", most=4000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"observations": self.observations.strip()}
