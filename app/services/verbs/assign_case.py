"""Activity 5: give one case to one agent by hand. The pool is shared out by app/services/assignment.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class AssignCase:
    """Outcome `assigned`: the server refuses a person who is away, withdrawn or no agent."""

    activity: ClassVar[str] = "assign_case"
    outcome: ClassVar[str] = "assigned"

    assignee_id: int

    def __post_init__(self) -> None:
        """InvalidInput when nobody was chosen."""
        if self.assignee_id <= 0:
            raise InvalidInput(sentence="Falta a quién asignar el caso. Elija un agente de la lista.")

    def payload(self) -> dict[str, Any]:
        """What the door reads."""
        return {"assignee_id": self.assignee_id}
