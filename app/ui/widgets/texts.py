"""Texts with a role, the line between them, and asking the sheet again.

Functions only, as everything that the login imports: a class made from one of Qt's takes half a millisecond.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QFrame, QLabel, QWidget

_Heads = Literal["display", "title", "heading", "cover", "coverline", "coverfoot", "brand", "figure"]
Role = _Heads | Literal["", "strong", "sub", "help", "section", "error"]


def text(words: str, role: Role = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the text roles of the style sheet (so it follows theme and scale by itself)."""
    made = QLabel(words)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def line() -> QFrame:
    """A thin horizontal separator."""
    made = QFrame()
    made.setProperty("frame", "line")
    made.setFixedHeight(1)
    return made


def restyle(widget: QWidget) -> None:
    """Apply the sheet again after a property that it reads has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
