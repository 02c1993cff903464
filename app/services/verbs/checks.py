"""Checks that several verbs share: texts, dates and documents, each refused with a sentence that names the field."""

from __future__ import annotations

import datetime as dt
import re

from app.errors import InvalidInput

DOCUMENT_TYPES = ("CC", "TI", "RC", "CE", "PA", "PPT", "NIT", "NUIP")
CAPACITIES = ("self", "represented", "relative", "attorney", "informal_agent", "entity")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: Kinds whose number has no letters; civil registers, old personal numbers and passports may have them.
OF_DIGITS = frozenset({"CC", "TI", "CE", "PPT", "NIT"})
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_DOCUMENT = re.compile(r"[0-9A-Z]{3,15}")


def required(value: str, sentence: str, *, most: int = 4000) -> str:
    """The text without spaces around it; InvalidInput(sentence) when it is empty, or says that it is too long."""
    clean = value.strip()
    if not clean:
        raise InvalidInput(sentence=sentence)
    return at_most(clean, most)


def at_most(value: str, most: int) -> str:
    """The text, if it has no more than `most` characters."""
    if len(value) > most:
        raise InvalidInput(sentence=f"El texto tiene {len(value)} caracteres y el máximo es {most}. Acórtelo.")
    return value


def document(kind: str | None, number: str | None) -> tuple[str | None, str | None]:
    """Type and number of an identity document, the number bare; both or neither. InvalidInput names what is wrong."""
    bare = re.sub(r"[\s.\-]", "", number or "").upper()
    if not bare:
        return None, None
    if kind not in DOCUMENT_TYPES:
        raise InvalidInput(sentence="Falta el tipo de documento. Elija CC, TI, CE u otro antes del número.")
    if not _DOCUMENT.fullmatch(bare):
        raise InvalidInput(sentence="El número de documento sólo lleva de 3 a 15 letras y números. Corríjalo.")
    if kind in OF_DIGITS and not bare.isdecimal():
        raise InvalidInput(sentence=f"Un documento {kind} sólo lleva números. Corríjalo o elija otro tipo.")
    return kind, bare


def birth_date(written: str | None, today: dt.date) -> str | None:
    """What was typed as dd/mm/aaaa, in ISO; InvalidInput when it is no day of a living person's birth."""
    words = (written or "").strip()
    if not words:
        return None
    day = _day(words)
    if day is None or not dt.date(1880, 1, 2) <= day <= today:
        raise InvalidInput(
            "birth_date",
            sentence="La fecha de nacimiento no es una fecha posible. Escríbala como dd/mm/aaaa o déjela vacía.",
        )
    return day.isoformat()


def _day(words: str) -> dt.date | None:
    """A date as people write it, or in ISO."""
    found = _DAY.fullmatch(words)
    try:
        if found is None:
            return dt.date.fromisoformat(words)
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def email(value: str | None) -> str | None:
    """An e-mail address or nothing; InvalidInput when it cannot be one."""
    clean = (value or "").strip()
    if clean and not _EMAIL.fullmatch(clean):
        raise InvalidInput(sentence="El correo electrónico no es válido. Escríbalo como nombre@dominio.co.")
    return clean or None


def facts_dates(found_on: dt.date | None, valid_until: dt.date | None, today: dt.date) -> None:
    """InvalidInput unless the day of the fact is known, not in the future, and not after its validity's end."""
    if found_on is None:
        raise InvalidInput(sentence="Falta la fecha del insumo. Escriba el día en que el dato era cierto.")
    if found_on > today:
        raise InvalidInput(sentence="La fecha del insumo es posterior a hoy. Corríjala.")
    if valid_until is not None and valid_until < found_on:
        raise InvalidInput(sentence="La vigencia del insumo termina antes de su fecha. Corrija una de las dos.")
