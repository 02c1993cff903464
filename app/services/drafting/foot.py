"""«Anexos» and «Copias»: the short lists that the author of a reply names for the foot of the letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 12
LONGEST = 120
_NEVER = "{}<>"


@dataclass(frozen=True)
class Foot:
    """What goes with the letter, and who gets a copy; each in its order."""

    attachments: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    def payload(self) -> dict[str, list[str]]:
        """As the server reads it."""
        return {"attachments": list(self.attachments), "copies": list(self.copies)}


#: A letter that names neither.
NO_FOOT = Foot()


def foot_of(body: Mapping[str, Any]) -> Foot:
    """The lists in a server's answer or in a copy kept on this computer; none where it has none."""
    return Foot(tuple(body.get("attachments") or ()), tuple(body.get("copies") or ()))


def items(typed: str) -> tuple[str, ...]:
    """What is typed between semicolons, each once, white space and control characters as one space."""
    words = (" ".join("".join(c if c.isprintable() else " " for c in part).split()) for part in typed.split(";"))
    return tuple(dict.fromkeys(word for word in words if word))


def fits(typed: str) -> bool:
    """Whether the server takes what is typed: at most twelve of at most 120 characters, without braces or angles."""
    found = items(typed)
    return (
        len(found) <= MOST and all(len(each) <= LONGEST for each in found) and not any(sign in typed for sign in _NEVER)
    )


def typed(words: Iterable[str]) -> str:
    """The list as it is typed."""
    return "; ".join(words)
