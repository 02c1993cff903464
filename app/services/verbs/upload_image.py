"""Activity 25: the signed image is in the filing system, under its number and tied to the incoming one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class ImageUploaded:
    """Outcome `uploaded`: the server compares the stored image with the one that was signed."""

    activity: ClassVar[str] = "upload_image"
    outcome: ClassVar[str] = "uploaded"

    def payload(self) -> dict[str, Any]:
        """Nothing: the number knows its image."""
        return {}
