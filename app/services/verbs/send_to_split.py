"""Activity 11: send a petition to Gestión Documental to be split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class SendToSplit:
    """Outcome `sent`. The table of signatories was confirmed in 9."""

    activity: ClassVar[str] = "send_to_split"
    outcome: ClassVar[str] = "sent"

    def payload(self) -> dict[str, Any]:
        """Nothing to add."""
        return {}
