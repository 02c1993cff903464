"""Activity 13: what was found in the systems for each claim, with its date and validity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

from app.clock import today
from app.errors import InvalidInput
from app.services.verbs import checks

#: Where an agent looks -> the facts that each system gives, asked one by one (domain.md §3.2).
SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "RUV": ("Hecho victimizante", "Estado", "Declaración"),
    "VIVANTO": ("Estado en los registros", "Hogar"),
    "SIRAV": ("Reclamación (Decreto 1290)", "Estado"),
    "SGV": ("Solicitud o agenda", "Estado"),
    "INDEMNIZA": ("Fase", "Resolución", "Giro o banco"),
    "other": ("Fuente",),
}
SYSTEM_LABELS: Mapping[str, str] = {key: key for key in SYSTEMS} | {"other": "Otro", "escalation": "Misional"}


@dataclass(frozen=True, kw_only=True)
class FoundInput:
    """One finding for one claim. `found_on` is the day on which the fact was true in the source."""

    claim: int
    system: str
    content: str
    found_on: dt.date
    valid_until: dt.date | None = None
    document_id: UUID | None = None
    input_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class SearchInputs:
    """Outcomes `found` and `missing`: the whole list of what the agent found; what is left out is withdrawn."""

    activity: ClassVar[str] = "search_inputs"

    inputs: tuple[FoundInput, ...] = ()
    outcome: str = "found"

    def __post_init__(self) -> None:
        """InvalidInput names the finding that is wrong."""
        if self.outcome not in ("found", "missing"):
            raise InvalidInput(sentence="Falta decir si los insumos están completos. Elija una de las dos.")
        for each in self.inputs:
            self._check(each)

    @staticmethod
    def _check(found: FoundInput) -> None:
        where = f"Insumo de {SYSTEM_LABELS.get(found.system, found.system)}, pretensión {found.claim}: "
        try:
            if found.system not in SYSTEMS:
                raise InvalidInput(sentence="el aplicativo no existe. Elíjalo de la lista.")
            checks.required(found.content, "falta lo que encontró. Escríbalo o quite el insumo.", most=8000)
            checks.facts_dates(found.found_on, found.valid_until, today())
        except InvalidInput as error:
            raise InvalidInput(sentence=where + error.user_message) from error

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "inputs": [
                {
                    "input_id": str(each.input_id),
                    "claim": each.claim,
                    "system": each.system,
                    "content": each.content.strip(),
                    "found_on": each.found_on.isoformat(),
                    "valid_until": each.valid_until.isoformat() if each.valid_until else None,
                    "document_id": str(each.document_id) if each.document_id else None,
                }
                for each in self.inputs
            ]
        }


def compose(facts: Mapping[str, str], note: str = "") -> str:
    """The content of an input: one «fact: value» a line, and the note; empty facts are left out."""
    lines = [f"{name}: {value.strip()}" for name, value in facts.items() if value.strip()]
    return "\n".join([*lines, note.strip()] if note.strip() else lines)


def decompose(system: str, content: str) -> tuple[dict[str, str], str]:
    """The facts and the note that `compose` put together; unknown lines belong to the note."""
    facts: dict[str, str] = {}
    rest: list[str] = []
    for line in content.splitlines():
        name, colon, value = line.partition(": ")
        if colon and name in SYSTEMS.get(system, ()) and name not in facts:
            facts[name] = value
        else:
            rest.append(line)
    return facts, "\n".join(rest)
