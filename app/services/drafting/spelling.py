"""Spelling in Spanish: a hunspell dictionary, words of the case and of the law, and words that people added.

The dictionary (resources/dictionaries, MPL 1.1) takes some 0.7 s and 60 MB to load: it is loaded at the first check,
which belongs to a background thread, and shared by all who check.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app.paths import RESOURCES
from app.services.drafting.suggesting import candidates

#: A word as it stands in a text; numbers and codes («RUV2», «IN-03») are none.
WORD = re.compile(r"(?<![\w.@/-])[^\W\d_]+(?:[’'][^\W\d_]+)?(?![\w@/]|-\d|\.\w)")
_CLITICS = re.compile(r"(?:(?:me|te|se|nos|os)?(?:l[aeo]s?)|me|te|se|nos)$")
_ACCENTS = str.maketrans("áéíóú", "aeiou")
_PREFIXES = ("re", "pre", "auto", "sub", "co")
_LOADING = threading.Lock()


class Speller:
    """Says which words are right. `known` never waits; `check` may, and is safe from any thread."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._judged: dict[str, bool] = {}
        self._added: frozenset[str] = frozenset()
        self._of_case: frozenset[str] = frozenset()

    def known(self, word: str) -> bool | None:
        """Whether the word is right, None while nobody has checked it."""
        if _is_code(word) or self._is_allowed(word):
            return True
        return self._judged.get(word)

    def check(self, words: Iterable[str]) -> set[str]:
        """Judge these words and give the wrong ones; the first call loads the dictionary."""
        wrong = set()
        for word in words:
            if self.known(word) is None:
                self._judged[word] = _is_right(word)
            if self.known(word) is False:
                wrong.add(word)
        return wrong

    def suggestions(self, word: str, limit: int = 6) -> list[str]:
        """Right words that look or sound like this one, best first, written with its capitals."""
        found: list[str] = []
        for each in candidates(word.lower()):
            if each not in found and (_is_right(each) or each in self._added):
                found.append(each)
                if len(found) == limit:
                    break
        return [_dressed(each, word) for each in found]

    def add(self, words: Iterable[str]) -> None:
        """Words of the person's dictionary and of everybody's."""
        self._added |= {each.lower() for each in words}

    def allow_case(self, words: Iterable[str | None]) -> None:
        """Names, places and fields of the case on screen: never marked. Those of the case before are marked again."""
        said = (part for each in words if each for part in WORD.findall(each))
        self._of_case = frozenset(part.lower() for part in said)

    def _is_allowed(self, word: str) -> bool:
        low = word.lower()
        return low in self._of_case or low in self._added


def _is_code(word: str) -> bool:
    """Letters alone and acronyms (RUV, LEX, ORFEO) are not words of the language."""
    return len(word) < 2 or (word.isupper() and len(word) <= 8)


def _is_right(word: str) -> bool:
    low = word.lower()
    if low in _terms() or word in _places():
        return True
    if _in_dictionary(word) or (word.isupper() and (_in_dictionary(low) or _in_dictionary(word.capitalize()))):
        return True
    return _has_right_prefix(low) or _has_right_clitic(low)


def _in_dictionary(word: str) -> bool:
    return bool(_dictionary().lookup(word))


def _has_right_prefix(low: str) -> bool:
    """«reprogramó»: the dictionary does not join every prefix to every verb."""
    return any(low.startswith(p) and len(low) - len(p) >= 5 and _in_dictionary(low[len(p) :]) for p in _PREFIXES)


def _has_right_clitic(low: str) -> bool:
    """«notifíquesele», «informándole»: pronouns joined to an imperative, infinitive or gerund."""
    stem = _CLITICS.sub("", low)
    if stem == low or len(stem) < 4:
        return False
    bare = stem.translate(_ACCENTS)
    joins = bare.endswith(("r", "ndo")) or stem != bare
    return joins and (_in_dictionary(stem) or _in_dictionary(bare))


def _dressed(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _dictionary() -> Any:
    with _LOADING:
        return _load()


@cache
def _load() -> Any:
    from spylls.hunspell import Dictionary, readers
    from spylls.hunspell.readers.file_reader import BaseReader

    class InMemory(BaseReader):  # type: ignore[misc]
        """The package's own reader leaves its file open and opens it again at each change of encoding."""

        def reset_encoding(self, encoding: str) -> None:
            assert encoding.upper() == "UTF-8", encoding

    folder = RESOURCES / "dictionaries"
    aff, context = readers.read_aff(InMemory(io.StringIO((folder / "es.aff").read_text(encoding="utf-8"))))
    dic = InMemory(io.StringIO((folder / "es.dic").read_text(encoding="utf-8")))
    return Dictionary(aff, readers.read_dic(dic, aff=aff, context=context))


@cache
def _terms() -> frozenset[str]:
    lines = (RESOURCES / "dictionaries" / "terms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line and not line.startswith("#"))


@cache
def _places() -> frozenset[str]:
    """Words of the names of departments and municipalities (DIVIPOLA), with their capitals."""
    with (RESOURCES / "catalogue" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows: Iterable[Mapping[str, str]] = csv.DictReader(file)
        return frozenset(word for row in rows for name in row.values() for word in WORD.findall(_titled(name)))


def _titled(name: str) -> str:
    return name.title() if name.isupper() else name
