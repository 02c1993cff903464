"""Activity 6: send the petition back because its image is bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import at_most

#: Code -> words, in the order in which they are offered.
CAUSES: Mapping[str, str] = {
    "illegible": "Ilegible o muy oscura",
    "incomplete": "Incompleta",
    "missing_page": "Falta una página",
    "blank": "Página en blanco",
    "rotated": "Página girada o torcida",
    "barcode": "Código de barras ilegible",
    "other_petitioner": "Es de otra persona",
}


@dataclass(frozen=True, kw_only=True)
class CheckImage:
    """Outcome `image_bad`. `pages` as people write them: «2, 4»."""

    activity: ClassVar[str] = "check_image"
    outcome: ClassVar[str] = "image_bad"

    cause: str
    pages: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.cause not in CAUSES:
            raise InvalidInput(sentence="Falta la causa del problema de imagen. Elíjala e intente de nuevo.")
        at_most(self.pages, 60)
        at_most(self.note, 1000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"cause": self.cause, "pages": self.pages.strip(), "note": self.note.strip()}
