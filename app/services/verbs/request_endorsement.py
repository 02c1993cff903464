"""Activity 8: ask for an aval to archive or reassign, and decide one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import at_most, required

KIND_LABELS = {"archive": "Archivar", "reassign": "Reasignar"}


@dataclass(frozen=True, kw_only=True)
class RequestEndorsement:
    """Outcome `requested`, by the agent who has the case. `target` says where a reassigned one should go."""

    activity: ClassVar[str] = "request_endorsement"
    outcome: ClassVar[str] = "requested"

    kind: str
    reason_code: str
    note: str
    target: str = ""

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.kind not in KIND_LABELS:
            raise InvalidInput(sentence="Falta decir si pide archivar o reasignar. Elija una de las dos.")
        if not self.reason_code:
            raise InvalidInput(sentence="Falta el motivo del aval. Elíjalo de la lista.")
        required(self.note, "Falta el sustento. Escriba en una frase qué lo prueba.", most=2000)
        if self.kind == "reassign":
            required(self.target, "Falta a dónde se reasigna. Escriba la dependencia o entidad.", most=300)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        target = self.target.strip() if self.kind == "reassign" else ""
        return {"kind": self.kind, "reason_code": self.reason_code, "note": self.note.strip(), "target": target}


@dataclass(frozen=True, kw_only=True)
class DecideEndorsement:
    """Outcomes `archived`, `reassigned` and `denied`, by a lawyer who did not ask. A denial needs its reason and note.

    `act` is the act as the lawyer left it; empty grants the one drafted from the request.
    """

    activity: ClassVar[str] = "request_endorsement"

    outcome: str
    note: str = ""
    act: str = ""
    #: Why it is denied, of the catalogue.
    denial_code: str = ""

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.outcome not in ("archived", "reassigned", "denied"):
            raise InvalidInput(sentence="Falta la decisión. Elija archivar, reasignar o seguir.")
        if self.outcome == "denied":
            if not self.denial_code:
                raise InvalidInput(sentence="Falta la razón por la que se niega el aval. Elíjala de la lista.")
            required(self.note, "Falta la nota para quien lo pidió. Escriba por qué debe seguir.", most=2000)
        at_most(self.note, 2000)
        if self.act and not 40 <= len(self.act.strip()) <= 8000:
            raise InvalidInput(sentence="El acto quedó vacío o pasa de 8.000 letras. Corríjalo o vuelva al borrador.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        act = {"act": self.act.strip()} if self.act.strip() and self.outcome != "denied" else {}
        denial = {"denial_code": self.denial_code} if self.outcome == "denied" else {}
        return {"note": self.note.strip()} | act | denial
