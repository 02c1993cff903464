"""Which characters a letter can print; the server refuses the same ones (`pqr_core.unprintable`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Latin letters with all their marks, and the signs that the letter's font has. Greek and Cyrillic are in the font too,
#: but they look like ours and would carry a name past the identity guard. The same text stands in the database.
LETTERS = (
    "\\n\\t\\u0020-\\u007e\\u00a0-\\u034e\\u0350-\\u036f\\u1e00-\\u1e9b\\u1e9e\\u1ea0-\\u1ef9\\u2000-\\u200a\\u2010"
    "\\u2012-\\u2022\\u2026\\u202f\\u2030\\u2032-\\u2034\\u2039\\u203a\\u2044\\u205f\\u2074-\\u2079\\u207f-\\u2089"
    "\\u20a1\\u20a3\\u20a4\\u20ac\\u2105\\u2113\\u2116\\u2117\\u2122\\u2153\\u2154\\u215b-\\u215e\\u2190-\\u2195"
    "\\u2211\\u2212\\u2219\\u221a\\u221e\\u2248\\u2260\\u2264\\u2265\\u25a0\\u25a1\\u25aa-\\u25ac\\u25b2\\u25ba\\u25bc"
    "\\u25c4\\u25ca\\u25cb\\u25cf\\u25e6\\u3000\\ua78b\\ua78c\\ufb01\\ufb02"
)
_OTHER = re.compile(f"[^{LETTERS}]")


def unprintable(texts: Iterable[str]) -> str:
    """The first character that a letter would show as an empty box or as another letter; empty when there is none."""
    return next((match.group() for text in texts if (match := _OTHER.search(text))), "")
