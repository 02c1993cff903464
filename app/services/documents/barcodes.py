"""Code128 and QR drawn as vectors, fast enough for thousands of letters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.units import mm

#: Below 20 mm the code of a letter could not be read from a 150 dpi scan (measured).
QR_SIDE = 21 * mm
#: Any mask is valid; searching the prettiest of eight costs more than the rest of the letter's header.
_MASK = 2


def code128(canvas: Any, text: str, x: float, y: float, *, width: float, height: float) -> None:
    """Draw `text` as Code128, `width` points wide, lower left corner at (x, y)."""
    natural = Code128(text, barWidth=1, barHeight=height, quiet=False).width
    Code128(text, barWidth=width / natural, barHeight=height, quiet=False).drawOn(canvas, x, y)


def qr(canvas: Any, text: str, x: float, y: float, side: float = QR_SIDE) -> None:
    """Draw `text` as a QR of `side` points, lower left corner at (x, y)."""
    modules = _modules(text)
    count = len(modules)
    # One unit per module keeps the operators short: integers instead of long decimals.
    out = [f"q {side / count:.4f} 0 0 {side / count:.4f} {x:.2f} {y:.2f} cm"]
    for row, cells in enumerate(modules):
        out += [f"{start} {count - 1 - row} {length} 1 re" for start, length in _dark_runs(cells)]
    out.append("f Q")
    canvas._code.append("\n".join(out))


@lru_cache(maxsize=256)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)
    return tuple(tuple(bool(cell) for cell in row) for row in code.modules)


def _dark_runs(cells: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = 0
    while start < len(cells):
        stop = start
        while stop < len(cells) and cells[stop]:
            stop += 1
        if stop > start:
            runs.append((start, stop - start))
        start = stop + 1
    return runs
