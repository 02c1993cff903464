"""A signed letter as the TIFF that a records system asks for: fax compression, 300 dpi, one picture per page."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, TiffImagePlugin

from app.errors import InvalidInput, PqrError
from app.services.documents.pdfium import LOCK

DPI, THRESHOLD = 300, 160
MAX_PAGES = 200
#: The longest side that is drawn, in pixels: a sheet of A3 at 300 dpi has 4,961.
_MAX_SIDE = 6_000
#: A point in inches, a hair less: a letter sheet is 3,300 pixels high, and not one more by rounding.
_POINT = (1 - 1e-9) / 72
_DOCUMENT_NAME, _DESCRIPTION, _SOFTWARE, _MOMENT, _AUTHOR = 269, 270, 305, 306, 315


class UnreadableLetter(InvalidInput):
    """La carta no se puede convertir en TIFF: el PDF está dañado o tiene demasiadas páginas. Ábrala e infórmelo."""

    code = "unreadable_letter"


class TiffCancelled(PqrError):
    """Se detuvo la conversión. No se guardó ningún archivo."""

    code = "tiff_cancelled"


@dataclass(frozen=True, slots=True)
class TiffLabel:
    """What the file says of itself: number, description, author and «2026:11:21 10:05:00»; accents are left out."""

    number: str = ""
    description: str = ""
    author: str = ""
    moment: str = ""


def pdf_to_tiff_g4(
    pdf: bytes,
    *,
    dpi: int = DPI,
    threshold: int = THRESHOLD,
    label: TiffLabel | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """Every page as black and white G4 at `dpi`; forms and signatures are drawn. A copy: it proves nothing by itself.

    Raises UnreadableLetter, TiffCancelled. `progress(done, total)` counts pages.
    """
    try:
        with LOCK:
            document = pdfium.PdfDocument(pdf)
            # Without the forms' environment the widget of a signature is not drawn, and the letter looks unsigned.
            document.init_forms()
            count = len(document)
        try:
            if not 1 <= count <= MAX_PAGES:
                raise UnreadableLetter(f"{count} pages")
            pages = _pages(document, count, dpi * _POINT, threshold, (progress, cancelled))
            return _written(pages, dpi, _tags(label or TiffLabel()))
        finally:
            with LOCK:
                document.close()
    except pdfium.PdfiumError as broken:
        raise UnreadableLetter("pdfium") from broken


_Hooks = tuple[Callable[[int, int], None] | None, Callable[[], bool] | None]


def _pages(
    document: pdfium.PdfDocument, count: int, scale: float, threshold: int, hooks: _Hooks
) -> Iterator[Image.Image]:
    progress, cancelled = hooks
    black_or_white = [255 if value > threshold else 0 for value in range(256)]
    for number in range(count):
        if cancelled is not None and cancelled():
            raise TiffCancelled("by the person")
        # The lock is held for one page at a time: the viewer must not wait for the whole letter.
        with LOCK:
            page = document[number]
            if max(page.get_size()) * scale > _MAX_SIDE:
                page.close()
                raise UnreadableLetter("page too large")
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
            image = bitmap.to_pil().point(black_or_white, "1")
            bitmap.close()
            page.close()
        yield image
        if progress is not None:
            progress(number + 1, count)


def _written(pages: Iterator[Image.Image], dpi: int, tags: TiffImagePlugin.ImageFileDirectory_v2) -> bytes:
    target = io.BytesIO()
    first = next(pages)
    first.save(
        target, format="TIFF", compression="group4", save_all=True, append_images=pages, dpi=(dpi, dpi), tiffinfo=tags
    )
    return target.getvalue()


def _tags(label: TiffLabel) -> TiffImagePlugin.ImageFileDirectory_v2:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    said = {
        _DOCUMENT_NAME: label.number, _DESCRIPTION: label.description, _SOFTWARE: "Bandeja PQR", _MOMENT: label.moment,
        _AUTHOR: label.author,
    }  # fmt: skip
    for tag, text in said.items():
        if text:
            # The format knows ASCII only.
            tags[tag] = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()[:200]
    return tags
