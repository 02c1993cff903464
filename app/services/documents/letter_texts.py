"""The fixed texts of the letter format, read from resources/letter/texts.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from app.paths import RESOURCES

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip


@lru_cache(maxsize=1)
def texts() -> dict[str, Any]:
    """Tables entity, format, letter, footer and decisions of the file."""
    return tomllib.loads((RESOURCES / "letter" / "texts.toml").read_text(encoding="utf-8"))


def long_date(day: date) -> str:
    """«21 de noviembre de 2026»."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"
