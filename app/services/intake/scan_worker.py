"""What the checking process does: read each file of its task under limits and report, one line of JSON per file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, UnidentifiedImageError

from app.services.documents import image_pdf
from app.services.intake import scan_limits
from app.services.intake.scan_report import MAX_BYTES, MAX_PAGES, MAX_PIXELS, MAX_SIDE, REPORT, TASK

_MAGIC = (
    (b"%PDF-", "pdf"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"),
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"),
)  # fmt: skip
#: Pillow and PDFium answer hostile bytes with any of these.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, ZeroDivisionError,
    AttributeError, AssertionError, RuntimeError, UnidentifiedImageError, Warning,
)  # fmt: skip
#: Longest side of the trial drawing of a page, in pixels: enough to decode everything on it.
_TRIAL_PIXELS = 600


class _Refused(Exception):
    """The file is refused with the code in its only argument."""


@dataclass
class _Result:
    kind: str = ""
    pages: int = 0
    size: int = 0
    sha256: str = ""
    code: str = ""


def run(folder: Path) -> int:
    """Check the files that `folder`/task.json lists, in order; results and PDFs are written into `folder`."""
    task = json.loads((folder / TASK).read_text(encoding="utf-8"))
    paths, wanted = [Path(text) for text in task["paths"]], bool(task["normalise"])
    scan_limits.limit_process(len(paths))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with (folder / REPORT).open("w", encoding="utf-8") as report:
        for index, path in enumerate(paths):
            scan_limits.limit_next_file()
            result, pdf = _one(path, wanted=wanted)
            if pdf is not None:
                (folder / f"{index}.pdf").write_bytes(pdf)
            report.write(json.dumps({"index": index, **vars(result)}) + "\n")
            report.flush()
            os.fsync(report.fileno())
    return 0


def _one(path: Path, *, wanted: bool) -> tuple[_Result, bytes | None]:
    result = _Result()
    pdf: bytes | None = None
    try:
        data = _read(path, result)
        pages = _pdf(data, wanted=wanted) if result.kind == "pdf" else _image(data, result.kind, wanted=wanted)
        result.pages, pdf = pages
    except _Refused as refusal:
        result.code = str(refusal)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        result.code = "too_large_page"
    except MemoryError:
        result.code = "limits"
    except _BROKEN:
        result.code = "corrupt"
    return result, pdf


def _read(path: Path, result: _Result) -> bytes:
    try:
        result.size = path.stat().st_size
        if result.size > MAX_BYTES:
            raise _Refused("too_big")
        if not path.is_file():
            raise _Refused("missing")
        data = path.read_bytes()
    except OSError as gone:
        raise _Refused("missing") from gone
    result.size, result.sha256 = len(data), hashlib.sha256(data).hexdigest()
    if not data:
        raise _Refused("empty")
    if len(data) > MAX_BYTES:
        raise _Refused("too_big")
    result.kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
    if not result.kind:
        raise _Refused("unknown_kind")
    return data


def _pdf(data: bytes, *, wanted: bool) -> tuple[int, bytes | None]:
    # PDFium repairs a file cut in half and gives the pages it finds: the citizen's last pages would be lost unseen.
    if b"%%EOF" not in data[-65536:]:
        raise _Refused("truncated")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as broken:
        code = pdfium.raw.FPDF_GetLastError()
        raise _Refused("encrypted" if code == pdfium.raw.FPDF_ERR_PASSWORD else "corrupt") from broken
    with document:
        count = len(document)
        if not count:
            raise _Refused("no_pages")
        if count > MAX_PAGES:
            raise _Refused("too_many_pages")
        for index in range(count):
            _try_page(document, index)
        return count, _rebuilt(document) if wanted else None


def _try_page(document: Any, index: int) -> None:
    """Draw the page small: what the viewer will decode later is decoded here first, under limits."""
    page = document[index]
    try:
        width, height = page.get_size()
        if not min(width, height) >= 1 or max(width, height) > MAX_SIDE:
            raise _Refused("too_large_page")
        page.render(scale=_TRIAL_PIXELS / max(width, height), grayscale=True).close()
    except pdfium.PdfiumError as broken:
        raise _Refused("corrupt") from broken
    finally:
        page.close()


def _rebuilt(document: Any) -> bytes:
    """The pages alone in a new file: scripts, actions, attachments and fields of the original stay behind."""
    if document.get_formtype() != pdfium.raw.FORMTYPE_NONE:
        document.init_forms()
    for page in document:
        # Stamps and filled fields are notes on the page: they become part of it or would be lost.
        if pdfium.raw.FPDFPage_Flatten(page.raw, pdfium.raw.FLAT_NORMALDISPLAY) == pdfium.raw.FLATTEN_FAIL:
            raise _Refused("corrupt")
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
            raise _Refused("too_many_pages")
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
            raise _Refused("too_large_page")
        image.load()
        yield image_pdf.picture(image, original)
