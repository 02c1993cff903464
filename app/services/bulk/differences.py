"""What differs among the letters of a batch: the fields they take, and the paragraphs that those fields change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database, Json
from app.services.drafting.library import ApprovedText
from app.services.drafting.writing import FIELD_NAMES


@dataclass(frozen=True)
class Difference:
    """A field or a paragraph of the letters: how many different values it takes, and in how many it is missing."""

    #: field or paragraph.
    part: str
    claim_code: str
    place: int
    template: str
    fields: tuple[str, ...]
    different: int
    gaps: int
    examples: tuple[str, ...]

    @property
    def varies(self) -> bool:
        """Whether two letters say it differently."""
        return self.different > 1

    @property
    def name(self) -> str:
        """How it is called on screen."""
        if self.part == "field":
            named = FIELD_NAMES.get(self.template, self.template)
            return f"{named} ({self.claim_code})" if self.claim_code else named
        return f"{self.claim_code} · párrafo {self.place}"


def recipe_payload(recipe: Mapping[str, ApprovedText]) -> Json:
    """The recipe as the server takes it."""
    return Json({code: {"text_id": t.text_id, "version": t.version} for code, t in recipe.items()})


def read_differences(database: Database, cases: Sequence[UUID], recipe: Mapping[str, ApprovedText]) -> list[Difference]:
    """Every field and paragraph of those letters, what varies first. Personal: counted."""
    found = [
        Difference(
            r.part, r.claim_code, r.place, r.template, tuple(r.fields), r.different, r.gaps, tuple(r.examples or ())
        )
        for r in database.table("bulk_differences", p_cases=list(cases), p_recipe=recipe_payload(recipe))
    ]
    return sorted(found, key=lambda d: (d.gaps == 0, not d.varies, d.part, d.claim_code, d.place))
