"""Stamps the director's signature on a rendered letter as a new revision of the file (activity 22).

The letter reserves a form of its own for the signature and names it in the catalogue. Stamping appends a revision in
which that one form draws the image: the rendered bytes stay as the prefix of the stamped ones, so anyone can check
that nothing else changed, a repeated stamp gives the same bytes, and no third library rewrites the file.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from app.errors import PqrError
from app.services.documents.letter_file import LetterFile
from app.services.documents.letter_file import NotALetter as NotALetter
from app.services.documents.signature_image import normalise


class AlreadyStamped(PqrError):
    """La carta ya tiene firma. No se firma dos veces."""

    code = "already_stamped"


def stamp(pdf: bytes, signature: bytes) -> bytes:
    """The letter with the signature image (PNG) drawn in its reserved box; the input is a prefix of the result.

    Raises NotALetter when `pdf` was not made by `letter.render`, AlreadyStamped when it has a signature,
    BadSignatureImage when the image does not serve.
    """
    if is_stamped(pdf):
        raise AlreadyStamped("stamp on a stamped letter")
    file = LetterFile.read(pdf)
    box = file.signature_box()
    picture, mask = file.size, file.size + 1
    image = packed(signature)
    objects = {box: _drawing(_box_size(file.object(box)), image.pixels, picture), **image.objects(picture, mask)}
    return file.append(objects, size=file.size + 2)


def is_stamped(pdf: bytes) -> bool:
    """Whether the letter carries the revision that `stamp` writes. Raises NotALetter for a file that isn't ours."""
    revisions = pdf.count(b"\nstartxref\n")
    first = pdf[: pdf.find(b"%%EOF") + 6] if revisions > 1 else pdf
    LetterFile.read(first)
    return revisions > 1


def rendered_part(pdf: bytes) -> bytes:
    """The bytes as `letter.render` made them, before the stamp."""
    return pdf[: pdf.find(b"%%EOF\n") + 6]


def _box_size(form: bytes) -> tuple[float, float]:
    box = re.search(rb"/BBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", form.partition(b"stream")[0])
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


@dataclass(frozen=True, slots=True)
class PackedImage:
    """A normalised signature: its size in pixels, and its colours and transparency compressed."""

    pixels: tuple[int, int]
    colour: bytes
    alpha: bytes

    def objects(self, picture: int, mask: int) -> dict[int, bytes]:
        """The two image objects of a PDF, under those numbers."""
        return {
            picture: _image(self.colour, self.pixels, b"/DeviceRGB", b"/SMask %d 0 R" % mask),
            mask: _image(self.alpha, self.pixels, b"/DeviceGray", b""),
        }


@lru_cache(maxsize=4)
def packed(signature: bytes) -> PackedImage:
    """The normalised image ready to write; kept, because a batch stamps one image many times."""
    with Image.open(io.BytesIO(normalise(signature)), formats=["PNG"]) as image:
        rgba = image.convert("RGBA")
    colour, alpha = rgba.convert("RGB").tobytes(), rgba.getchannel("A").tobytes()
    return PackedImage(rgba.size, zlib.compress(colour, 9), zlib.compress(alpha, 9))


def _image(packed_bytes: bytes, pixels: tuple[int, int], space: bytes, extra: bytes) -> bytes:
    head = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
        b"/Filter /FlateDecode %s /Length %d >>\nstream\n" % (*pixels, space, extra, len(packed_bytes))
    )
    return head + packed_bytes + b"\nendstream"
