"""Filing numbers (radicados) of ORFEO: read as typed, kept as bare text, shown with dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.errors import InvalidInput

OUTGOING, INCOMING, MEMO, RESOLUTION = "1", "2", "3", "5"

#: Year, office of three digits, sequence of six or seven digits, type. Never a number type: fifteen digits do
#: not survive a spreadsheet, and the length is not fixed (outgoing sequences passed 999,999 in 2020).
_SHAPE = re.compile(r"(19|20)\d{2}\d{3}\d{6,7}[1-9]", re.ASCII)
_TYPED = re.compile(r"[ \t\u00a0.\-–—‐‑_/]+")
_OLDEST_YEAR = 2000


class BadFilingNumber(InvalidInput):
    """El radicado no sirve. Escríbalo como aparece en el sello: año, dependencia, consecutivo y tipo."""

    code = "filing_number"


@dataclass(frozen=True, slots=True)
class FilingNumber:
    """One filing number in its parts; `bare` is what is stored (14 or 15 digits)."""

    bare: str

    @property
    def year(self) -> int:
        """Year of filing."""
        return int(self.bare[:4])

    @property
    def office(self) -> str:
        """Three digits of the office that files."""
        return self.bare[4:7]

    @property
    def sequence(self) -> str:
        """Consecutive of the office and type, zero-padded."""
        return self.bare[7:-1]

    @property
    def kind(self) -> str:
        """Last digit: 1 outgoing, 2 incoming, 3 memo, 5 resolution."""
        return self.bare[-1]

    @property
    def shown(self) -> str:
        """The number as people read it: 2026-711-806524-2."""
        return f"{self.bare[:4]}-{self.office}-{self.sequence}-{self.kind}"


def parse(text: str) -> FilingNumber:
    """Read a filing number as people type it (dashes, dots and spaces are dropped).

    Raises BadFilingNumber with a sentence that says what is wrong. Source: ORFEO's numbering.
    """
    bare = _TYPED.sub("", text.strip())
    if not bare:
        raise BadFilingNumber("empty", sentence="Falta el radicado. Escríbalo como aparece en el sello.")
    if not bare.isascii() or not bare.isdigit():
        raise BadFilingNumber(
            "not digits", sentence="El radicado solo lleva dígitos y guiones. Revise lo que escribió."
        )
    if len(bare) not in (14, 15):
        raise BadFilingNumber(
            "length",
            sentence=f"El radicado tiene {len(bare)} dígitos y deben ser 14 o 15. Revíselo en el sello.",
        )
    if not _SHAPE.fullmatch(bare):
        raise BadFilingNumber(
            "shape",
            sentence="El radicado no empieza por un año o no termina en su tipo. Revíselo en el sello.",
        )
    return FilingNumber(bare)


def is_valid(text: str) -> bool:
    """Whether `text` reads as a filing number of any type."""
    try:
        parse(text)
    except BadFilingNumber:
        return False
    return True


def shown(bare: str) -> str:
    """The stored number with dashes; raises BadFilingNumber when it is not one."""
    return parse(bare).shown


def require_incoming(text: str, *, today: date) -> str:
    """The bare number of an incoming petition (activity 1); raises BadFilingNumber with a sentence."""
    number = parse(text)
    if number.kind != INCOMING:
        raise BadFilingNumber("kind", sentence=f"El radicado {number.shown} no es de entrada (termina en 2). Revíselo.")
    if not _OLDEST_YEAR <= number.year <= today.year:
        raise BadFilingNumber(
            "year",
            sentence=f"El radicado {number.shown} tiene el año {number.year}, que no es posible. Revíselo.",
        )
    return number.bare
