"""Spanish hyphenation of running text; the hyphens it adds are soft ones, which readers and copies leave out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyphen
from reportlab.platypus import paragraph as _paragraph

from app.services.documents.fonts import SOFT_HYPHEN

#: A word with fewer letters stays whole.
MIN_WORD = 6
#: No Spanish word is longer; a run of letters that is comes from a mistake or an attack.
_MAX_WORD = 40


@lru_cache(maxsize=1)
def _patterns() -> Any:
    return pyphen.Pyphen(lang="es", left=2, right=2)


@lru_cache(maxsize=20_000)
def pairs(word: str) -> tuple[tuple[str, str], ...]:
    """(head, tail) of each place where a word of letters may break, the longest head first.

    Names and acronyms stay whole: what begins with a capital is not divided.
    """
    if len(word) > _MAX_WORD or not word[:1].islower():
        return ()
    return tuple(_patterns().iterate(word))


def _with_soft_hyphens() -> None:
    """reportlab adds «-», as if the word had a hyphen; a tagged file has U+00AD there (ISO 32000-1, 14.8.2.2.3)."""
    library: Any = _paragraph
    of_text, of_frags = library._hyGenPair, library._hyGenFragsPair

    def text_pair(*given: Any) -> Any:
        found = of_text(*given)
        return (SOFT_HYPHEN, *found[1:]) if found and found[0] == "-" else found

    def frags_pair(*given: Any) -> Any:
        found = of_frags(*given)
        if not found or found[0] != "-":
            return found
        _hyphen, head, tail = found
        look, text = head[-1]
        return SOFT_HYPHEN, [*head[:-1], (look, text[:-1] + SOFT_HYPHEN)], tail

    def joined(head: str, tail: str | None = None) -> str:
        # The original takes every «-» from the end, also one that was written: «ex-director» would lose its own.
        return head.removesuffix(SOFT_HYPHEN) + (tail or "")

    library._hyGenPair, library._hyGenFragsPair, library._shyUnsplit = text_pair, frags_pair, joined


_with_soft_hyphens()
