"""Activity 20: place the director's name. Nothing is chosen: the server derives it from the inputs at its date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class NameDirector:
    """Outcome `named`: the letter is born with the director in force of the mission area that answers."""

    activity: ClassVar[str] = "name_director"
    outcome: ClassVar[str] = "named"

    def payload(self) -> dict[str, Any]:
        """Nothing: what the effect needs is in the database."""
        return {}
