"""What the QR of a letter says, and reading it back from a scanner or from what a person types."""

from __future__ import annotations

import re
from datetime import datetime

from app import filing_number

_CODE = re.compile(r"\b([A-Z2-7]{4})-?([A-Z2-7]{4})-?([A-Z2-7]{4})\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:19|20)[0-9]{2}-?[0-9]{3}-?[0-9]{6,7}-?[1-9]")


def qr_text(url: str, number: str, filed: datetime, code: str) -> str:
    """A link to the entity's page, or without one the same facts in words. Neither names a person."""
    if url:
        return f"{url}?r={number}&c={code}"
    return f"PQR {filing_number.shown(number)} {filed:%Y-%m-%d} {code}"


def read_back(scanned: str) -> tuple[str, str]:
    """Number and code in what a scanner types, each empty where it is not there. Never raises."""
    words = scanned[:400]
    number = _NUMBER.search(words)
    rest = words.replace(number[0], " ") if number else words
    # The code is the last thing that looks like one: an address may hold words of twelve letters.
    codes = _CODE.findall(rest)
    return re.sub(r"\D", "", number[0]) if number else "", "-".join(codes[-1]).upper() if codes else ""
