"""Activity 13: what was found in the systems for each claim, with its date and validity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

from app.clock import today
from app.errors import InvalidInput
from app.services import input_facts
from app.services.command import plain
from app.services.verbs import checks

#: Where an agent looks; what each gives is in `input_facts`.
SYSTEMS: tuple[str, ...] = ("RUV", "VIVANTO", "SIRAV", "SGV", "INDEMNIZA", "other")
SYSTEM_LABELS: Mapping[str, str] = {key: key for key in SYSTEMS} | {"other": "Otro", "escalation": "Misional"}


@dataclass(frozen=True)
class Reuse:
    """An input of another case of the same person; the server copies it, with its date and validity."""

    case_id: UUID
    input_id: UUID


@dataclass(frozen=True, kw_only=True)
class FoundInput:
    """One finding for one claim. `found_on` is the day on which the fact was true in the source.

    `facts` are the system's own data by key (`input_facts`), dates as ISO text; `content` what is written besides.
    """

    claim: int
    system: str
    content: str
    facts: Mapping[str, str] = field(default_factory=dict)
    reuse: Reuse | None = None
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
            if found.reuse is not None:
                return
            if found.facts:
                input_facts.check(found.system, found.facts, today())
                checks.at_most(found.content, 4000)
            else:
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
                    "facts": {key: value.strip() for key, value in each.facts.items() if value.strip()},
                    "reuse": plain(each.reuse) if each.reuse is not None else None,
                    "found_on": each.found_on.isoformat(),
                    "valid_until": each.valid_until.isoformat() if each.valid_until else None,
                    "document_id": str(each.document_id) if each.document_id else None,
                }
                for each in self.inputs
            ]
        }
