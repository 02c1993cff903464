"""A page of the entity without a form of its own: its head, and paragraphs that wrap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reportlab.lib.colors import HexColor

from app.services.documents import fonts

LEFT, RIGHT, TOP, SIZE = 72.0, 540.0, 720.0, 10.5
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def long_day(day: dt.date) -> str:
    """«9 de julio de 2026»."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def head(canvas: Any) -> None:
    """Who writes, over a line."""
    canvas.setFillColor(HexColor("#16306b"))
    canvas.setFont(fonts.BOLD, 10)
    canvas.drawString(LEFT, TOP + 22, "Unidad para las Víctimas")
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(LEFT, TOP + 10, "Servicio al Ciudadano · Grupo de Respuesta Escrita")
    canvas.line(LEFT, TOP + 4, RIGHT, TOP + 4)
    canvas.setFillColor(HexColor("#000000"))


def paragraph(canvas: Any, words: str, y: float, bold: bool) -> float:
    """Write a paragraph from `y` down; where the next one begins."""
    font = fonts.BOLD if bold else fonts.REGULAR
    for line in lines(words, bold):
        canvas.setFont(font, SIZE)
        canvas.drawString(LEFT, y, line)
        y -= SIZE * 1.4
    return y


def lines(words: str, bold: bool) -> Iterator[str]:
    """The words cut to the width of the page."""
    font = fonts.BOLD if bold else fonts.REGULAR
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and fonts.width(longer, font, SIZE) > RIGHT - LEFT:
            yield line
            line = word
        else:
            line = longer
    yield line
