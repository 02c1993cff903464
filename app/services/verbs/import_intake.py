"""Activity 3: the nightly load gives the case its Código LEX; it asks for no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class ImportIntake:
    """Outcome `loaded`; the server gives the seven-digit code."""

    activity: ClassVar[str] = "import_intake"
    outcome: ClassVar[str] = "loaded"

    def payload(self) -> dict[str, Any]:
        """Nothing: the code is the server's."""
        return {}
