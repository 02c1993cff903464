"""The notice (aviso, CPACA art. 69) as a page to publish: who is notified of which letter, never what it says."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from app import filing_number
from app.services.documents import barcodes, fonts
from app.services.documents.richtext import one_line

_LEFT, _RIGHT, _TOP = 72.0, 540.0, 720.0
_NAVY = Color(0.06, 0.22, 0.47)
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """What the page says. `cause` is why the mail came back; empty when no address was ever known."""

    number: str
    addressee: str
    outgoing: str
    incoming: str
    filed_on: dt.date
    today: dt.date
    signatory: str
    position: str
    cause: str
    fixed_on: dt.date
    removed_on: dt.date
    effective_on: dt.date


def render(notice: NoticeText) -> bytes:
    """One page; equal values give equal bytes. Thread-safe."""
    fonts.register()
    out = io.BytesIO()
    with fonts.TYPESETTING:
        options: dict[str, Any] = {"initialFontName": fonts.REGULAR, "invariant": 1, "pageCompression": 1}
        canvas: Any = Canvas(out, pagesize=letter, lang="es-CO", **options)
        canvas.setTitle(f"Aviso {one_line(notice.number)}")
        _head(canvas, notice)
        y = _TOP - 96
        for words, bold in _paragraphs(notice):
            y = _paragraph(canvas, words, y, bold=bold) - 9
        _days(canvas, notice, y - 14)
        barcodes.code128(canvas, notice.outgoing, _LEFT, 84, width=190, height=25)
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawString(_LEFT, 72, f"Radicado de salida {filing_number.shown(notice.outgoing)}")
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def long_date(day: dt.date) -> str:
    """27 de noviembre de 2026."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def _head(canvas: Any, notice: NoticeText) -> None:
    canvas.setFillColor(_NAVY)
    canvas.setFont(fonts.BOLD, 10)
    canvas.drawString(_LEFT, _TOP + 22, "Unidad para las Víctimas")
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(_LEFT, _TOP + 10, "Notificación por aviso · artículo 69 de la Ley 1437 de 2011")
    canvas.setStrokeColor(_NAVY)
    canvas.line(_LEFT, _TOP + 4, _RIGHT, _TOP + 4)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(fonts.BOLD, 13)
    canvas.drawCentredString(306, _TOP - 34, _title(notice.number))
    canvas.setFont(fonts.REGULAR, 9.5)
    canvas.drawCentredString(306, _TOP - 50, f"Bogotá D. C., {long_date(notice.today)}")


def _title(number: str) -> str:
    """«AVISO 17», and «AVISO-2026-017» as it is."""
    shown = one_line(number)[:40]
    return shown if shown.upper().startswith("AVISO") else f"AVISO {shown}"


def _paragraphs(notice: NoticeText) -> list[tuple[str, bool]]:
    why = "no se conoce una dirección donde entregarla"
    if notice.cause:
        why = f"el operador postal devolvió el envío con la causal «{notice.cause}»"
    return [
        (f"Se avisa a {notice.addressee}:", True),
        (
            f"Que la Unidad respondió la petición con radicado {filing_number.shown(notice.incoming)} mediante la"
            f" comunicación con radicado {filing_number.shown(notice.outgoing)} del {long_date(notice.filed_on)},"
            f" firmada por {notice.signatory}, {notice.position}.",
            False,
        ),
        (f"Que se acude a este medio porque {why}.", False),
        (
            "La comunicación informa los recursos que proceden, ante quién se interponen y en qué plazo. Para recibirla"
            " completa y sin costo, la persona puede presentarse con su documento en cualquier punto de atención o"
            " llamar a la línea 018000 911119.",
            False,
        ),
        (
            "Este aviso se publica por cinco (5) días hábiles en la página electrónica de la Unidad y en un lugar de"
            " acceso al público. La notificación se considera surtida al finalizar el día siguiente al retiro del"
            " aviso.",
            False,
        ),
    ]


def _days(canvas: Any, notice: NoticeText, y: float) -> None:
    width = (_RIGHT - _LEFT) / 3
    named = (
        ("Se fija", notice.fixed_on), ("Se desfija", notice.removed_on), ("Surtida al final del", notice.effective_on),
    )  # fmt: skip
    for place, (title, day) in enumerate(named):
        x = _LEFT + place * width
        canvas.setStrokeColor(_NAVY)
        canvas.rect(x, y - 46, width - 10, 46)
        canvas.setFont(fonts.REGULAR, 8.5)
        canvas.drawString(x + 8, y - 15, title)
        canvas.setFont(fonts.BOLD, 10)
        canvas.drawString(x + 8, y - 33, long_date(day))
    canvas.setFont(fonts.REGULAR, 9)
    for step, dy in (("fijación", 92), ("desfijación", 128)):
        title = f"Constancia de {step}: nombre, firma y hora"
        canvas.line(_LEFT, y - dy, _RIGHT, y - dy)
        canvas.drawString(_LEFT, y - dy - 11, title)


def _paragraph(canvas: Any, words: str, y: float, *, bold: bool) -> float:
    font, size = (fonts.BOLD if bold else fonts.REGULAR), 11.0
    row = ""
    for word in one_line(words).split(" "):
        if row and fonts.width(f"{row} {word}", font, size) > _RIGHT - _LEFT:
            y = _row(canvas, row, y, font, size)
            row = ""
        row = f"{row} {word}".strip()
    return _row(canvas, row, y, font, size)


def _row(canvas: Any, row: str, y: float, font: str, size: float) -> float:
    canvas.setFont(font, size)
    canvas.drawString(_LEFT, y, row[:200])
    return y - 15
