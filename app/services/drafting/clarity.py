"""How easy a text is to read in Spanish: INFLESZ scale of the Szigriszt-Pazos index."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRONG, _WEAK_STRESSED = "aeoáéó", "íú"
_VOWELS = "aeiouáéíóúü"
_WORD = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+")
#: Fewer words say nothing about a text.
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Clarity:
    """Words, index (None with too few words) and words of the longest sentence."""

    words: int
    index: float | None
    longest: int

    @property
    def grade(self) -> str:
        """The step of the INFLESZ scale, in words."""
        if self.index is None:
            return ""
        steps = ((40, "muy difícil"), (55, "algo difícil"), (65, "normal"), (80, "bastante fácil"))
        return next((word for top, word in steps if self.index < top), "muy fácil")

    @property
    def is_clear(self) -> bool:
        """Whether it is at least «normal»."""
        return self.index is None or self.index >= 55


def measure(text: str) -> Clarity:
    """Measure plain text."""
    words = _WORD.findall(text)
    if len(words) < _LEAST:
        return Clarity(len(words), None, 0)
    sentences = [s for s in re.split(r"[.!?:;]+\s|\n", text) if _WORD.search(s)]
    count = max(1, len(sentences))
    syllables = sum(map(syllables_of, words))
    index = 206.835 - 62.3 * syllables / len(words) - len(words) / count
    return Clarity(len(words), index, max(len(re.findall(r"\w+", s)) for s in sentences))


def syllables_of(word: str) -> int:
    """Vowel nuclei: two strong vowels, or a weak one with a written accent, part; the rest stay together."""
    count, before = 0, ""
    for letter in word.lower():
        if letter not in _VOWELS:
            before = ""
            continue
        parts = letter in _WEAK_STRESSED or before in _WEAK_STRESSED or (letter in _STRONG and before in _STRONG)
        if not before or parts:
            count += 1
        before = letter
    return max(1, count)
