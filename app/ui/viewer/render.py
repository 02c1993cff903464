"""Opens PDF bytes and draws their pages with pypdfium2; runs in the render lane only, under the one lock."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
from PySide6.QtGui import QImage

from app.errors import PqrError
from app.services.documents.pdfium import LOCK

#: A page is never drawn larger than this many pixels a side: a huge zoom must not take all the memory.
MAX_SIDE = 6000


class UnreadableDocument(PqrError):
    """El archivo está dañado o no es un documento que se pueda mostrar. Devuélvalo por imagen ilegible."""

    code = "unreadable_document"


@dataclass(frozen=True)
class Opened:
    """Sizes of the pages in points (1/72 in), width and height, as they are shown unrotated."""

    sizes: list[tuple[float, float]]


class Renderer:
    """Holds at most one open document: the last one asked for. `generation` tells which."""

    def __init__(self) -> None:
        self._generation = -1
        self._document: pdfium.PdfDocument | None = None
        self._over = False

    def open(self, generation: int, data: bytes) -> Opened:
        """Open `data` in place of what was open. Raises UnreadableDocument."""
        with LOCK:
            self._close()
            if self._over:
                raise UnreadableDocument("closed")
            try:
                document = pdfium.PdfDocument(data)
                # Without it a signature, which is a field of the form, is not drawn: the letter looks unsigned.
                document.init_forms()
                sizes = [document.get_page_size(number) for number in range(len(document))]
            except (pdfium.PdfiumError, ValueError) as error:
                raise UnreadableDocument(type(error).__name__) from error
            self._document, self._generation = document, generation
        if not sizes:
            raise UnreadableDocument("no pages")
        return Opened([(float(wide), float(high)) for wide, high in sizes])

    def draw(self, generation: int, page: int, width: int, turns: int) -> QImage | None:
        """A page `width` pixels wide after `turns` quarter turns; None if another document is open by now."""
        with LOCK:
            if self._document is None or generation != self._generation:
                return None
            try:
                return _draw(self._document, page, width, turns)
            except pdfium.PdfiumError as error:
                raise UnreadableDocument(type(error).__name__) from error

    def close(self) -> None:
        """Let go of the document for good; what is still asked for is refused."""
        with LOCK:
            self._over = True
            self._close()

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None
            self._generation = -1


def _draw(document: pdfium.PdfDocument, number: int, width: int, turns: int) -> QImage:
    page = document[number]
    wide, high = page.get_size()
    if turns % 2:
        wide, high = high, wide
    scale = min(width / wide, MAX_SIDE / max(wide, high))
    bitmap = page.render(scale=scale, rotation=90 * (turns % 4), rev_byteorder=True, prefer_bgrx=True)
    image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888).copy()
    bitmap.close()
    page.close()
    return image
