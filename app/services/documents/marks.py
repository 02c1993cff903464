"""Paints marks over the letter before them (g̃, ɨ̃, ʉ̃), where the font has no such letter as one piece."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from PIL import ImageFont
from reportlab.pdfgen.textobject import PDFTextObject

from app.services.documents import fonts

#: A letter and the marks over or under it, for those that have no letter of their own.
CLUSTER = re.compile("(.)([\u0300-\u036f]+)", re.S)
_EM, _X_HEIGHT = 1000, 528.0


class LetterText(PDFTextObject):
    """A text object that centres each mark on its letter and lifts it over capitals."""

    _fontname: str
    _fontsize: float

    def _formatText(self, text: str) -> str:  # reportlab's hook for every piece of text
        plain: Any = super()._formatText  # type: ignore[misc]
        if CLUSTER.search(text) is None:
            return str(plain(text))
        out: list[str] = []
        end = 0
        for found in CLUSTER.finditer(text):
            out.append(plain(text[end : found.start() + 1]))
            out += [self._mark(found[1], mark, plain(mark)) for mark in found[2]]
            end = found.end()
        if end < len(text):
            out.append(plain(text[end:]))
        return " ".join(out)

    def _mark(self, letter: str, mark: str, painted: str) -> str:
        before, after, lift = _moves(self._fontname, letter, mark)
        rise = lift * self._fontsize / _EM
        return f"[{-before:.0f}] TJ {rise:.2f} Ts {painted} 0 Ts [{-after:.0f}] TJ"


@lru_cache(maxsize=2_000)
def _moves(font: str, letter: str, mark: str) -> tuple[float, float, float]:
    """How far to move before and after the mark, and how much to lift it, in thousandths of the size."""
    drawn = _face(font)
    left, top, right, _low = drawn.getbbox(letter, anchor="ls")
    mark_left, _top, mark_right, _mark_low = drawn.getbbox(mark, anchor="ls")
    wide = fonts.units(font, letter)
    origin = (left + right) / 2 - (mark_left + mark_right) / 2
    above = ord(mark) < 0x316
    return origin - wide, wide - origin - fonts.advance(font, mark), max(0.0, -top - _X_HEIGHT) if above else 0.0


@lru_cache(maxsize=4)
def _face(font: str) -> Any:
    return ImageFont.truetype(str(fonts.file_of(font)), _EM, layout_engine=ImageFont.Layout.BASIC)
