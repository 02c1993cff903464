"""The drawings of the icons (Phosphor, MIT), painted with a colour or written as a file with it."""

from __future__ import annotations

import zlib
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.paths import RESOURCES, data_dir

FOLDER = RESOURCES / "icons"


@cache
def source(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source(name).replace(b"currentColor", tint.encode())))


def paint_icon(painter: QPainter, name: str, rect: QRectF, tint: QColor) -> None:
    """Draw the icon `name` (file stem of resources/icons) inside `rect`."""
    _renderer(name, tint.name()).render(painter, rect)


def tinted_file(name: str, tint: str) -> str:
    """Path of the icon written with that colour: style sheets only accept url()."""
    body = source(name).replace(b"currentColor", tint.encode())
    folder = data_dir() / "cache" / "icons"
    # The drawing's checksum: another version of the program may draw the same icon otherwise.
    target = folder / f"{name}-{tint.lstrip('#')}-{zlib.crc32(body):08x}.svg"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return target.as_posix()
