"""Phosphor icons (MIT) tinted with the theme and sharp at every screen scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from app.ui.theme.drawings import paint_icon, source
from app.ui.theme.theme import color


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
        made.fill(QColor(0, 0, 0, 0))
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
    source(name)
    engine = _Engine(name, token, active or token)
    _alive.append(engine)
    return QIcon(engine)


# QIcon owns its engine in C++; the Python half has to outlive it.
_alive: list[QIconEngine] = []
