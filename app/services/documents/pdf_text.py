"""The words that a petition's PDF carries by itself; a scan is a picture and carries none."""

from __future__ import annotations

from typing import Any

from app.services.documents.pdfium import LOCK

#: A petition says what it asks for in its first pages.
MOST_PAGES = 6
_MOST_LETTERS = 20_000
#: Fewer letters than this are a stamp or a page number, not a writing.
_LEAST_LETTERS = 40


def text_of(data: bytes) -> str:
    """Its first pages' text; empty for a scan, and for a file that can't be read."""
    import pypdfium2

    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return ""
        try:
            found = [_page(document, at) for at in range(min(len(document), MOST_PAGES))]
        finally:
            document.close()
    words = "\n".join(found).strip()[:_MOST_LETTERS]
    return words if len(words) >= _LEAST_LETTERS else ""


def _page(document: Any, at: int) -> str:
    page = document[at]
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()
