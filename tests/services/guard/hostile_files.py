"""Builders of broken and hostile files for the intake tests."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PIL import Image


def tiff(width: int, height: int, *, loop: bool = False) -> bytes:
    """A TIFF that claims a size it doesn't have, or whose directory chain points at itself."""
    data = b"\x00" * 20
    entries = [(256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4), (262, 3, 0), (273, 4, 8), (277, 3, 1),
               (278, 4, height), (279, 4, len(data))]  # fmt: skip
    offset = 8 + len(data)
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<I", offset) + data + directory + struct.pack("<I", offset if loop else 0)


def pdf(media_box: bytes = b"0 0 612 792", stream: bytes = b"", filters: bytes = b"", kids: bytes = b"") -> bytes:
    """A one-page PDF with any box, stream and extra kids in its page tree."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R" + kids + b"]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + media_box + b"]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d%s>>stream\n" % (len(stream), filters) + stream + b"\nendstream",
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )


def flate_bomb(millions: int = 30) -> bytes:
    """A PDF of some KB whose page unpacks twice into hundreds of megabytes of drawing."""
    packed = zlib.compress(zlib.compress(b"0 0 m 1 1 l S\n" * (millions * 1_000_000), 9), 9)
    return pdf(stream=packed, filters=b"/Filter[/FlateDecode/FlateDecode]")


def big_png(path: Path, side: int = 30_000) -> None:
    """A PNG of some KB that unpacks into side × side pixels."""
    _png(path, side, b"\x00" + b"\xff" * ((side + 7) // 8), depth=1, colour=0)


def greedy_png(path: Path, side: int = 8_900) -> None:
    """A PNG under the limit of pixels whose colours and transparency take more memory than a scan may."""
    _png(path, side, b"\x00" + b"\x10\x20\x30\x80" * side, depth=8, colour=6)


def _png(path: Path, side: int, row: bytes, *, depth: int, colour: int) -> None:
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def many_pages_tiff(path: Path, pages: int) -> None:
    """A small TIFF with too many pages."""
    image = Image.new("1", (60, 60), 1)
    image.save(path, save_all=True, append_images=[image] * (pages - 1), compression="group4")
