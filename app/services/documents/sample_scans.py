"""Invented petitions as scanned PDFs for the demonstration: clean, skewed, dark, faint, blank; about 2 ms each."""

from __future__ import annotations

import io
import random
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import letter as LETTER_SIZE
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app import filing_number
from app.services.documents import barcodes, fonts, image_pdf
from app.services.documents.letter_texts import long_date
from app.services.documents.pdfium import LOCK
from app.services.documents.sample_people import SamplePerson
from app.services.documents.sample_texts import closing, topics

_WIDTH, _HEIGHT = (float(side) for side in LETTER_SIZE)
_LEFT, _RIGHT, _TOP = 76.0, _WIDTH - 72.0, _HEIGHT - 150.0
_STAMP = Color(0.11, 0.23, 0.55)


class Variant(StrEnum):
    """How the scanner treated the paper."""

    CLEAN = "clean"
    SCANNED = "scanned"
    SKEWED = "skewed"
    DARK = "dark"
    FAINT = "faint"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class SamplePetition:
    """One invented petition; `topic` is a key of `sample_texts.topics()`, `pages` from 1 to 6."""

    filing_number: str
    filed_at: datetime
    person: SamplePerson
    topic: str = "atencion_humanitaria"
    extra_topics: tuple[str, ...] = ()
    pages: int = 2
    attachments: int = 1


def petition(sample: SamplePetition, variant: Variant = Variant.SCANNED) -> bytes:
    """The petition as PDF; equal values give equal bytes. BLANK has a first page that the scanner fed backwards."""
    target = io.BytesIO()
    rng = random.Random(zlib.crc32(sample.filing_number.encode()))
    with fonts.TYPESETTING:
        canvas: Any = Canvas(target, pagesize=LETTER_SIZE, invariant=1, pageCompression=1)
        canvas.setTitle(f"Petición {sample.filing_number}")
        for number in range(1, sample.pages + 1):
            canvas.saveState()
            _paper(canvas, variant, rng)
            _placed(canvas, variant, rng)
            if not (variant is Variant.BLANK and number == 1):
                _ink(canvas, variant)
                _page(canvas, sample, number, rng, variant)
            canvas.restoreState()
            _shadow(canvas, variant)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def rasterise(pdf: bytes, dpi: int = 160) -> bytes:
    """The same pages as pictures only, as a scanner gives them (no text inside); some 40 ms a page."""
    with LOCK, pdfium.PdfDocument(pdf) as document:
        pictures = []
        for page in document:
            image = page.render(scale=dpi / 72).to_pil().convert("RGB")
            image.info["dpi"] = (dpi, dpi)
            pictures.append(image_pdf.picture(image))
            page.close()
    return image_pdf.write(pictures)


def _page(canvas: Any, sample: SamplePetition, number: int, rng: random.Random, variant: Variant) -> None:
    font = _FACES[zlib.crc32(sample.person.name.encode()) % len(_FACES)]
    if number == 1:
        _first_page(canvas, sample, font)
        _filing_stamp(canvas, sample, 0.25 if variant is Variant.FAINT else 1.0)
    elif number == 2:
        _second_page(canvas, sample, font, rng)
    else:
        _annex(canvas, sample, number)
    canvas.setFont("Times-Roman", 8)
    canvas.drawRightString(_RIGHT, 40, f"Página {number} de {sample.pages}")


#: Regular, bold, size: what people's printers and typewriters have.
_FACES = (("Times-Roman", "Times-Bold", 11.0), ("Helvetica", "Helvetica-Bold", 10.0), ("Courier", "Courier-Bold", 9.6))


