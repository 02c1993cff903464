"""Proposes what is wrong with a scanned page (blank, dark, faint, crooked); the person decides (activity 6)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from app.errors import InvalidInput
from app.services.documents.pdfium import LOCK

#: Longest side of the page that is measured, in pixels.
_SIDE = 1000
#: Thresholds measured on generated scans and checked on others; the figures are in the design's document notes.
_DARK_MEAN, _DARK_PAPER = 110.0, 120
_MIN_INK = 0.0008
_MIN_CONTRAST = 60
_MIN_SKEW, _MAX_SKEW, _SKEW_STEP = 2.0, 9.0, 0.5
_SKEW_PROMINENCE = 1.5


class Problem(StrEnum):
    """Kinds of image problem; the same codes go to the petition's history."""

    BLANK = "EN_BLANCO"
    DARK = "MUY_OSCURA"
    FAINT = "BAJO_CONTRASTE"
    SKEWED = "INCLINADA"


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One problem of one page (from 1), with the value measured and a Spanish sentence."""

    page: int
    code: Problem
    value: float
    sentence: str


class UnreadableScan(InvalidInput):
    """El documento no se puede abrir para revisar su calidad. Revíselo con el equipo de digitalización."""

    code = "unreadable_scan"


def inspect(pdf: bytes, *, max_pages: int = 50) -> tuple[PageFinding, ...]:
    """Problems of the first pages of a checked PDF, in page order; some 30 ms a page. Raises UnreadableScan."""
    found: list[PageFinding] = []
    try:
        with LOCK:
            count = page_total(pdf)
        for number in range(1, min(count, max_pages) + 1):
            found += page_findings(_drawn(pdf, number), number)
    except pdfium.PdfiumError as broken:
        raise UnreadableScan("pdfium") from broken
    return tuple(found)


def page_total(pdf: bytes) -> int:
    """Pages of the PDF."""
    with LOCK, pdfium.PdfDocument(pdf) as document:
        return len(document)


def _drawn(pdf: bytes, number: int) -> Image.Image:
    # The lock is held for one page, so the viewer never waits for the whole document.
    with LOCK, pdfium.PdfDocument(pdf) as document:
        page = document[number - 1]
        width, height = page.get_size()
        image: Image.Image = page.render(scale=_SIDE / max(width, height, 1.0), grayscale=True).to_pil().convert("L")
        page.close()
        return image


def page_findings(image: Image.Image, number: int) -> Iterator[PageFinding]:
    """Problems of one page given as grey image; at most one of blank, dark or faint, and skew."""
    # The edges of the glass are not the page.
    margin = max(2, min(image.size) * 3 // 100)
    grey = image.convert("L").crop((margin, margin, image.width - margin, image.height - margin))
    histogram = grey.histogram()
    total = sum(histogram) or 1
    mean = sum(value * count for value, count in enumerate(histogram)) / total
    paper = _percentile(histogram, total, 0.75)
    if mean < _DARK_MEAN or paper < _DARK_PAPER:
        yield PageFinding(number, Problem.DARK, mean, f"La página {number} está muy oscura. Escanéela con más brillo.")
        return
    ink = grey.point([255 if value < paper - 22 else 0 for value in range(256)])
    share = _solid_share(ink)
    if share < _MIN_INK:
        yield PageFinding(number, Problem.BLANK, share, f"La página {number} está en blanco. Revise si va al revés.")
        return
    contrast = paper - _ink_level(histogram, paper)
    if contrast < _MIN_CONTRAST:
        sentence = f"La página {number} casi no se lee: la tinta es muy clara. Escanéela con más contraste."
        yield PageFinding(number, Problem.FAINT, float(contrast), sentence)
    angle = skew(ink)
    if abs(angle) >= _MIN_SKEW:
        yield PageFinding(number, Problem.SKEWED, angle, f"La página {number} está inclinada {abs(angle):.0f} grados.")


def skew(ink: Image.Image) -> float:
    """Degrees by which the lines of text are turned, 0 when it can't be told; `ink` is white on black."""
    small = ink.resize((max(1, ink.width // 2), max(1, ink.height // 2)), Image.Resampling.BOX)
    steps = int(_MAX_SKEW / _SKEW_STEP)
    scores = {step * _SKEW_STEP: _row_contrast(small, step * _SKEW_STEP) for step in range(-steps, steps + 1)}
    best = max(scores, key=lambda angle: scores[angle])
    middle = sorted(scores.values())[len(scores) // 2]
    return best if scores[best] > _SKEW_PROMINENCE * max(middle, 1e-9) else 0.0


def _row_contrast(ink: Image.Image, angle: float) -> float:
    """How sharply rows of ink and rows of paper alternate once the page is turned back by `angle`."""
    shift = math.tan(math.radians(angle))
    sheared = ink.transform(ink.size, Image.Transform.AFFINE, (1, 0, 0, -shift, 1, shift * ink.width / 2))
    rows = sheared.resize((1, ink.height), Image.Resampling.BOX)
    steps = ImageChops.difference(rows.crop((0, 1, 1, ink.height)), rows.crop((0, 0, 1, ink.height - 1)))
    return sum(value * value * count for value, count in enumerate(steps.histogram()))


def _solid_share(ink: Image.Image) -> float:
    """Share of small squares with real ink in them; single specks do not count."""
    squares = ink.resize((max(1, ink.width // 4), max(1, ink.height // 4)), Image.Resampling.BOX)
    solid = squares.point([255 if value >= 80 else 0 for value in range(256)]).histogram()[255]
    return solid / (squares.width * squares.height)


def _ink_level(histogram: list[int], paper: int) -> int:
    """Grey of the darker part of what is ink."""
    inked = histogram[: max(paper - 22, 1)]
    return _percentile(inked, sum(inked) or 1, 0.15)


def _percentile(histogram: list[int], total: int, share: float) -> int:
    seen = 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= total * share:
            return value
    return len(histogram) - 1
