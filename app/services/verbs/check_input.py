"""Escalation 3: Control de Escalamiento checks whether what the area sent is what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import at_most, required


@dataclass(frozen=True, kw_only=True)
class CheckInput:
    """Outcomes `conforms` (its answers become inputs of the petition), `not_conforming` (back, with coded reasons and a
    note), and for the third time `disputed` (the same, to a joint decision)."""

    activity: ClassVar[str] = "check_input"

    outcome: str
    note: str = ""
    #: Codes of pqr.conformity_reason: what is wrong with the answer.
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.outcome not in ("conforms", "not_conforming", "disputed"):
            raise InvalidInput(sentence="Falta decir si el insumo está acorde. Elija una de las dos.")
        if self.outcome != "conforms":
            if not self.reasons:
                raise InvalidInput(sentence="Falta qué está mal en el insumo. Marque al menos una razón.")
            required(self.note, "Falta qué le falta al insumo. Escríbalo para el área.", most=2000)
        at_most(self.note, 2000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"note": self.note.strip(), "reasons": sorted(set(self.reasons))}