def _first_page(canvas: Any, sample: SamplePetition, face: tuple[str, str, float]) -> None:
    regular, bold, size = face
    person = sample.person
    known = topics()
    chosen = [known[key] for key in (sample.topic, *sample.extra_topics)]
    who = f"yo, {person.name}, {'identificada' if person.woman else 'identificado'} con {shown_identity(person)}"
    opening = (
        f"Respetados señores: {who}, con domicilio en el municipio de {person.municipality}, {person.department}, en "
        "ejercicio del derecho de petición me dirijo a ustedes para solicitar respuesta de fondo, clara y congruente "
        "sobre los hechos que a continuación relaciono:"
    )
    facts = [fact for topic in chosen for fact in topic.facts]
    requests = list(dict.fromkeys(request for topic in chosen for request in topic.requests))
    lines: list[tuple[str, str, float]] = [
        (f"{person.municipality}, {long_date(sample.filed_at.date())}", regular, 14),
        ("Señores", bold, 0), ("SERVICIO AL CIUDADANO — GRUPO DE RESPUESTA ESCRITA", bold, 0),
        ("Unidad para las Víctimas", regular, 0), ("Bogotá D. C.", regular, 14),
        (f"Asunto: {chosen[0].subject} (artículo 23 de la Constitución Política y Ley 1755 de 2015).", bold, 12),
        (opening, regular, 10), ("HECHOS", bold, 3),
        *((f"{place}. {fact}", regular, 4) for place, fact in enumerate(facts[:5], 1)),
        ("PETICIONES", bold, 3),
        *((f"{_ORDINALS[place]}. {request}", regular, 4) for place, request in enumerate(requests[:6])),
    ]  # fmt: skip
    _write(canvas, lines, size, _TOP)


_ORDINALS = ("PRIMERA", "SEGUNDA", "TERCERA", "CUARTA", "QUINTA", "SEXTA")


def _second_page(canvas: Any, sample: SamplePetition, face: tuple[str, str, float], rng: random.Random) -> None:
    regular, bold, size = face
    person = sample.person
    lines = [("ANEXOS Y NOTIFICACIONES", bold, 6.0), *((text, regular, 6.0) for text in closing())]
    lines += [("Atentamente,", regular, 46.0), (person.name, bold, 0.0), (shown_identity(person), regular, 0.0)]
    contact = [person.address, f"{person.municipality}, {person.department}", f"Teléfono {person.phone}", person.email]
    lines += [(text, regular, 0.0) for text in contact if text]
    bottom = _write(canvas, lines, size, _HEIGHT - 90)
    _scrawl(canvas, rng, bottom + size * 1.35 * (len([text for text in contact if text]) + 2) + 8)


def _write(canvas: Any, lines: list[tuple[str, str, float]], size: float, top: float) -> float:
    """Set paragraphs of (text, font, space after) from `top` down; gives the baseline under the last one."""
    leading, y = size * 1.35, top
    text = canvas.beginText(_LEFT, y)
    for paragraph, font, after in lines:
        for line in _wrapped(paragraph, font, size):
            if y < 60:
                break
            text.setFont(font, size)
            text.setTextOrigin(_LEFT, y)
            text.textOut(line)
            y -= leading
        y -= after
    canvas.drawText(text)
    return y


@lru_cache(maxsize=20_000)
def _word_width(word: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(word, font, size))


def _wrapped(text: str, font: str, size: float) -> list[str]:
    space, limit = _word_width(" ", font, size), _RIGHT - _LEFT
    lines: list[str] = []
    line, used = "", 0.0
    for word in text.split():
        width = _word_width(word, font, size)
        if line and used + space + width > limit:
            lines.append(line)
            line, used = word, width
        else:
            line, used = (f"{line} {word}", used + space + width) if line else (word, width)
    return [*lines, line]


def _filing_stamp(canvas: Any, sample: SamplePetition, strength: float) -> None:
    """The window's stamp: number, date, sheets and barcode, as on every paper that comes in (activity 1)."""
    x, y = _RIGHT - 186, _HEIGHT - 104
    canvas.saveState()
    canvas.setStrokeColor(_STAMP)
    canvas.setFillColor(_STAMP)
    if strength < 1:
        canvas.setFillAlpha(strength)
        canvas.setStrokeAlpha(strength)
    canvas.setLineWidth(1.2)
    canvas.rect(x, y, 186, 62)
    canvas.setFont("Helvetica-Bold", 7)
    canvas.drawString(x + 7, y + 51, "RADICACIÓN DE ENTRADA")
    canvas.setFont("Courier-Bold", 11)
    canvas.drawString(x + 7, y + 38, filing_number.shown(sample.filing_number))
    canvas.setFont("Helvetica", 6)
    canvas.drawString(
        x + 7,
        y + 28,
        f"Fecha: {sample.filed_at:%d/%m/%Y %H:%M}   Folios: {sample.pages}   Anexos: {sample.attachments}",
    )
    # Ten bars' width of bare paper at each side (ISO/IEC 15417): without it no reader finds the code.
    barcodes.code128(canvas, sample.filing_number, x + 18, y + 5, width=150, height=18)
    canvas.restoreState()


