"""Activity 20: place the director's name. Nothing is chosen: the server derives it from the inputs at its date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import at_most


@dataclass(frozen=True, kw_only=True)
class NameDirector:
    """Outcome `named`: the letter is born with the director in force of the mission area that answers.

    `address` and `municipality_code` (DIVIPOLA, five digits) complete the reply's address where it is missing, and
    `addressee` its name.
    """

    activity: ClassVar[str] = "name_director"
    outcome: ClassVar[str] = "named"

    address: str = ""
    municipality_code: str = ""
    addressee: str = ""

    def __post_init__(self) -> None:
        """InvalidInput when only half of the address is given."""
        at_most(self.address, 150)
        at_most(self.addressee, 200)
        if bool(self.address.strip()) != bool(self.municipality_code):
            raise InvalidInput(sentence="La dirección va completa: escriba la dirección y escoja el municipio.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes; the director is not in it."""
        given = {
            "address": self.address.strip(),
            "municipality_code": self.municipality_code,
            "addressee": self.addressee.strip(),
        }
        return {key: value for key, value in given.items() if value}
