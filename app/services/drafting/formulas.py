"""Empty formulas of office Spanish in a text, with what to write instead (resources/texts/empty_formulas.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache

from app.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula found: where it stands, as it is written, and the advice."""

    start: int
    end: int
    shown: str
    instead: str


def empty_formulas(text: str) -> list[Formula]:
    """Every formula of the list in the text, in its order; of two that overlap, the longer."""
    pattern, advice = _list()
    bare = _bare(text)
    return [Formula(m.start(), m.end(), text[m.start() : m.end()], advice[m.group()]) for m in pattern.finditer(bare)]


@cache
def _list() -> tuple[re.Pattern[str], dict[str, str]]:
    source = tomllib.loads((RESOURCES / "texts" / "empty_formulas.toml").read_text(encoding="utf-8"))
    advice = {_bare(each["words"]): each["instead"] for each in source["formula"]}
    longest_first = sorted(advice, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"), advice


def _bare(text: str) -> str:
    """Lower case without accents, letter by letter: places stay the same."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)
