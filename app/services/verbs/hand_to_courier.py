"""Activity 27: handed to the operator, printed again, delivered with its proof, returned, or sent again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs.checks import at_most, required

KINDS = ("postal", "email", "notice")


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """Outcome `handed`: one sending. Weight in grams, value in pesos; postal mail needs its sheet and row.

    A notice (CPACA art. 69) needs its PDF, already stored with the case, and the day it is fixed.
    """

    activity: ClassVar[str] = "hand_to_courier"
    outcome: ClassVar[str] = "handed"

    guide: str
    kind: str = "postal"
    sheet_id: UUID | None = None
    sheet_row: int | None = None
    weight_grams: int = 0
    value_pesos: int = 0
    fixed_on: dt.date | None = None
    document_id: UUID | None = None

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        required(self.guide, "Falta la guía, el acuse certificado o el número del aviso. Escríbalo.", most=40)
        if self.kind not in KINDS:
            raise InvalidInput(sentence="Falta el medio del envío. Elija correo postal, correo electrónico o aviso.")
        if self.kind == "postal" and (self.sheet_id is None or not self.sheet_row or self.sheet_row < 1):
            raise InvalidInput(sentence="El envío postal va en una planilla. Ábrala antes de entregar.")
        if self.kind == "notice" and (self.fixed_on is None or self.document_id is None):
            raise InvalidInput(sentence="Falta el día en que se fija el aviso, o su documento. Genérelo de nuevo.")
        if self.weight_grams < 0 or self.value_pesos < 0:
            raise InvalidInput(sentence="El peso y el valor no pueden ser negativos. Corríjalos.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes; the address is the server's own."""
        return {
            "kind": self.kind,
            "guide": self.guide.strip(),
            "sheet_id": str(self.sheet_id) if self.sheet_id else None,
            "sheet_row": self.sheet_row,
            "weight_grams": self.weight_grams,
            "value_pesos": self.value_pesos,
            "fixed_on": self.fixed_on.isoformat() if self.fixed_on else None,
            "document_id": str(self.document_id) if self.document_id else None,
        }


@dataclass(frozen=True, kw_only=True)
class ReprintOrdered:
    """Outcome `reprint`: the paper is damaged or lost before leaving; it is printed again, counted, with why."""

    activity: ClassVar[str] = "hand_to_courier"
    outcome: ClassVar[str] = "reprint"

    reason: str

    def __post_init__(self) -> None:
        """InvalidInput when the reason is missing or says nothing."""
        _reason(self.reason, "Falta por qué se imprime otra vez. Escríbalo.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"reason": self.reason.strip()}


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """Outcome `delivered`: closes the case. `document_id` is the stored image of the proof of delivery."""

    activity: ClassVar[str] = "hand_to_courier"
    outcome: ClassVar[str] = "delivered"

    received_by: str
    happened_on: dt.date
    document_id: UUID | None

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if len(required(self.received_by, "Falta quién recibió. Escriba el nombre que aparece en la guía.")) < 3:
            raise InvalidInput(sentence="El nombre de quien recibió es muy corto. Escríbalo como aparece en la guía.")
        _day(self.happened_on)
        if self.document_id is None:
            raise InvalidInput(sentence="Falta la imagen de la prueba de entrega. Sin prueba el caso no se cierra.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "received_by": self.received_by.strip(),
            "happened_on": self.happened_on.isoformat(),
            "document_id": str(self.document_id),
        }


@dataclass(frozen=True, kw_only=True)
class Returned:
    """Outcome `returned`: the mail came back, with the operator's cause (codes of pqr.return_cause)."""

    activity: ClassVar[str] = "hand_to_courier"
    outcome: ClassVar[str] = "returned"

    cause_code: str
    happened_on: dt.date
    document_id: UUID | None = None

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        required(self.cause_code, "Falta la causal. Escoja la que marcó el operador en la guía.")
        _day(self.happened_on)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "cause_code": self.cause_code,
            "happened_on": self.happened_on.isoformat(),
            "document_id": str(self.document_id) if self.document_id else None,
        }


@dataclass(frozen=True, kw_only=True)
class SentAgain:
    """Outcome `sent_again`: the same signed letter goes out once more, to another address where one is needed."""

    activity: ClassVar[str] = "hand_to_courier"
    outcome: ClassVar[str] = "sent_again"

    address: str = ""
    municipality_code: str = ""

    def __post_init__(self) -> None:
        """InvalidInput when only half of the new address is given."""
        at_most(self.address, 150)
        if bool(self.address.strip()) != bool(self.municipality_code):
            raise InvalidInput(sentence="La nueva dirección va completa: escriba la dirección y escoja el municipio.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes; nothing when the address stays."""
        if not self.address.strip():
            return {}
        return {"address": self.address.strip(), "municipality_code": self.municipality_code}


def _reason(text: str, sentence: str) -> None:
    if len(required(text, sentence, most=1000)) < 5:
        raise InvalidInput(sentence="La razón es muy corta. Escriba al menos cinco letras.")


def _day(day: dt.date) -> None:
    if day > today():
        raise InvalidInput(sentence="La fecha es posterior a hoy. Corríjala.")