def _annex(canvas: Any, sample: SamplePetition, number: int) -> None:
    """A copied document: only its outline and the invented holder's name; no real document's design."""
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(_LEFT, _HEIGHT - 100, f"Anexo {number - 2}. Copia de documento")
    canvas.setLineWidth(1)
    canvas.roundRect(_LEFT + 40, _HEIGHT - 330, 300, 180, 10)
    canvas.rect(_LEFT + 60, _HEIGHT - 290, 80, 100)
    canvas.setFont("Helvetica", 10)
    for row, text in enumerate(("DOCUMENTO DE MUESTRA", sample.person.name, shown_identity(sample.person))):
        canvas.drawString(_LEFT + 158, _HEIGHT - 210 - 18 * row, text)


def _scrawl(canvas: Any, rng: random.Random, y: float) -> None:
    path = canvas.beginPath()
    x = _LEFT + 6
    path.moveTo(x, y)
    for _turn in range(rng.randint(5, 8)):
        rise, step = rng.uniform(8, 26), rng.uniform(12, 24)
        path.curveTo(x + 2, y + rise, x + step, y + rise * 0.8, x + step * 0.7, y + rng.uniform(-7, 4))
        x += step * 0.7
    canvas.setLineWidth(1.1)
    canvas.drawPath(path)


def shown_identity(person: SamplePerson) -> str:
    """«CC 25.673.587»."""
    return f"{person.document_type} {int(person.document_number):,}".replace(",", ".")


def _paper(canvas: Any, variant: Variant, rng: random.Random) -> None:
    if variant is not Variant.CLEAN:
        canvas.drawImage(_texture(rng.randrange(3)), 0, 0, _WIDTH, _HEIGHT)


def _placed(canvas: Any, variant: Variant, rng: random.Random) -> None:
    """The sheet never lies quite straight on the glass; on some scans it lies plainly crooked."""
    if variant is Variant.CLEAN:
        return
    angle = rng.choice((-1, 1)) * (rng.uniform(2.6, 5.5) if variant is Variant.SKEWED else rng.uniform(0.0, 0.7))
    canvas.translate(_WIDTH / 2, _HEIGHT / 2)
    canvas.rotate(angle)
    canvas.translate(-_WIDTH / 2 + rng.uniform(-4, 4), -_HEIGHT / 2 + rng.uniform(-4, 4))


def _ink(canvas: Any, variant: Variant) -> None:
    shade = {Variant.FAINT: 0.78, Variant.SCANNED: 0.12, Variant.SKEWED: 0.12, Variant.DARK: 0.05}.get(variant, 0.0)
    canvas.setFillColorRGB(shade, shade, shade)
    canvas.setStrokeColorRGB(shade, shade, shade)


def _shadow(canvas: Any, variant: Variant) -> None:
    if variant is Variant.DARK:
        canvas.saveState()
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFillAlpha(0.66)
        canvas.rect(0, 0, _WIDTH, _HEIGHT, stroke=0, fill=1)
        canvas.restoreState()


@lru_cache(maxsize=3)
def _texture(index: int) -> ImageReader:
    """Yellowish paper with specks, small and stretched: the scanner's noise at a few KB per petition."""
    rng = random.Random(index)
    grain = _grain(rng).filter(ImageFilter.GaussianBlur(0.5))
    paper = Image.merge(
        "RGB", [grain.point([min(255, max(0, value + shift)) for value in range(256)]) for shift in (4, 2, -6)]
    )
    target = io.BytesIO()
    paper.save(target, format="JPEG", quality=55)
    return ImageReader(io.BytesIO(target.getvalue()))


def _grain(rng: random.Random) -> Image.Image:
    """Seeded noise around light grey (Pillow's own noise can't be seeded)."""
    width, height = 153, 198
    pixels = bytes(min(255, max(0, int(rng.gauss(247, 2.2)))) for _ in range(width * height))
    grain = Image.frombytes("L", (width, height), pixels)
    for _speck in range(10):
        grain.putpixel((rng.randrange(width), rng.randrange(height)), rng.randint(190, 225))
    return grain
