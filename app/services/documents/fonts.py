"""The embedded letter fonts (Liberation Sans 2, OFL) and the lock that keeps typesetting one at a time."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import RESOURCES

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Letter", "Letter-Bold", "Letter-Italic", "Letter-BoldItalic"
_FILES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic", BOLD_ITALIC: "BoldItalic"}

# ASCII85 ends streams in a way that PDF/A (ISO 19005-2, 6.1.7.1) does not allow, and is slow and 25 % bigger.
rl_config.useA85 = 0

#: Stands for the hyphen that typesetting adds at the end of a line, from breaking the line to painting it.
SOFT_HYPHEN = "\ue0ad"

#: reportlab shares one font object among all documents of a process, so two threads may not typeset at once.
TYPESETTING = threading.RLock()


class LetterFont(TTFont):
    """Remembers how wide words are (a letter measures each several times) and paints soft hyphens as U+00AD."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file, asciiReadable=0, shapable=False)
        self.face.charWidths[ord(SOFT_HYPHEN)] = self.face.charWidths[ord("-")]
        self._units = lru_cache(maxsize=50_000)(self._measure)

    def _measure(self, text: str) -> float:
        """Thousandths of the size."""
        widths, other = self.face.charWidths, self.face.defaultWidth
        # A mark stands over the letter before it and takes no width of its own.
        return float(sum(0 if "\u0300" <= char <= "\u036f" else widths.get(ord(char), other) for char in text))

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf8") -> float:
        """Width in points at that size."""
        if isinstance(text, bytes):
            text = text.decode(encoding)
        return 0.001 * size * self._units(text)

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> Any:
        """The codes to paint, each with its subset of the font."""
        return super().splitString(text.replace(SOFT_HYPHEN, "\u00ad"), doc, encoding)


def register() -> None:
    """Load the four faces once; every typesetting function calls it."""
    with TYPESETTING:
        if REGULAR in pdfmetrics.getRegisteredFontNames():
            return
        for name in _FILES:
            pdfmetrics.registerFont(LetterFont(name, str(file_of(name))))
        pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, BOLD_ITALIC)


def file_of(name: str) -> Path:
    """Where the font of that name lies."""
    return RESOURCES / "fonts" / "letter" / f"LiberationSans-{_FILES[name]}.ttf"


def units(name: str, text: str) -> float:
    """Width in thousandths of the size, as typesetting counts it."""
    return float(pdfmetrics.stringWidth(text, name, 1000))


def advance(name: str, char: str) -> float:
    """How far painting a character moves on, in thousandths of the size."""
    metrics = cast(Any, pdfmetrics.getFont(name)).face
    return float(metrics.charWidths.get(ord(char), metrics.defaultWidth))


def face(*, bold: bool = False, italic: bool = False) -> str:
    """Name of the registered face of that appearance."""
    return {(0, 0): REGULAR, (1, 0): BOLD, (0, 1): ITALIC, (1, 1): BOLD_ITALIC}[int(bold), int(italic)]


def missing_glyphs(text: str) -> set[str]:
    """Characters of `text` that the letter font cannot print (they would come out as empty boxes)."""
    register()
    known = cast(Any, pdfmetrics.getFont(REGULAR)).face.charToGlyph
    return {char for char in text if ord(char) not in known and not char.isspace()}


def width(text: str, font: str, size: float) -> float:
    """Width of a line in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
