"""Documents and names that a text holds and that are not of the person who asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_KIND = r"(?:C\.? ?C\.?|T\.? ?I\.?|C\.? ?E\.?|R\.? ?C\.?|NUIP|PPT|[Cc]édula(?: de ciudadanía)?(?: [Nn][.°ºo]+)?)"
# With thousands dots, or after the name of a document: the same two shapes that the server looks for.
_NUMBER = re.compile(
    rf"(?P<kind>\b{_KIND} ?)?(?<![\d.,$-])(?P<dotted>\d{{1,3}}(?:\.\d{{3}}){{2,3}})(?![\d])(?! ?(?:pesos|COP))"
    rf"|\b{_KIND} ?(?P<plain>\d[\d.]{{4,13}}\d)\b"
)


_WORD = r"[A-ZÁÉÍÓÚÜÑ][A-Za-zÁÉÍÓÚÜÑáéíóúüñ'’-]+"
_NAME = rf"{_WORD}(?: (?:(?:de|del|la|las|los|y) ){{0,2}}{_WORD}){{1,6}}"
# The same as the server's; offices are no names.
_TITLED = re.compile(
    r"\b(?:[Ss]eñor(?:a|es|as)?|[Ss]ra?\.|[Dd]on|[Dd]oña|[Cc]iudadan[oa]|[Ss]olicitante|[Pp]eticionari[oa]) "
    rf"(?P<name>{_NAME})"
)
_OFFICE = re.compile(
    r"(juez|jueza|magistrad[oa]|personer[oa]|directora?|subdirectora?|defensora?|alcalde|alcaldesa|fiscal|procuradora?"
    r"|ministr[oa]|president[ea]|registradora?|notari[oa]|gobernadora?|comisari[oa]|inspectora?|coordinadora?|jef[ea]"
    r"|secretari[oa]|contralora?)\b"
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """One such number or name: where it stands, and its digits (a name has none)."""

    start: int
    end: int
    shown: str
    digits: str


def foreign_identities(text: str, own: Iterable[str]) -> list[Foreign]:
    """Numbers in `text` that are not in `own` (digits only); amounts of pesos do not count."""
    allowed = {re.sub(r"\D", "", each) for each in own}
    found = []
    for match in _NUMBER.finditer(text):
        shown = match["dotted"] or match["plain"]
        digits = re.sub(r"\D", "", shown)
        money = text[: match.start()].rstrip(" \u00a0").endswith("$")
        if digits not in allowed and not money:
            found.append(Foreign(match.start(), match.end(), shown, digits))
    return found


def name_key(name: str) -> str:
    """A name without accents, capitals and signs, as the server compares it."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def foreign_names(text: str, own: Iterable[str], known: Iterable[str] = ()) -> list[Foreign]:
    """Who is called «señora…» with a name that is none of `own`, and each of `known` (told by the server).

    A name of `own` allows any part of it: «señora Rosa Vargas» when she is Rosa Elvira Vargas Peña.
    """
    allowed = [frozenset(name_key(each).split()) for each in own if each]
    spans: dict[tuple[int, int], Foreign] = {}
    for match in _TITLED.finditer(text):
        words = frozenset(name_key(match["name"]).split())
        if not any(words <= each for each in allowed) and not _OFFICE.match(name_key(match["name"])):
            spans[match.span("name")] = Foreign(*match.span("name"), match["name"], "")
    for told in known:
        if frozenset(name_key(told.replace(".", "")).split()) in allowed:
            continue
        for at in re.finditer(re.escape(told), text) if told else ():
            spans.setdefault(at.span(), Foreign(at.start(), at.end(), told, ""))
    found = sorted(spans.values(), key=lambda each: (each.start, -each.end))
    return [
        each for each in found if not any(o is not each and o.start <= each.start and each.end <= o.end for o in found)
    ]
