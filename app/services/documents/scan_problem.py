"""What can be wrong with a scanned page, in words, and the cause of activity 6 that each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Kinds of image problem; the same codes go to the petition's history."""

    BLANK = "EN_BLANCO"
    DARK = "MUY_OSCURA"
    FAINT = "BAJO_CONTRASTE"
    SKEWED = "INCLINADA"
    LOW_RESOLUTION = "BAJA_RESOLUCION"
    CUT = "RECORTADA"
    SIDEWAYS = "ROTADA_90"
    UPSIDE_DOWN = "AL_REVES"
    REPEATED = "REPETIDA"
    BARCODE = "CODIGO_ILEGIBLE"

    @property
    def words(self) -> str:
        """The cause as a person says it of a page."""
        return _WORDS[self]

    @property
    def cause(self) -> str:
        """Key of the cause of activity 6 under which the page would be sent back."""
        return _CAUSES[self]


_WORDS = {
    Problem.BLANK: "en blanco",
    Problem.DARK: "muy oscura",
    Problem.FAINT: "tinta muy clara",
    Problem.SKEWED: "inclinada",
    Problem.LOW_RESOLUTION: "baja resolución",
    Problem.CUT: "recortada",
    Problem.SIDEWAYS: "de lado",
    Problem.UPSIDE_DOWN: "al revés",
    Problem.REPEATED: "repetida",
    Problem.BARCODE: "código de barras ilegible",
}
_CAUSES = {
    Problem.BLANK: "blank",
    Problem.DARK: "illegible",
    Problem.FAINT: "illegible",
    Problem.SKEWED: "rotated",
    Problem.LOW_RESOLUTION: "illegible",
    Problem.CUT: "incomplete",
    Problem.SIDEWAYS: "rotated",
    Problem.UPSIDE_DOWN: "rotated",
    # Where a page comes twice, another one may be missing.
    Problem.REPEATED: "missing_page",
    Problem.BARCODE: "barcode",
}


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One problem of one page (from 1), with the value measured and a Spanish sentence."""

    page: int
    code: Problem
    value: float
    sentence: str
