"""Outbound 6: what was told to the person or collected from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services.verbs import checks


@dataclass(frozen=True, kw_only=True)
class InformOrCollect:
    """Outcome `given`, or `to_validate` when the campaign asks for validation (outbound 7)."""

    note: str
    needs_validation: bool = False
    activity: str = "inform_or_collect"

    def __post_init__(self) -> None:
        """InvalidInput if nothing is said."""
        checks.required(self.note, "falta lo que se informó o se recogió. Escríbalo.", most=500)

    @property
    def outcome(self) -> str:
        """The way out."""
        return "to_validate" if self.needs_validation else "given"

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"note": self.note.strip()}
