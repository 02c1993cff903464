"""What somebody may have meant: Spanish confusions of sound and accent first, then slips of the fingers."""

from __future__ import annotations

from collections.abc import Iterator

#: Spellings that sound alike, in both directions.
_ALIKE = (
    ("s", "z"), ("s", "c"), ("z", "c"), ("b", "v"), ("g", "j"), ("y", "ll"), ("n", "ñ"), ("c", "qu"), ("k", "qu"),
    ("k", "c"), ("x", "cc"), ("x", "s"), ("cc", "c"), ("xc", "c"), ("sc", "c"), ("r", "rr"), ("mb", "nv"), ("mp", "np"),
    ("gu", "g"), ("gü", "gu"), ("hue", "güe"), ("i", "y"), ("m", "n"), ("ps", "s"),
)  # fmt: skip
_ACCENTED = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}
_PLAIN = {after: before for before, after in _ACCENTED.items()}
_LETTERS = "aeiosrnltcdumpbgvhqfzjyñxáéíóúü"


def candidates(word: str) -> Iterator[str]:
    """Possible words, most probable first; few thousand at most. Lower case in, lower case out."""
    if len(word) > 30:
        return
    first = list(dict.fromkeys(_sounds(word)))
    yield from first
    for each in first:
        yield from _sounds(each)
    yield from _slips(word)
    for each in first[:40]:
        yield from _swaps(each)


def _sounds(word: str) -> Iterator[str]:
    """One accent moved, or one letter for another of the same sound."""
    yield from _accents(word)
    for one, other in _ALIKE:
        for old, new in ((one, other), (other, one)):
            at = word.find(old)
            while at >= 0:
                yield word[:at] + new + word[at + len(old) :]
                at = word.find(old, at + 1)
    yield from _silent_h(word)


def _silent_h(word: str) -> Iterator[str]:
    for at in range(len(word)):
        if word[at] == "h":
            yield word[:at] + word[at + 1 :]
        elif word[at] in "aeiouáéíóú":
            yield word[:at] + "h" + word[at:]


def _accents(word: str) -> Iterator[str]:
    plain = "".join(_PLAIN.get(letter, letter) for letter in word)
    for at, letter in enumerate(plain):
        if letter in _ACCENTED:
            yield plain[:at] + _ACCENTED[letter] + plain[at + 1 :]
    if plain != word:
        yield plain


def _swaps(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _slips(word: str) -> Iterator[str]:
    """One key too many, too few, wrong, or two in the wrong order."""
    yield from _swaps(word)
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
    for at in range(len(word), -1, -1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
    for at in range(len(word)):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at + 1 :]
