"""Scanned images as PDF: black and white stays CCITT G4, JPEG stays its own bytes, the rest becomes JPEG."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps, TiffImagePlugin

_JPEG_QUALITY = 85
_LETTER_WIDTH_INCHES = 8.5
_ORIENTATION, _STRIP_OFFSETS, _STRIP_SIZES, _ROWS_PER_STRIP, _PHOTOMETRIC = 274, 273, 279, 278, 262


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page: its size in pixels and points and its compressed data with the PDF entries that describe it."""

    pixels: tuple[int, int]
    points: tuple[float, float]
    entries: bytes
    data: bytes


def picture(image: Image.Image, original: bytes = b"") -> PagePicture:
    """One loaded image as a page; `original` are the bytes of a JPEG file, kept when they can be."""
    upright = ImageOps.exif_transpose(image)
    points = _points(upright)
    if upright.mode == "1":
        return PagePicture(upright.size, points, *_fax(upright))
    turned = image.getexif().get(_ORIENTATION, 1) != 1
    if original and image.mode in ("L", "RGB") and not turned:
        space = b"/DeviceGray" if image.mode == "L" else b"/DeviceRGB"
        data = original
    else:
        flat = _flattened(upright)
        space = b"/DeviceGray" if flat.mode == "L" else b"/DeviceRGB"
        target = io.BytesIO()
        flat.save(target, format="JPEG", quality=_JPEG_QUALITY)
        data = target.getvalue()
    return PagePicture(upright.size, points, b"/ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode" % space, data)


def write(pictures: Iterable[PagePicture]) -> bytes:
    """The pages as one PDF, each image filling its page; deterministic."""
    bodies: list[bytes] = []
    pages: list[int] = []
    for page in pictures:
        first = 3 + len(bodies)
        width, height = page.points
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R "
            b"/Resources << /XObject << /Scan %d 0 R >> >> >>" % (width, height, first + 1, first + 2)
        )
        content = b"q %.2f 0 0 %.2f 0 0 cm /Scan Do Q" % (width, height)
        bodies.append(_stream(b"", content))
        size = b"/Type /XObject /Subtype /Image /Width %d /Height %d " % page.pixels
        bodies.append(_stream(size + page.entries, page.data))
        pages.append(first)
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    head = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))]
    return _file(head + bodies)


def _points(image: Image.Image) -> tuple[float, float]:
    """Size in points from the dpi of the file, or as a letter sheet when the file says nothing sensible."""
    dpi = image.info.get("dpi", (0, 0))
    across = float(dpi[0]) if isinstance(dpi, tuple) and dpi else 0.0
    if not 50 <= across <= 1200:
        across = image.width / _LETTER_WIDTH_INCHES
    down = float(dpi[1]) if isinstance(dpi, tuple) and len(dpi) > 1 and 50 <= float(dpi[1]) <= 1200 else across
    return image.width * 72 / across, image.height * 72 / down


def _flattened(image: Image.Image) -> Image.Image:
    """Grey or colour without transparency (transparent paper is white paper)."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        # 16-bit greys: plain conversion would clip everything to white.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(paper, rgba).convert("RGB")
    return image.convert("L" if image.mode == "LA" else "RGB")


def _fax(image: Image.Image) -> tuple[bytes, bytes]:
    """CCITT G4 in one strip and the entries that describe it; lossless."""
    target = io.BytesIO()
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[_ROWS_PER_STRIP] = image.height
    image.save(target, format="TIFF", compression="group4", tiffinfo=info)
    data = target.getvalue()
    with Image.open(io.BytesIO(data), formats=["TIFF"]) as saved:
        tags = saved.tag_v2  # type: ignore[attr-defined]
        offsets, sizes, photometric = tags[_STRIP_OFFSETS], tags[_STRIP_SIZES], tags[_PHOTOMETRIC]
    if len(offsets) != 1:
        raise ValueError("G4 in more than one strip")
    strip = data[offsets[0] : offsets[0] + sizes[0]]
    black_is_one = b"true" if photometric == 1 else b"false"
    entries = (
        b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms "
        b"<< /K -1 /Columns %d /Rows %d /BlackIs1 %s >>" % (image.width, image.height, black_is_one)
    )
    return entries, strip


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
