"""Who may be named in the reply on screen: those noted with a reason, and those that the server found to be others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.drafting.identity import Foreign
from app.services.verbs.draft_response import Household

if TYPE_CHECKING:
    from app.ui.trays.drafting.block import ClaimBlock


class Guard:
    """Of one case; `told` holds by claim the words that the server found to name people of other cases."""

    def __init__(self, household: Sequence[Household] = (), foreign: Sequence[tuple[int, str]] = ()) -> None:
        self.household = list(household)
        self.told = _by_claim(foreign)

    def noted(self) -> tuple[str, ...]:
        """Documents and names that may stand in the letter, with a reason."""
        return tuple(each.name or each.number for each in self.household)

    def note(self, foreign: Foreign, reason: str) -> None:
        """The person said why this document or name may stand there."""
        name = "" if foreign.digits else foreign.shown
        self.household.append(Household(number=foreign.digits, name=name, reason=reason))

    def take(self, foreign: Sequence[tuple[int, str]]) -> bool:
        """What the server found last; whether it is news."""
        before, self.told = self.told, _by_claim(foreign)
        return before != self.told

    def apply(self, blocks: Sequence[ClaimBlock]) -> None:
        """Mark the blocks with it."""
        for block in blocks:
            block.set_people(self.noted(), self.told.get(block.claim.ordinal, ()))


def _by_claim(foreign: Sequence[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    claims = dict.fromkeys(claim for claim, _words in foreign)
    return {claim: tuple(words for of, words in foreign if of == claim) for claim in claims}
