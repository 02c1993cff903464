"""What a digital signature shows on the page: the image, and name, office and time in an embedded font."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from reportlab.pdfbase import pdfmetrics

from app.errors import InvalidInput
from app.services.documents import fonts
from app.services.documents.richtext import one_line
from app.services.documents.stamp import packed

#: Characters of any moment: with them in every subset, one subset serves a whole batch.
_ALWAYS = "0123456789-:+./, "
_SIZE, _LEADING, _GAP = 6.6, 7.8, 6.0
_MAX_LINES = 7
#: Codes below this one are left alone: they mean control characters to some readers.
_FIRST_CODE = 33


class StampText(InvalidInput):
    """El texto de la estampa no se puede imprimir. Revise el nombre y el cargo de quien firma."""

    code = "stamp_text"


@dataclass(frozen=True)
class Stamp:
    """What the signature shows: a normalised PNG or nothing, and lines of text."""

    image: bytes | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Subset:
    """The letters that a stamp needs of the font, and the bytes that embed them."""

    code: dict[str, int]
    program: bytes
    length: int
    unicode: bytes
    descriptor: bytes
    widths: bytes


def face_objects(stamp: Stamp, size: tuple[float, float], first: int) -> dict[int, bytes]:
    """The objects of the appearance, numbered from `first`, which is the form itself.

    Raises StampText when the font lacks a letter or the lines don't fit, BadSignatureImage for the image.
    """
    objects: dict[int, bytes] = {}
    content: list[bytes] = []
    resources: list[bytes] = []
    left, free = 0.0, first + 1
    if stamp.image is not None:
        image = packed(stamp.image)
        room = (size[0] * 0.46 if stamp.lines else size[0], size[1])
        scale = min(room[0] / image.pixels[0], room[1] / image.pixels[1])
        width, height = image.pixels[0] * scale, image.pixels[1] * scale
        content.append(b"q %.3f 0 0 %.3f 0 %.3f cm /Firma Do Q" % (width, height, (size[1] - height) / 2))
        objects |= image.objects(free, free + 1)
        resources.append(b"/XObject << /Firma %d 0 R >>" % free)
        free += 2
        left = room[0] + _GAP
    lines = [one_line(line) for line in stamp.lines if one_line(line)]
    if lines:
        subset = _subset("".join(sorted(set("".join(lines)) | set(_ALWAYS))))
        content.append(_text(subset, _wrapped(lines, size[0] - left), left, size[1]))
        objects |= _font_objects(subset, free)
        resources.append(b"/Font << /Letra %d 0 R >>" % free)
    drawing = b"\n".join(content)
    objects[first] = (
        b"<< /Type /XObject /Subtype /Form /FormType 1 /BBox [ 0 0 %g %g ] /Resources << %s >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (*size, b" ".join(resources), len(drawing), drawing)
    )
    return objects


def _wrapped(lines: Sequence[str], width: float) -> list[str]:
    out = [row for line in lines for row in _rows(line, width)]
    if len(out) > _MAX_LINES or any(fonts.width(row, fonts.REGULAR, _SIZE) > width for row in out):
        raise StampText(
            "does not fit", sentence="El texto de la estampa no cabe en su recuadro. Acorte el cargo o el nombre."
        )
    return out


@lru_cache(maxsize=128)
def _rows(line: str, width: float) -> tuple[str, ...]:
    """The line in rows no wider than that, as far as its words allow; a batch shows the same ones."""
    rows: list[str] = []
    row = ""
    for word in line.split(" "):
        longer = f"{row} {word}".strip()
        if row and fonts.width(longer, fonts.REGULAR, _SIZE) > width:
            rows.append(row)
            longer = word
        row = longer
    return (*rows, row)


def _text(subset: _Subset, rows: Sequence[str], left: float, height: float) -> bytes:
    top = height / 2 + _LEADING * len(rows) / 2 - _SIZE
    shown = b" T* ".join(b"<%s> Tj" % bytes(subset.code[char] for char in row).hex().encode() for row in rows)
    return b"q BT 0.1 0.13 0.2 rg /Letra %g Tf %g TL %.2f %.2f Td %s ET Q" % (_SIZE, _LEADING, left, top, shown)


def _font_objects(subset: _Subset, first: int) -> dict[int, bytes]:
    name = b"/PQRFRM+LiberationSans"
    last = _FIRST_CODE + len(subset.code) - 1
    return {
        first: b"<< /Type /Font /Subtype /TrueType /BaseFont %s /FirstChar %d /LastChar %d /Widths [ %s ] "
        b"/FontDescriptor %d 0 R /ToUnicode %d 0 R >>" % (name, _FIRST_CODE, last, subset.widths, first + 1, first + 3),
        first + 1: b"<< /Type /FontDescriptor /FontName %s %s /FontFile2 %d 0 R >>"
        % (name, subset.descriptor, first + 2),
        first + 2: b"<< /Length %d /Length1 %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
        % (len(subset.program), subset.length, subset.program),
        first + 3: b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
        % (len(subset.unicode), subset.unicode),
    }


@lru_cache(maxsize=16)
def _subset(letters: str) -> _Subset:
    """The font cut down to those letters; kept, because a batch shows the same name many times."""
    missing = fonts.missing_glyphs(letters)
    if missing or len(letters) > 200:
        shown = min(missing, default="")
        raise StampText(
            "missing glyph",
            sentence=f"La letra «{shown}» de la estampa no se puede imprimir. Revise el nombre y el cargo.",
        )
    codes = {char: _FIRST_CODE + place for place, char in enumerate(letters)}
    with fonts.TYPESETTING:
        face = cast(Any, pdfmetrics.getFont(fonts.REGULAR)).face
        program = face.makeSubset([ord(" ")] * _FIRST_CODE + [ord(char) for char in letters])
        widths = b" ".join(b"%d" % round(face.getCharWidth(ord(char))) for char in letters)
    box = b" ".join(b"%d" % value for value in face.bbox)
    # Symbolic: the subset has an encoding of its own.
    descriptor = b"/Ascent %d /Descent %d /CapHeight %d /Flags 4 /FontBBox [ %s ] /ItalicAngle 0 /StemV %d" % (
        face.ascent, face.descent, face.capHeight, box, face.stemV,
    )  # fmt: skip
    return _Subset(codes, zlib.compress(program, 9), len(program), zlib.compress(_unicode(codes)), descriptor, widths)


def _unicode(codes: dict[str, int]) -> bytes:
    """The map from codes to characters that lets the stamp be read and copied."""
    rows = [f"<{code:02X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    maps = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{maps}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
