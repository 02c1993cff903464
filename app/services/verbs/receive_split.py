"""Activity 12: receive what Gestión Documental split; each signatory gets a case of their own at assignment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class ReceiveSplit:
    """Outcomes `received` (opens the children) and `finished` (all of them ended)."""

    activity: ClassVar[str] = "receive_split"

    outcome: str = "received"

    def __post_init__(self) -> None:
        """InvalidInput when it is neither."""
        if self.outcome not in ("received", "finished"):
            raise InvalidInput(sentence="Falta decir si recibe los desglosados o cierra el caso de origen.")

    def payload(self) -> dict[str, Any]:
        """Nothing: the people are already in the table of signatories."""
        return {}
