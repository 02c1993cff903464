"""Stamps the director's signature on a rendered letter as a new revision of the file (activity 22).

The letter reserves a form of its own for the signature and names it in the catalogue. Stamping appends a revision in
which that one form draws the image: the rendered bytes stay as the prefix of the stamped ones, so anyone can check
that nothing else changed, a repeated stamp gives the same bytes, and no third library rewrites the file.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from app.errors import PqrError
from app.services.documents.signature_image import normalise
from app.services.documents.tagged_canvas import SIGNATURE_KEY

_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")


class NotALetter(PqrError):
    """El archivo no es una carta hecha por este programa, así que no se puede firmar. Genere la carta de nuevo."""

    code = "not_a_letter"


class AlreadyStamped(PqrError):
    """La carta ya tiene firma. No se firma dos veces."""

    code = "already_stamped"


@dataclass(frozen=True, slots=True)
class _File:
    """What stamping needs to know of a rendered letter."""

    start: int
    size: int
    root: int
    trailer: bytes
    box: int
    box_offset: int


def stamp(pdf: bytes, signature: bytes) -> bytes:
    """The letter with the signature image (PNG) drawn in its reserved box; the input is a prefix of the result.

    Raises NotALetter when `pdf` was not made by `letter.render`, AlreadyStamped when it has a signature,
    BadSignatureImage when the image does not serve.
    """
    if is_stamped(pdf):
        raise AlreadyStamped("stamp on a stamped letter")
    file = _read(pdf)
    pixels, colour, alpha = _packed(signature)
    picture, mask = file.size, file.size + 1
    objects = {
        file.box: _drawing(_box_size(pdf, file), pixels, picture),
        picture: _image(colour, pixels, b"/DeviceRGB", b"/SMask %d 0 R" % mask),
        mask: _image(alpha, pixels, b"/DeviceGray", b""),
    }
    return _append(pdf, file, objects)


def is_stamped(pdf: bytes) -> bool:
    """Whether the letter carries the revision that `stamp` writes. Raises NotALetter for a file that isn't ours."""
    revisions = pdf.count(b"\nstartxref\n")
    first = pdf[: pdf.find(b"%%EOF") + 6] if revisions > 1 else pdf
    _read(first)
    return revisions > 1


def rendered_part(pdf: bytes) -> bytes:
    """The bytes as `letter.render` made them, before the stamp."""
    return pdf[: pdf.find(b"%%EOF\n") + 6]


def _read(pdf: bytes) -> _File:
    tail = re.search(rb"startxref\s+(\d{1,10})\s+%%EOF\s*$", pdf[-64:])
    if not pdf.startswith(b"%PDF-") or tail is None:
        raise NotALetter("no end of file mark")
    start = int(tail[1])
    offsets, trailer = _table(pdf, start)
    root = re.search(rb"/Root (\d+) 0 R", trailer)
    if root is None:
        raise NotALetter("no root")
    catalog = _object(pdf, offsets, int(root[1]))
    box = re.search(rb"/" + SIGNATURE_KEY.encode() + rb" (\d+) 0 R", catalog)
    if box is None:
        raise NotALetter("no reserved box")
    number = int(box[1])
    _object(pdf, offsets, number)
    return _File(start, len(offsets), int(root[1]), trailer, number, offsets[number])


def _table(pdf: bytes, start: int) -> tuple[list[int], bytes]:
    """Offsets by object number and the trailer; reportlab writes one classic table."""
    head = re.compile(rb"xref\s+0 (\d{1,7})\s+").match(pdf, start)
    trailer_at = pdf.find(b"trailer", start)
    if head is None or trailer_at < 0:
        raise NotALetter("no classic cross-reference table")
    entries = _ENTRY.findall(pdf, head.end(), trailer_at)
    if len(entries) != int(head[1]):
        raise NotALetter("cross-reference table cut short")
    return [int(offset) for offset, _generation, _state in entries], pdf[trailer_at:]


def _object(pdf: bytes, offsets: list[int], number: int) -> bytes:
    if number >= len(offsets):
        raise NotALetter("reference outside the table")
    head = b"%d 0 obj" % number
    start = offsets[number]
    stop = pdf.find(b"endobj", start)
    if not pdf.startswith(head, start) or stop < 0:
        raise NotALetter("object is not where the table says")
    return pdf[start:stop]


def _box_size(pdf: bytes, file: _File) -> tuple[float, float]:
    text = pdf[file.box_offset : pdf.find(b"stream", file.box_offset)]
    box = re.search(rb"/BBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", text)
    if box is None:
        raise NotALetter("reserved box without size")
    return float(box[1]), float(box[2])


def _drawing(box: tuple[float, float], pixels: tuple[int, int], picture: int) -> bytes:
    scale = min(box[0] / pixels[0], box[1] / pixels[1])
    width, height = pixels[0] * scale, pixels[1] * scale
    content = b"q %.3f 0 0 %.3f 0 0 cm /Firma Do Q" % (width, height)
    return (
        b"<< /Type /XObject /Subtype /Form /FormType 1 /BBox [ 0 0 %g %g ] /Matrix [ 1 0 0 1 0 0 ] "
        b"/Resources << /XObject << /Firma %d 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
        % (*box, picture, len(content), content)
    )


@lru_cache(maxsize=4)
def _packed(signature: bytes) -> tuple[tuple[int, int], bytes, bytes]:
    """Size, colours and transparency of the normalised image; kept, because a batch stamps one image many times."""
    with Image.open(io.BytesIO(normalise(signature)), formats=["PNG"]) as image:
        rgba = image.convert("RGBA")
    colour, alpha = rgba.convert("RGB").tobytes(), rgba.getchannel("A").tobytes()
    return rgba.size, zlib.compress(colour, 9), zlib.compress(alpha, 9)


def _image(packed: bytes, pixels: tuple[int, int], space: bytes, extra: bytes) -> bytes:
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
        b"/Filter /FlateDecode %s /Length %d >>\nstream\n%s\nendstream" % (*pixels, space, extra, len(packed), packed)
    )


def _append(pdf: bytes, file: _File, objects: dict[int, bytes]) -> bytes:
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    sections: list[bytes] = []
    for number in sorted(objects):
        sections.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n" + b"".join(sections) + b"trailer\n<< /Size %d /Prev %d" % (file.size + 2, file.start)
    info = re.search(rb"/Info (\d+ 0 R)", file.trailer)
    if info is not None:
        out += b" /Info " + info[1]
    first = re.search(rb"/ID\s*\[\s*<([0-9a-fA-F]+)>", file.trailer)
    revision = hashlib.sha256(bytes(out)).hexdigest()[:32].encode()
    out += b" /Root %d 0 R /ID [ <%s> <%s> ] >>\n" % (file.root, first[1] if first else revision, revision)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
