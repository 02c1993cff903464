"""The operator's guides: what a range holds, without those that were spoiled (activity 27)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import InvalidInput
from app.services.documents.dispatch_sheet import Skip

#: A sheet takes its guides out of one roll: a longer range is a digit typed wrong, and would keep it from the others.
MOST = 100_000
_GUIDE = re.compile(r"([A-Z]{0,4})(\d{6,13})([A-Z]{0,3})")


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What the person types to hand over a pile. Spoiled guides are given one by one or as ranges «A-B»."""

    contract: str
    guide_from: str
    guide_to: str
    skips: tuple[Skip, ...] = ()
    price_cop: int = 0


def guides_for(count: int, order: SheetOrder) -> list[str]:
    """The next `count` guides of the range, leaving out the spoiled ones. Raises InvalidInput naming the field."""
    first, last = parts(order.guide_from, "desde"), parts(order.guide_to, "hasta")
    if (first[0], first[2], len(first[1])) != (last[0], last[2], len(last[1])) or int(last[1]) < int(first[1]):
        raise InvalidInput(sentence="El rango de guías no sirve: «desde» y «hasta» van en la misma serie y en orden.")
    if int(last[1]) - int(first[1]) >= MOST:
        raise InvalidInput(sentence="El rango tiene más de 100.000 guías. Revise los dígitos de «desde» y «hasta».")
    gone = {n for skip in order.skips for n in spoiled(skip, first)}
    found = []
    for value in range(int(first[1]), int(last[1]) + 1):
        if value not in gone:
            found.append(f"{first[0]}{value:0{len(first[1])}d}{first[2]}")
        if len(found) == count:
            return found
    raise InvalidInput(
        sentence=f"El rango alcanza para {len(found)} cartas y hay {count}. Amplíelo o marque menos cartas."
    )


def not_handed(guide_from: str, skips: tuple[Skip, ...], used: set[str]) -> list[Skip]:
    """Guides between those used that belong to no piece: the printed sheet has to say why they are missing."""
    if not used:
        return []
    first, last = parts(guide_from, "desde"), max(int(parts(guide, "hasta")[1]) for guide in used)
    gone = {n for skip in skips for n in spoiled(skip, first)}
    names = {n: f"{first[0]}{n:0{len(first[1])}d}{first[2]}" for n in range(int(first[1]), last) if n not in gone}
    return [
        Skip(name, name, "No entregada: la carta no salió en esta planilla")
        for name in names.values()
        if name not in used
    ]


def spoiled(skip: Skip, series: tuple[str, str, str]) -> range:
    """The consecutives of a skip. Raises InvalidInput when it is of another series."""
    first, last = parts(skip.first, "dañada"), parts(skip.last or skip.first, "dañada")
    if (first[0], first[2]) != (series[0], series[2]):
        raise InvalidInput(sentence=f"La guía dañada {skip.first} no es de la serie de la planilla. Corríjala.")
    found = range(int(first[1]), int(last[1]) + 1)
    if not 0 < len(found) <= MOST:
        raise InvalidInput(
            sentence=f"El rango de guías dañadas {skip.first} a {skip.last} no sirve. Revise sus dígitos y su orden."
        )
    return found


def parts(guide: str, field: str) -> tuple[str, str, str]:
    """Prefix, digits and suffix of a guide. Raises InvalidInput naming the field."""
    match = _GUIDE.fullmatch(guide.strip().upper())
    if match is None:
        raise InvalidInput(
            sentence=f"La guía «{field}» no tiene la forma de las de 4-72, como RA412751108CO. Corríjala."
        )
    return match[1], match[2], match[3]
