"""One PDF for the printer from many letters, in the order of the pile, with separator sheets (activity 26)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from reportlab.lib.pagesizes import letter as LETTER_SIZE
from reportlab.pdfgen.canvas import Canvas

from app.errors import InvalidInput
from app.services.documents import barcodes, fonts
from app.services.documents.pdfium import LOCK
from app.services.documents.richtext import one_line


class BatchBroken(InvalidInput):
    """Una carta del lote no se puede abrir. Retírela del lote y avise a soporte."""

    code = "batch_broken"


class BatchCancelled(InvalidInput):
    """Se detuvo la preparación del lote. Nada se envió a la impresora."""

    code = "batch_cancelled"


@dataclass(frozen=True, slots=True)
class Separator:
    """A sheet that starts a group: title («Ruta 05 · Antioquia»), lines, and a code for the reader."""

    title: str
    lines: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """One stamped letter; `label` names it in a refusal (its outgoing filing number)."""

    label: str
    pdf: bytes


def page_count(pdf: bytes) -> int:
    """Pages of a PDF of ours; raises BatchBroken when it does not open."""
    with LOCK, _opened(pdf, "") as document:
        return len(document)


def merge(
    items: Sequence[Separator | BatchLetter],
    *,
    duplex: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """The items as one PDF, in order; with `duplex`, odd ones get a blank back so each starts on a new sheet.

    `progress(done, total)` is called per item. The letters themselves are not changed. Raises BatchBroken naming the
    letter that does not open, BatchCancelled when `cancelled()` says so.
    """
    if not items:
        raise BatchBroken("empty", sentence="El lote no tiene cartas. Marque al menos una.")
    with LOCK:
        target = pdfium.PdfDocument.new()
    try:
        for done, item in enumerate(items):
            if cancelled is not None and cancelled():
                raise BatchCancelled(f"after {done} of {len(items)}")
            # The lock is let go between items so that the viewer can draw a page meanwhile.
            with LOCK:
                _add(target, item, duplex=duplex)
            if progress is not None:
                progress(done + 1, len(items))
        with LOCK:
            out = io.BytesIO()
            target.save(out)
        return out.getvalue()
    finally:
        with LOCK:
            target.close()


def separator_sheet(separator: Separator) -> bytes:
    """One page with a big title, the lines of the group and its Code128."""
    fonts.register()
    target = io.BytesIO()
    width, height = (float(side) for side in LETTER_SIZE)
    with fonts.TYPESETTING:
        options: dict[str, Any] = {"initialFontName": fonts.REGULAR, "invariant": 1, "pageCompression": 1}
        canvas = Canvas(target, pagesize=(width, height), lang="es-CO", **options)
        canvas.setFillColorRGB(0.06, 0.22, 0.47)
        canvas.rect(0, height - 150, width, 74, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont(fonts.BOLD, 26)
        canvas.drawString(54, height - 122, one_line(separator.title)[:38])
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(fonts.REGULAR, 14)
        for index, line in enumerate(separator.lines[:20]):
            canvas.drawString(54, height - 190 - 22 * index, one_line(line)[:80])
        if separator.code:
            barcodes.code128(canvas, separator.code[:32], 54, 90, width=260, height=40)
            canvas.setFont(fonts.REGULAR, 11)
            canvas.drawString(54, 74, one_line(separator.code))
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _add(target: pdfium.PdfDocument, item: Separator | BatchLetter, *, duplex: bool) -> None:
    if isinstance(item, Separator):
        pdf, label = separator_sheet(item), one_line(item.title)
    else:
        pdf, label = item.pdf, item.label
    with _opened(pdf, label) as source:
        for page in _pages_with_forms(source):
            page.close()
        target.import_pages(source)
        if duplex and len(source) % 2:
            size = source[0].get_size()
            target.new_page(*size).close()


def _pages_with_forms(source: pdfium.PdfDocument) -> Iterator[pdfium.PdfPage]:
    """Flatten fields into the pages: a digital signature's stamp is a field, and fields do not travel on import."""
    if source.get_formtype() == pdfium.raw.FORMTYPE_NONE:
        return
    source.init_forms()
    for page in source:
        page.flatten()
        yield page


def _opened(pdf: bytes, label: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as broken:
        sentence = f"La carta {label} no se puede abrir. Retírela del lote y avise a soporte." if label else None
        raise BatchBroken("pdf does not open", sentence=sentence) from broken
