"""Outbound 1: register the request of a campaign with the people to contact."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.command import plain

_PHONE = re.compile(r"3\d{9}|60\d{8}")


@dataclass(frozen=True, kw_only=True)
class PersonToContact:
    """One row of the base; the phone has ten digits."""

    full_name: str
    phone: str
    document_number: str | None = None

    @property
    def can_be_called(self) -> bool:
        """Whether the phone is one that can be dialled in Colombia."""
        return _PHONE.fullmatch(self.phone) is not None


@dataclass(frozen=True, kw_only=True)
class ReceiveCampaign:
    """Outcome `received`. Source: Formato Campañas Outbound V1; 5.2 asks for seven days before the start."""

    activity: ClassVar[str] = "receive_campaign"
    outcome: ClassVar[str] = "received"

    name: str
    objective: str
    medium: str
    area_id: int
    starts_on: dt.date
    ends_on: dt.date
    script: str
    people: tuple[PersonToContact, ...]
    needs_validation: bool = False
    max_attempts: int = 3
    #: Its matter is reserved (Ley 1581 de 2012, arts. 5 and 7). One of an ethnic area is, whatever this says.
    is_reserved: bool = False

    def __post_init__(self) -> None:
        """InvalidInput names the field."""
        if len(self.name.strip()) < 5:
            raise InvalidInput(sentence="El nombre de la campaña es muy corto. Escriba al menos cinco letras.")
        if self.ends_on < self.starts_on:
            raise InvalidInput(sentence="La campaña termina antes de empezar. Corrija las fechas.")
        if not 1 <= self.max_attempts <= 5:
            raise InvalidInput(sentence="Los intentos por persona van de 1 a 5. Corrija el número.")
        if not any(p.can_be_called for p in self.people):
            raise InvalidInput(sentence="Ninguna persona tiene un teléfono válido. Revise la base.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        payload: dict[str, Any] = plain(self)
        return payload
