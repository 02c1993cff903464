"""The words of a text that say what is asked, as the server counts them (app/models/sql/claims/30_learning.sql)."""

from __future__ import annotations

import re

#: Letters of a word that count: «indemnización» and «indemnizar» are one.
CUT = 7
#: As `pqr_core.norm` and `pqr_core.telling_words` read a text; what is not in it is a gap between words.
_PLAIN = str.maketrans("áéíóúüñàèìòùâêîôûäëïöãõç", "aeiouunaeiouaeiouaeioaoc")
_GAPS = re.compile(r"[^a-z0-9]+")
_MOST = 20_000
_WORDS = """
    para como pero este esta esto estos estas ellos ellas desde hasta entre sobre cuando donde porque tambien muy todo
    toda todos todas otro otra otros otras cual cuales quien quienes sido tiene tengo haber hace hacer puede informe
    informen informar informacion solicito solicitud peticion derecho respuesta unidad victimas victima senor senora
    senores favor gracias atentamente respetado respetados ciudad presente asunto nombre cedula ciudadania numero fecha
    doctor
"""
_EMPTY = frozenset(_WORDS.split())


def telling_words(text: str) -> dict[str, str]:
    """Each word cut to what counts -> the word as it was written first (in lower case, with its accents)."""
    found: dict[str, str] = {}
    lower = text[:_MOST].lower()
    plain = lower.translate(_PLAIN)
    at = 0
    for word in _GAPS.split(plain):
        start = plain.find(word, at) if word else at
        at = start + len(word)
        if len(word) >= 4 and word not in _EMPTY and not any(letter.isdigit() for letter in word):
            found.setdefault(word[:CUT], lower[start:at])
    return found
