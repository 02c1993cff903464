"""What the child does with a scan: opens it under limits, draws every page once, and makes the clean PDF."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from app.services.documents import image_pdf
from app.services.guard.found import BROKEN, Found, Refused, read_whole
from app.services.intake.scan_report import MAX_BYTES, MAX_PAGES, MAX_PIXELS, MAX_SIDE

_MAGIC = (
    (b"%PDF-", "pdf"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"),
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"),
)  # fmt: skip
#: Longest side of the trial drawing of a page, in pixels: enough to decode everything on it.
_TRIAL_PIXELS = 600


def work(path: Path, options: Mapping[str, Any]) -> Found:
    """Kind, pages, size and SHA-256 of the file; the clean PDF too when `normalise` is asked for."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    known: dict[str, Any] = {"kind": "", "pages": 0, "size": 0, "sha256": ""}
    try:
        data = _read(path, known)
        read = _pdf if known["kind"] == "pdf" else _image
        known["pages"], pdf = read(data, known["kind"], wanted=bool(options["normalise"]))
    except Refused as refusal:
        raise Refused(refusal.code, **known) from refusal
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("too_large_page", **known) from bomb
    except MemoryError as greedy:
        raise Refused("limits", **known) from greedy
    except BROKEN as broken:
        raise Refused("corrupt", **known) from broken
    return Found(known, pdf)


def _read(path: Path, known: dict[str, Any]) -> bytes:
    data = read_whole(path, MAX_BYTES)
    known["size"], known["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    known["kind"] = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
    if not known["kind"]:
        raise Refused("unknown_kind")
    return data


def _pdf(data: bytes, _kind: str, *, wanted: bool) -> tuple[int, bytes | None]:
    # PDFium repairs a file cut in half and gives the pages it finds: the citizen's last pages would be lost unseen.
    if b"%%EOF" not in data[-65536:]:
        raise Refused("truncated")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as broken:
        code = pdfium.raw.FPDF_GetLastError()
        raise Refused("encrypted" if code == pdfium.raw.FPDF_ERR_PASSWORD else "corrupt") from broken
    with document:
        count = len(document)
        if not count:
            raise Refused("no_pages")
        if count > MAX_PAGES:
            raise Refused("too_many_pages")
        for index in range(count):
            _try_page(document, index)
        return count, _rebuilt(document) if wanted else None


def _try_page(document: Any, index: int) -> None:
    """Draw the page small: what the viewer will decode later is decoded here first, under limits."""
    page = document[index]
    try:
        width, height = page.get_size()
        if not min(width, height) >= 1 or max(width, height) > MAX_SIDE:
            raise Refused("too_large_page")
        page.render(scale=_TRIAL_PIXELS / max(width, height), grayscale=True).close()
    except pdfium.PdfiumError as broken:
        raise Refused("corrupt") from broken
    finally:
        page.close()


def _rebuilt(document: Any) -> bytes:
    """The pages alone in a new file: scripts, actions, attachments and fields of the original stay behind."""
    if document.get_formtype() != pdfium.raw.FORMTYPE_NONE:
        document.init_forms()
    for page in document:
        # Stamps and filled fields are notes on the page: they become part of it or would be lost.
        if pdfium.raw.FPDFPage_Flatten(page.raw, pdfium.raw.FLAT_NORMALDISPLAY) == pdfium.raw.FLATTEN_FAIL:
            raise Refused("corrupt")
        page.close()
    with pdfium.PdfDocument.new() as clean:
        clean.import_pages(document)
        target = io.BytesIO()
        clean.save(target)
    return target.getvalue()


def _image(data: bytes, kind: str, *, wanted: bool) -> tuple[int, bytes | None]:
    with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
        count = int(getattr(image, "n_frames", 1)) if kind == "tiff" else 1
        if count > MAX_PAGES:
            raise Refused("too_many_pages")
        original = data if kind == "jpeg" else b""
        pictures = _pictures(image, count, original)
        if wanted:
            return count, image_pdf.write(pictures)
        for _picture in pictures:
            pass
        return count, None


def _pictures(image: Image.Image, count: int, original: bytes) -> Iterator[image_pdf.PagePicture]:
    for index in range(count):
        image.seek(index)
        if image.width * image.height > MAX_PIXELS:
            raise Refused("too_large_page")
        image.load()
        yield image_pdf.picture(image, original)
