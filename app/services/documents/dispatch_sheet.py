"""The 4-72 dispatch sheet (planilla de imposición, PR-AD-002-FR 001): values, checks and totals (activity 27)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app import filing_number
from app.errors import InvalidInput
from app.services.documents.richtext import one_line

#: Rows of one printed sheet, as on the operator's form.
ROWS = 18
#: The operator insures at 2 % of the declared value.
_INSURANCE_PERCENT = 2
_GUIDE = re.compile(r"([A-Z]{0,4})(\d{6,13})([A-Z]{0,3})")


class SheetNotReady(InvalidInput):
    """La planilla tiene datos por corregir. Revise las filas señaladas antes de imprimirla."""

    code = "sheet_not_ready"


@dataclass(frozen=True, slots=True)
class Piece:
    """One envelope: weights in grams, values in whole pesos, `filing_number` is the outgoing one (bare)."""

    addressee: str
    address: str
    municipality: str
    department: str
    guide: str
    filing_number: str
    weight_g: int
    scope: str = "nacional"
    content: str = "documento"
    quantity: int = 1
    price_cop: int = 0
    declared_cop: int = 0

    @property
    def insurance_cop(self) -> int:
        """Insurance in pesos, rounded up."""
        return -(-self.declared_cop * _INSURANCE_PERCENT // 100)

    @property
    def total_cop(self) -> int:
        """What the operator charges for the piece."""
        return self.price_cop + self.insurance_cop


@dataclass(frozen=True, slots=True)
class Skip:
    """Guides of the range that were not used, and why («dañadas; se devuelven a 4-72»)."""

    first: str
    last: str
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs the sheet; blank until the person is known."""

    name: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dispatch sheet, in the order of the pile."""

    number: str
    imposed_on: date
    pieces: tuple[Piece, ...]
    skips: tuple[Skip, ...] = ()
    service: str = "Certificado nacional"
    sender: str = "Unidad para la Atención y Reparación Integral a las Víctimas"
    sender_address: str = ""
    nit: str = ""
    customer_code: str = ""
    contract: str = ""
    city: str = "Bogotá D. C."
    payment: str = "Crédito"
    imposer: Person = Person()
    carrier: Person = Person()
    admission: Person = Person()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a sheet: pieces, grams and pesos."""

    pieces: int
    weight_g: int
    price_cop: int
    declared_cop: int
    insurance_cop: int
    total_cop: int


@dataclass(frozen=True, slots=True)
class GuideRange:
    """First and last guide, how many were used and the unused ones between them."""

    first: str
    last: str
    used: int
    missing: tuple[str, ...]


def totals(pieces: tuple[Piece, ...]) -> Totals:
    """Sums of the pieces of a sheet or of one page of it."""
    return Totals(
        sum(piece.quantity for piece in pieces), sum(piece.weight_g for piece in pieces),
        sum(piece.price_cop for piece in pieces), sum(piece.declared_cop for piece in pieces),
        sum(piece.insurance_cop for piece in pieces), sum(piece.total_cop for piece in pieces),
    )  # fmt: skip


def pages(sheet: Sheet) -> list[tuple[Piece, ...]]:
    """The pieces in groups of at most ROWS; one empty group for an empty sheet."""
    return [sheet.pieces[start : start + ROWS] for start in range(0, len(sheet.pieces), ROWS)] or [()]


def guide_range(sheet: Sheet) -> GuideRange:
    """The range the sheet uses; raises SheetNotReady when guides do not belong to one series."""
    known = sorted((parts for piece in sheet.pieces if (parts := _parts(piece.guide))), key=lambda parts: parts[1])
    if not known:
        return GuideRange("", "", 0, ())
    if len({(prefix, suffix, width) for prefix, _value, suffix, width in known}) > 1:
        raise SheetNotReady(
            "mixed series", sentence="La planilla mezcla guías de series distintas. Haga una por serie."
        )
    prefix, first, suffix, width = known[0]
    last = known[-1][1]
    if last - first > 10 * len(known) + 1000:
        raise SheetNotReady("range", sentence="Hay una guía muy lejos de las demás. Revise que esté bien leída.")
    used = {parts[1] for parts in known}
    names = {value: f"{prefix}{value:0{width}d}{suffix}" for value in range(first, last + 1)}
    missing = tuple(names[value] for value in names if value not in used)
    return GuideRange(names[first], names[last], len(known), missing)


def check(sheet: Sheet) -> tuple[str, ...]:
    """Sentences on what keeps the sheet from being handed over; empty when it is ready."""
    found = [] if sheet.pieces else ["La planilla no tiene piezas. Agregue las cartas leídas."]
    for row, piece in enumerate(sheet.pieces, 1):
        found += [f"Fila {row}: {problem}" for problem in _piece_problems(piece)]
    found += _repeated(sheet)
    try:
        missing = guide_range(sheet).missing
    except SheetNotReady as refusal:
        return (*found, refusal.user_message)
    explained = {value for skip in sheet.skips if skip.reason.strip() for value in _covered(skip)}
    unexplained = [guide for guide in missing if guide not in explained]
    if unexplained:
        found.append(
            f"Faltan {len(unexplained)} guías sin explicar, desde {unexplained[0]}. Escriba qué pasó con ellas."
        )
    return tuple(found)


def require_ready(sheet: Sheet) -> None:
    """Raise SheetNotReady with the first problem of `check`."""
    problems = check(sheet)
    if problems:
        more = f" (y {len(problems) - 1} más)" if len(problems) > 1 else ""
        raise SheetNotReady(f"{len(problems)} problems", sentence=problems[0] + more)


def _piece_problems(piece: Piece) -> Iterator[str]:
    for value, name in (
        (piece.addressee, "el destinatario"), (piece.address, "la dirección"), (piece.municipality, "la ciudad"),
        (piece.department, "el departamento"),
    ):  # fmt: skip
        if not one_line(value):
            yield f"falta {name}."
    if _parts(piece.guide) is None:
        yield "la guía falta o no tiene la forma de las de 4-72."
    if not filing_number.is_valid(piece.filing_number):
        yield "el radicado de salida falta o no sirve."
    if piece.weight_g <= 0 or piece.quantity <= 0:
        yield "el peso y la cantidad deben ser mayores que cero."
    if piece.price_cop < 0 or piece.declared_cop < 0:
        yield "los valores no pueden ser negativos."


def _repeated(sheet: Sheet) -> Iterator[str]:
    guides = Counter(one_line(piece.guide).upper() for piece in sheet.pieces if piece.guide.strip())
    numbers = Counter(piece.filing_number for piece in sheet.pieces if piece.filing_number)
    yield from (
        f"La guía {guide} está {times} veces. Cada pieza lleva una sola."
        for guide, times in guides.items()
        if times > 1
    )
    for number, times in numbers.items():
        if times > 1:
            yield f"El radicado {number} está {times} veces en la planilla. Quite la pieza repetida."


def _covered(skip: Skip) -> Iterator[str]:
    first, last = _parts(skip.first), _parts(skip.last or skip.first)
    if first and last and first[0] == last[0] and first[2:] == last[2:] and 0 <= last[1] - first[1] < 10_000:
        for value in range(first[1], last[1] + 1):
            yield f"{first[0]}{value:0{first[3]}d}{first[2]}"


def _parts(guide: str) -> tuple[str, int, str, int] | None:
    match = _GUIDE.fullmatch(one_line(guide).upper())
    return (match[1], int(match[2]), match[3], len(match[2])) if match else None
