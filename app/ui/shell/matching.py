"""Finding what somebody means by a few letters, without accents or capitals."""

from __future__ import annotations

import unicodedata


def plain(words: str) -> str:
    """Lower case without accents: «Añadir Émpleo» -> «anadir empleo»."""
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def score(query: str, words: str) -> float | None:
    """How well the letters of `query` appear, in order, in `words`; None if they do not.

    Beginnings of words and runs count more; a query found whole counts most.
    """
    wanted, inside = plain(query), plain(words)
    total, last = 0.0, -1
    for letter in wanted:
        if letter == " ":
            continue
        at = inside.find(letter, last + 1)
        if at < 0:
            return None
        if at == last + 1:
            total += 4
        if at == 0 or not inside[at - 1].isalnum():
            total += 6
        total -= (at - last - 1) * 0.1
        last = at
    return total + (15 if wanted in inside else 0)
