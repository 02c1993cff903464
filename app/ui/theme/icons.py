"""Phosphor icons (MIT) tinted with the theme and sharp at every screen scale."""

from __future__ import annotations

import zlib
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import RESOURCES, data_dir
from app.ui.theme.theme import color

FOLDER = RESOURCES / "icons"


@cache
def _source(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", tint.encode())))


def paint_icon(painter: QPainter, name: str, rect: QRectF, tint: QColor) -> None:
    """Draw the icon `name` (file stem of resources/icons) inside `rect`."""
    _renderer(name, tint.name()).render(painter, rect)


class _Engine(QIconEngine):
    """Paints the SVG with the colour of the moment, so a theme change needs no new icons."""

    def __init__(self, name: str, token: str, active: str) -> None:
        super().__init__()
        self._name, self._token, self._active = name, token, active

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token, self._active)

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode == QIcon.Mode.Disabled:
            return color("text3")
        lit = state == QIcon.State.On or mode == QIcon.Mode.Selected
        return color(self._active if lit else self._token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self._name, QRectF(rect), self._tint(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # `size` is logical: without size x scale and the ratio set, icons are blurred at 150 %.
        made = QPixmap(QSize(round(size.width() * scale), round(size.height() * scale)))
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        if made.isNull():
            # A clear button that grows from nothing asks for its icon at no size.
            return made
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


@cache
def icon(name: str, token: str = "text2", active: str = "") -> QIcon:
    """A tinted icon; `active` is the token when checked or selected (the same when empty).

    Raises FileNotFoundError at once if there is no such icon: a typing mistake must not paint nothing.
    """
    _source(name)
    engine = _Engine(name, token, active or token)
    _alive.append(engine)
    return QIcon(engine)


# QIcon owns its engine in C++; the Python half has to outlive it.
_alive: list[QIconEngine] = []


def tinted_file(name: str, tint: str) -> str:
    """Path of the icon written with that colour: style sheets only accept url()."""
    body = _source(name).replace(b"currentColor", tint.encode())
    folder = data_dir() / "cache" / "icons"
    # The drawing's checksum: another version of the program may draw the same icon otherwise.
    target = folder / f"{name}-{tint.lstrip('#')}-{zlib.crc32(body):08x}.svg"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return target.as_posix()
