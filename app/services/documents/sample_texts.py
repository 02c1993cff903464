"""Words of invented petitions by topic, read from resources/letter/sample_petitions.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from app.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class SampleTopic:
    """What petitions of one topic say: subject, facts and requests."""

    subject: str
    facts: tuple[str, ...]
    requests: tuple[str, ...]


@lru_cache(maxsize=1)
def topics() -> dict[str, SampleTopic]:
    """Every topic by its key (atencion_humanitaria, indemnizacion, registro…)."""
    found = _file()["topic"]
    return {
        key: SampleTopic(words["subject"], tuple(words["facts"]), tuple(words["requests"]))
        for key, words in found.items()
    }


@lru_cache(maxsize=1)
def closing() -> tuple[str, ...]:
    """The paragraphs that end each petition."""
    return tuple(_file()["closing"])


def _file() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((RESOURCES / "letter" / "sample_petitions.toml").read_text(encoding="utf-8"))
