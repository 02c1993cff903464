"""The dispatch sheet on paper: landscape, eighteen rows a page, totals, guide range and three signatures."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from app import filing_number
from app.services.documents import barcodes, fonts
from app.services.documents.dispatch_sheet import (
    ROWS,
    Person,
    Piece,
    Sheet,
    guide_range,
    pages,
    require_ready,
    totals,
)
from app.services.documents.richtext import one_line

_WIDTH, _HEIGHT = (float(side) for side in landscape(letter))
_LEFT, _RIGHT = 28.0, _WIDTH - 28.0
_TOP_OF_TABLE = _HEIGHT - 138.0
_HEAD, _ROW = 24.0, 18.3
_NAVY, _LINE, _BAND = Color(0.06, 0.22, 0.47), Color(0.55, 0.6, 0.67), Color(0.92, 0.94, 0.98)
#: Title (two lines), width in points, alignment.
_COLUMNS = (
    ("N.º|", 20, "r"), ("Nombre|destinatario", 104, "l"), ("Dirección|", 120, "l"), ("Ciudad|", 58, "l"),
    ("Departamento|", 50, "l"), ("Doc./|paq.", 22, "c"), ("Urb./|nac.", 22, "c"), ("Peso|kg", 27, "r"),
    ("Cant.|", 22, "r"), ("Valor|envío $", 36, "r"), ("Valor|declar. $", 42, "r"), ("Seguro|2 % $", 32, "r"),
    ("Valor|total $", 36, "r"), ("Guía|", 64, "c"), ("Radicado de|salida (cliente)", 81, "c"),
)  # fmt: skip


def render(sheet: Sheet) -> bytes:
    """The sheet as PDF, deterministic; raises SheetNotReady while `dispatch_sheet.check` finds something."""
    require_ready(sheet)
    fonts.register()
    target = io.BytesIO()
    with fonts.TYPESETTING:
        options: dict[str, Any] = {"initialFontName": fonts.REGULAR, "invariant": 1, "pageCompression": 1}
        canvas = Canvas(target, pagesize=(_WIDTH, _HEIGHT), lang="es-CO", **options)
        canvas.setTitle(f"Planilla de envíos {one_line(sheet.number)}")
        canvas.setAuthor(one_line(sheet.sender))
        groups = pages(sheet)
        for index, group in enumerate(groups):
            _page(canvas, sheet, group, index, len(groups))
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _page(canvas: Any, sheet: Sheet, group: tuple[Piece, ...], index: int, count: int) -> None:
    canvas.setLineWidth(0.5)
    _title(canvas, sheet, index, count)
    _header(canvas, sheet)
    _table(canvas, group, index * ROWS)
    _sums(canvas, sheet, group, last=index == count - 1)
    _signatures(canvas, sheet)


def _title(canvas: Any, sheet: Sheet, index: int, count: int) -> None:
    y = _HEIGHT - 38
    canvas.setFillColor(_NAVY)
    canvas.setFont(fonts.BOLD, 13)
    canvas.drawString(_LEFT, y, "Planilla para la imposición de envíos")
    canvas.setFont(fonts.REGULAR, 8)
    canvas.setFillColorRGB(0.25, 0.28, 0.33)
    canvas.drawString(_LEFT, y - 11, "Operador postal 4-72 · Formato PR-AD-002-FR 001")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(fonts.BOLD, 10)
    canvas.drawRightString(_RIGHT - 150, y, f"Planilla n.º {one_line(sheet.number)}")
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawRightString(_RIGHT - 150, y - 11, f"Hoja {index + 1} de {count}")
    barcodes.code128(canvas, _code(sheet), _RIGHT - 140, y - 12, width=140, height=24)


def _code(sheet: Sheet) -> str:
    return "".join(char for char in one_line(sheet.number) if char.isascii() and char.isprintable())[:24] or "0"


def _header(canvas: Any, sheet: Sheet) -> None:
    guides = guide_range(sheet)
    cells = (
        (("Razón social", sheet.sender, 250), ("NIT", sheet.nit, 92),
         ("Dirección (retorno de planillas)", sheet.sender_address, 220),
         ("Ciudad", sheet.city, 90), ("Código de identificación", sheet.customer_code, 84)),
        (("Tipo de servicio", sheet.service, 130), ("Contrato", sheet.contract, 80),
         ("Forma de pago", sheet.payment, 70),
         ("Fecha de imposición", f"{sheet.imposed_on:%d/%m/%Y}", 84), ("Guías desde", guides.first, 96),
         ("Guías hasta", guides.last, 96), ("Saltos de consecutivo", _skips(sheet, len(guides.missing)), 180)),
    )  # fmt: skip
    y = _HEIGHT - 62
    for row in cells:
        x = _LEFT
        for label, value, width in row:
            canvas.setStrokeColor(_LINE)
            canvas.rect(x, y - 30, width, 30)
            canvas.setFillColorRGB(0.35, 0.38, 0.43)
            canvas.setFont(fonts.REGULAR, 6.5)
            canvas.drawString(x + 4, y - 9, label)
            canvas.setFillColorRGB(0, 0, 0)
            _fitted(canvas, one_line(value), x + 4, y - 22, width - 8, fonts.BOLD, 8.5)
            x += width
        y -= 34


def _skips(sheet: Sheet, missing: int) -> str:
    if not missing:
        return "Ninguno"
    parts = []
    for skip in sheet.skips:
        upto = f" a {skip.last[-6:]}" if skip.last and skip.last != skip.first else ""
        parts.append(f"{skip.first[-6:]}{upto}: {skip.reason}")
    return f"{missing} · " + "; ".join(parts)


def _table(canvas: Any, group: tuple[Piece, ...], before: int) -> None:
    y = _TOP_OF_TABLE
    canvas.setFillColor(_BAND)
    canvas.rect(_LEFT, y - _HEAD, _RIGHT - _LEFT, _HEAD, stroke=0, fill=1)
    bottom = y - _HEAD - ROWS * _ROW
    canvas.setStrokeColor(_LINE)
    for line in range(ROWS + 1):
        canvas.line(_LEFT, y - _HEAD - line * _ROW, _RIGHT, y - _HEAD - line * _ROW)
    canvas.line(_LEFT, y, _RIGHT, y)
    canvas.setFillColor(_NAVY)
    for x, (title, width, _align) in _placed():
        upper, lower = title.split("|")
        _aligned(canvas, upper, x, y - 10, width, "c", fonts.BOLD, 6.6)
        _aligned(canvas, lower, x, y - 18, width, "c", fonts.BOLD, 6.6)
        canvas.line(x, y, x, bottom)
    canvas.line(_RIGHT, y, _RIGHT, bottom)
    canvas.setFillColorRGB(0, 0, 0)
    for row, piece in enumerate(group):
        base = y - _HEAD - row * _ROW - 11.8
        for (x, (_title, width, align)), value in zip(_placed(), _values(piece, before + row + 1), strict=True):
            _aligned(canvas, value, x, base, width, align, fonts.REGULAR, 7.4)


def _placed() -> list[tuple[float, tuple[str, float, str]]]:
    """Each column with its left edge; the last one takes what is left of the width."""
    out: list[tuple[float, tuple[str, float, str]]] = []
    x = _LEFT
    for title, width, align in _COLUMNS[:-1]:
        out.append((x, (title, float(width), align)))
        x += width
    out.append((x, (_COLUMNS[-1][0], _RIGHT - x, _COLUMNS[-1][2])))
    return out


def _values(piece: Piece, ordinal: int) -> tuple[str, ...]:
    return (
        str(ordinal), one_line(piece.addressee), one_line(piece.address), one_line(piece.municipality),
        one_line(piece.department), one_line(piece.content)[:3].capitalize() + ".",
        one_line(piece.scope)[:3].capitalize() + ".",
        _kilos(piece.weight_g), str(piece.quantity), money(piece.price_cop), money(piece.declared_cop),
        money(piece.insurance_cop), money(piece.total_cop), one_line(piece.guide),
        filing_number.shown(piece.filing_number),
    )  # fmt: skip


def _sums(canvas: Any, sheet: Sheet, group: tuple[Piece, ...], *, last: bool) -> None:
    y = _TOP_OF_TABLE - _HEAD - ROWS * _ROW - 13
    whole, here = totals(sheet.pieces), totals(group)
    canvas.setFont(fonts.BOLD, 8)
    text = f"Esta hoja: {here.pieces} envíos · {_kilos(here.weight_g)} kg · $ {money(here.total_cop)}"
    canvas.drawString(_LEFT, y, text)
    if last:
        sums = (("envíos", whole.price_cop), ("declarado", whole.declared_cop), ("seguro", whole.insurance_cop))
        text = f"Total de la planilla: {whole.pieces} envíos · {_kilos(whole.weight_g)} kg"
        text += "".join(f" · {name} $ {money(value)}" for name, value in (*sums, ("total", whole.total_cop)))
        canvas.drawRightString(_RIGHT, y, text)
    else:
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawRightString(_RIGHT, y, "El total de la planilla está en la última hoja.")


def _signatures(canvas: Any, sheet: Sheet) -> None:
    width, y = (_RIGHT - _LEFT - 24) / 3, 26.0
    people: tuple[tuple[str, Person], ...] = (
        ("Impositor", sheet.imposer), ("Transportista", sheet.carrier), ("Admisión", sheet.admission)
    )  # fmt: skip
    for place, (title, person) in enumerate(people):
        x = _LEFT + place * (width + 12)
        canvas.setStrokeColor(_LINE)
        canvas.rect(x, y, width, 64)
        canvas.setFillColor(_NAVY)
        canvas.setFont(fonts.BOLD, 8)
        canvas.drawString(x + 6, y + 53, title)
        canvas.setFillColorRGB(0, 0, 0)
        for label, value, dx, dy in (
            ("Nombre", person.name, 6, 40), ("C. C.", person.identity, 6, 27), ("Firma", "", 6, 8),
            ("Fecha", "", 112, 27), ("Hora", "", 172, 27),
        ):  # fmt: skip
            canvas.setFont(fonts.REGULAR, 7)
            canvas.drawString(x + dx, y + dy, f"{label}:")
            stop = x + (dx + 56 if label in ("Fecha", "Hora") else 108 if label == "C. C." else width - 6)
            canvas.line(x + dx + 29, y + dy - 1.5, stop, y + dy - 1.5)
            _fitted(canvas, one_line(value), x + dx + 31, y + dy, 150, fonts.BOLD, 7.5)


def _kilos(grams: int) -> str:
    return f"{grams / 1000:.3f}".replace(".", ",")


def money(pesos: int) -> str:
    """Whole pesos with dots: 1.254.720."""
    return f"{pesos:,}".replace(",", ".")


def _aligned(canvas: Any, text: str, x: float, y: float, width: float, align: str, font: str, size: float) -> None:
    if align == "l" and fonts.width(text, font, size) > width - 4:
        _two_lines(canvas, text, x + 2, y, width - 4, font, size - 0.9)
        return
    shown, used = _shortened(text, width - 4, font, size)
    offset = {"l": 2.0, "r": width - 2 - used, "c": (width - used) / 2}[align]
    canvas.setFont(font, size)
    canvas.drawString(x + offset, y, shown)


def _two_lines(canvas: Any, text: str, x: float, y: float, width: float, font: str, size: float) -> None:
    """An address is never cut if two smaller lines can hold it."""
    words, first = text.split(" "), ""
    while words and fonts.width(f"{first} {words[0]}".strip(), font, size) <= width:
        first = f"{first} {words.pop(0)}".strip()
    canvas.setFont(font, size)
    canvas.drawString(x, y + 3.2, first or _shortened(words.pop(0), width, font, size)[0])
    canvas.drawString(x, y - 3.8, _shortened(" ".join(words), width, font, size)[0])


def _fitted(canvas: Any, text: str, x: float, y: float, width: float, font: str, size: float) -> None:
    while size > 5.5 and fonts.width(text, font, size) > width:
        size -= 0.25
    canvas.setFont(font, size)
    canvas.drawString(x, y, _shortened(text, width, font, size)[0])


def _shortened(text: str, width: float, font: str, size: float) -> tuple[str, float]:
    used = fonts.width(text, font, size)
    if used <= width:
        return text, used
    # A hostile cell of a million letters would take one turn per letter.
    text = text[:400]
    while text and fonts.width(text + "…", font, size) > width:
        text = text[:-1]
    return text.rstrip() + "…", fonts.width(text.rstrip() + "…", font, size)
