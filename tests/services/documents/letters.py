"""An invented letter and the small tools that read it back, shared by the document tests."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pypdfium2 as pdfium
from PIL import Image
from reportlab.graphics.barcode.code128 import _patterns

from app.clock import BOGOTA
from app.services.documents.letter import Addressee, ClaimAnswer, Decision, Letter, Signatory

NUMBER, SHOWN = "202672018065241", "2026-720-1806524-1"


def letter(**changes: Any) -> Letter:
    """A letter of two claims; `changes` replace its fields."""
    value = Letter(
        filing_number=NUMBER,
        filed_at=datetime(2026, 11, 21, 10, 5, tzinfo=BOGOTA),
        city="Bogotá D. C.",
        addressee=Addressee("María José Ñáñez Güiza", ("Calle 26 n.º 92-32, barrio El Dorado",), "Quibdó, Chocó"),
        subject="Respuesta a derecho de petición radicado No. 2026-711-806524-2",
        incoming_number="20267118065242",
        incoming_on=date(2026, 10, 30),
        lex_code="7714205",
        identity="CC 25.673.587",
        claims=(
            ClaimAnswer("Reprogramación del giro", Decision.GRANTS, "<p>Usted puede <b>cobrar</b> $ 1.085.000.</p>",
                        "insumo de Gestión Social y Humanitaria, 19/11/2026"),
            ClaimAnswer("Subsidio de vivienda", "traslada", "<p>Se trasladó al Ministerio de Vivienda.</p>"),
        ),
        signatory=Signatory(
            "Beatriz Elena Sanín Ossa", "Directora de Gestión Social y Humanitaria", "Resolución 01187 de 2026"
        ),
        topic="la atención humanitaria",
        attachments=("copia del traslado",),
        copies=("Ministerio de Vivienda",),
        prepared_by="P. Mejía",
        reviewed_by="L. Muñetón",
    )  # fmt: skip
    return replace(value, **changes)


def texts(pdf: bytes) -> list[str]:
    """The text of each page, white space as single spaces."""
    with pdfium.PdfDocument(pdf) as document:
        out = []
        for page in document:
            words = page.get_textpage()
            out.append(re.sub(r"\s+", " ", words.get_text_range()))
            words.close()
            page.close()
    return out


def picture(pdf: bytes, page: int = 0, scale: float = 2.0) -> Image.Image:
    """One page drawn in grey."""
    with pdfium.PdfDocument(pdf) as document:
        sheet = document[page]
        image: Image.Image = sheet.render(scale=scale, grayscale=True).to_pil().convert("L")
        sheet.close()
    return image


def code128_of(row: list[int]) -> str:
    """Read the Code128 in a row of grey pixels with its check sum; empty when there is none."""
    runs = _runs(row)
    for start in range(len(runs)):
        if runs[start][0]:
            text = _decode(runs[start:])
            if text:
                return text
    return ""


#: Bar and space widths of each value, as the standard gives them.
_WIDTHS = {
    tuple(ord(char.lower()) - 96 for char in pattern): value
    for value, pattern in _patterns.items()
    if len(pattern) == 6
}


def _runs(row: list[int]) -> list[tuple[bool, int]]:
    runs: list[tuple[bool, int]] = []
    for value in row:
        dark = value < 128
        if runs and runs[-1][0] == dark:
            runs[-1] = (dark, runs[-1][1] + 1)
        else:
            runs.append((dark, 1))
    return runs


def _symbols(runs: list[tuple[bool, int]]) -> list[int]:
    """Values from the start symbol to the one before the stop; empty when the widths are no code."""
    out: list[int] = []
    for place in range(0, len(runs) - 5, 6):
        widths = [length for _dark, length in runs[place : place + 6]]
        module = sum(widths) / 11
        value = _WIDTHS.get(tuple(round(width / module) for width in widths))
        if not isinstance(value, int):
            break
        out.append(value)
    return out


def _decode(runs: list[tuple[bool, int]]) -> str:
    values = _symbols(runs)
    if len(values) < 4 or values[0] not in (104, 105):
        return ""
    if 106 in values:
        values = values[: values.index(106)]
    *data, check = values[1:]
    if (values[0] + sum(place * value for place, value in enumerate(data, 1))) % 103 != check:
        return ""
    text, pairs = "", values[0] == 105
    for value in data:
        if (pairs and value == 100) or (not pairs and value == 99):
            pairs = not pairs
        else:
            text += f"{value:02d}" if pairs else chr(value + 32)
    return text
