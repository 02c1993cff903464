"""Words and tone of a case's status, from resources/texts/status.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import get_args

from app.paths import RESOURCES
from app.tones import Tone

_TONES: dict[str, Tone] = {tone: tone for tone in get_args(Tone)}


@cache
def _known() -> Mapping[str, tuple[str, Tone]]:
    raw = tomllib.loads((RESOURCES / "texts" / "status.toml").read_text(encoding="utf-8"))
    return {code: (words, _TONES[tone]) for code, (words, tone) in raw.items()}


def status_words(code: str) -> tuple[str, Tone]:
    """Spanish words and tone for a status code; a code that no text names shows as it is, neutral."""
    return _known().get(code, (code, "neutral"))
