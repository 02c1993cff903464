"""Proposes what is wrong with a scanned page, with the cause in words; the person decides (activity 6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from app.errors import InvalidInput
from app.services.documents import scan_codes, scan_shape
from app.services.documents.pdfium import LOCK
from app.services.documents.scan_problem import PageFinding as PageFinding
from app.services.documents.scan_problem import Problem as Problem

#: Longest side of the page that is measured, in pixels.
_SIDE = 1000
#: Thresholds measured on generated scans and checked on others; the figures are in the design's document notes.
_DARK_MEAN, _DARK_PAPER = 110.0, 120
_MIN_INK = 0.0008
_MIN_CONTRAST = 60
_MIN_SKEW, _MAX_SKEW, _SKEW_STEP = 2.0, 9.0, 0.5
_SKEW_PROMINENCE = 1.5
#: A scan is a picture that fills most of the page; below this resolution small print can't be read.
_FILLS, _MIN_DPI = 0.6, 150.0
#: Longest side at which bar codes are read: some 200 dots per inch of a letter, and a bound for larger sheets.
_CODE_SIDE = 2200
#: A page that is turned, or of which nothing is seen, is sent back for that and not for its code.
_NO_CODE = frozenset((Problem.BLANK, Problem.DARK, Problem.SKEWED))


class UnreadableScan(InvalidInput):
    """El documento no se puede abrir para revisar su calidad. Revíselo con el equipo de digitalización."""

    code = "unreadable_scan"


def inspect(pdf: bytes, *, max_pages: int = 50, cancelled: Callable[[], bool] | None = None) -> tuple[PageFinding, ...]:
    """Problems of the first pages of a checked PDF, in page order; some 60 ms a page. Raises UnreadableScan.

    A proposal: thresholds were set on generated scans, and whoever reads the page decides.
    """
    found: list[PageFinding] = []
    seen: list[tuple[int, Image.Image]] = []
    try:
        count = page_total(pdf)
        for number in range(1, min(count, max_pages) + 1):
            if cancelled is not None and cancelled():
                break
            image, dpi = _drawn(pdf, number)
            of_page = list(page_findings(image, number, dpi))
            if _NO_CODE.isdisjoint(each.code for each in of_page):
                of_page += _code_findings(pdf, number, image)
            if not any(each.code in (Problem.BLANK, Problem.DARK) for each in of_page):
                of_page += scan_shape.repeated(_inked(image)[2], number, seen)
            found += of_page
    except pdfium.PdfiumError as broken:
        raise UnreadableScan("pdfium") from broken
    return tuple(found)


def page_total(pdf: bytes) -> int:
    """Pages of the PDF."""
    with LOCK, pdfium.PdfDocument(pdf) as document:
        return len(document)


def _code_findings(pdf: bytes, number: int, image: Image.Image) -> list[PageFinding]:
    if not scan_codes.is_unread(image, lambda: _drawn(pdf, number, _CODE_SIDE)[0]):
        return []
    sentence = f"El código de barras de la página {number} no se lee. Escanéela de nuevo."
    return [PageFinding(number, Problem.BARCODE, 0.0, sentence)]


def _drawn(pdf: bytes, number: int, side: int = _SIDE) -> tuple[Image.Image, float]:
    """The page as grey picture, and the dots per inch of the scan that fills it (0: it is not a scan)."""
    # The lock is held for one page, so the viewer never waits for the whole document.
    with LOCK, pdfium.PdfDocument(pdf) as document:
        page = document[number - 1]
        width, height = page.get_size()
        dpi = _scan_dpi(page, width, height)
        image: Image.Image = page.render(scale=side / max(width, height, 1.0), grayscale=True).to_pil().convert("L")
        page.close()
        return image, dpi


def _scan_dpi(page: pdfium.PdfPage, width: float, height: float) -> float:
    found = 0.0
    for thing in page.get_objects(max_depth=2):
        if thing.type == pdfium.raw.FPDF_PAGEOBJ_TEXT:
            # Type that shows is sharp at any size; a scan may carry invisible text that was read from it.
            if pdfium.raw.FPDFTextObj_GetTextRenderMode(thing.raw) != pdfium.raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                return 0.0
        elif thing.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE:
            left, low, right, high = thing.get_bounds()
            if (right - left) * (high - low) > _FILLS * width * height:
                across, down = thing.get_px_size()
                found = float(min(across / (right - left), down / (high - low)) * 72)
    return found


def page_findings(image: Image.Image, number: int, dpi: float = 0.0) -> Iterator[PageFinding]:
    """Problems of one page given as grey image; of a blank or dark page nothing else is said."""
    histogram, paper, ink = _inked(image)
    total = sum(histogram) or 1
    mean = sum(value * count for value, count in enumerate(histogram)) / total
    if mean < _DARK_MEAN or paper < _DARK_PAPER:
        yield PageFinding(number, Problem.DARK, mean, f"La página {number} está muy oscura. Escanéela con más brillo.")
        return
    share = _solid_share(ink)
    if share < _MIN_INK:
        yield PageFinding(number, Problem.BLANK, share, f"La página {number} está en blanco. Revise si va al revés.")
        return
    contrast = paper - _ink_level(histogram, paper)
    if contrast < _MIN_CONTRAST:
        sentence = f"La página {number} casi no se lee: la tinta es muy clara. Escanéela con más contraste."
        yield PageFinding(number, Problem.FAINT, float(contrast), sentence)
    if 0 < dpi < _MIN_DPI:
        sentence = f"La página {number} tiene {dpi:.0f} puntos por pulgada: escanéela a 200 o más."
        yield PageFinding(number, Problem.LOW_RESOLUTION, dpi, sentence)
    angle = skew(ink)
    yield from scan_shape.findings(image, ink, number, paper, turned=abs(angle) >= _MIN_SKEW)
    if abs(angle) >= _MIN_SKEW:
        yield PageFinding(number, Problem.SKEWED, angle, f"La página {number} está inclinada {abs(angle):.0f} grados.")


def _inked(image: Image.Image) -> tuple[list[int], int, Image.Image]:
    """Histogram of the page without its edges, the grey of its paper, and its ink as white on black."""
    # The edges of the glass are not the page.
    margin = max(2, min(image.size) * 3 // 100)
    grey = image.convert("L").crop((margin, margin, image.width - margin, image.height - margin))
    histogram = grey.histogram()
    paper = _percentile(histogram, sum(histogram) or 1, 0.75)
    return histogram, paper, grey.point([255 if value < paper - 22 else 0 for value in range(256)])


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
