"""The embedded letter fonts (Liberation Sans 2, OFL) and the lock that keeps typesetting one at a time."""

from __future__ import annotations

import threading
from typing import Any, cast

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import RESOURCES

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Letter", "Letter-Bold", "Letter-Italic", "Letter-BoldItalic"
_FILES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic", BOLD_ITALIC: "BoldItalic"}

# ASCII85 ends streams in a way that PDF/A (ISO 19005-2, 6.1.7.1) does not allow, and is slow and 25 % bigger.
rl_config.useA85 = 0

#: reportlab shares one font object among all documents of a process, so two threads may not typeset at once.
TYPESETTING = threading.RLock()


def register() -> None:
    """Load the four faces once; every typesetting function calls it."""
    with TYPESETTING:
        if REGULAR in pdfmetrics.getRegisteredFontNames():
            return
        folder = RESOURCES / "fonts" / "letter"
        for name, file in _FILES.items():
            font = TTFont(name, str(folder / f"LiberationSans-{file}.ttf"), asciiReadable=0, shapable=False)
            pdfmetrics.registerFont(font)
        pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, BOLD_ITALIC)


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
