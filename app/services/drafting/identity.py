"""Identity numbers that a text names and that are not of the person who asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_KIND = r"(?:C\.? ?C\.?|T\.? ?I\.?|C\.? ?E\.?|R\.? ?C\.?|NUIP|PPT|[Cc]édula(?: de ciudadanía)?(?: [Nn][.°ºo]+)?)"
# With thousands dots, or after the name of a document: the same two shapes that the server looks for.
_NUMBER = re.compile(
    rf"(?P<kind>\b{_KIND} ?)?(?<![\d.,$-])(?P<dotted>\d{{1,3}}(?:\.\d{{3}}){{2,3}})(?![\d])(?! ?(?:pesos|COP))"
    rf"|\b{_KIND} ?(?P<plain>\d[\d.]{{4,13}}\d)\b"
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """One such number: where it stands (with the name of the document, if it is written) and its digits."""

    start: int
    end: int
    shown: str
    digits: str


def foreign_identities(text: str, own: Iterable[str]) -> list[Foreign]:
    """Numbers in `text` that are not in `own` (digits only); amounts of pesos do not count."""
    allowed = {re.sub(r"\D", "", each) for each in own}
    found = []
    for match in _NUMBER.finditer(text):
        shown = match["dotted"] or match["plain"]
        digits = re.sub(r"\D", "", shown)
        money = text[: match.start()].rstrip(" \u00a0").endswith("$")
        if digits not in allowed and not money:
            found.append(Foreign(match.start(), match.end(), shown, digits))
    return found
