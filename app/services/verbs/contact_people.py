"""Outbound 4, for the campaign: open a case for each person to contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class OpenContacts:
    """Outcome `opened`; asks for nothing: the base was registered with the request."""

    activity: ClassVar[str] = "contact_people"
    outcome: ClassVar[str] = "opened"

    def payload(self) -> dict[str, Any]:
        """Nothing to write."""
        return {}
