"""The answer letter, format 740.04.15-31: a frozen value in, a tagged PDF out (activities 20 to 24)."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.pagesizes import letter as LETTER_SIZE
from reportlab.platypus import BaseDocTemplate, PageTemplate

from app import filing_number
from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.documents import fonts
from app.services.documents.fonts import missing_glyphs as missing_glyphs
from app.services.documents.letter_texts import texts
from app.services.documents.richtext import is_empty, one_line
from app.services.documents.tagged_canvas import Element, Metadata, TaggedCanvas


class LetterIncomplete(InvalidInput):
    """A la carta le falta un dato. Complételo antes de generarla."""

    code = "letter_incomplete"


class PageSize(StrEnum):
    """Paper of the letter."""

    LETTER = "carta"
    A4 = "a4"

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        size = LETTER_SIZE if self is PageSize.LETTER else A4
        return float(size[0]), float(size[1])


class Decision(StrEnum):
    """What the Unidad decides on one claim; the letter prints the word (express decision, CPACA art. 14)."""

    GRANTS = "concede"
    DENIES = "niega"
    EXPLAINS = "explica"
    GUIDES = "orienta"
    TRANSFERS = "traslada"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets the letter; `lines` are address or e-mail lines, `municipality` reads «Caucasia, Antioquia»."""

    name: str
    lines: tuple[str, ...]
    municipality: str
    salutation: str = "Señor(a)"


@dataclass(frozen=True, slots=True)
class Signatory:
    """The director who signs and the act that authorises it («Resolución 01187 de 2026»)."""

    name: str
    position: str
    authority: str


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """The answer to one claim; `source` names the input it rests on, `body_html` is restricted rich text.

    `request` repeats what the citizen asked for, so that the letter shows it was understood; `norm` is the act or
    article that the answer applies (CPACA, art. 14; domain.md §1.4).
    """

    title: str
    decision: Decision | str
    body_html: str
    source: str = ""
    request: str = ""
    norm: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one letter prints; equal values give equal bytes. Numbers are bare filing numbers."""

    filing_number: str
    filed_at: datetime | None
    city: str
    addressee: Addressee
    subject: str
    incoming_number: str
    incoming_on: date
    lex_code: str
    identity: str
    claims: tuple[ClaimAnswer, ...]
    signatory: Signatory
    topic: str = ""
    opening_html: str = ""
    closing_html: str = ""
    attachments: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    prepared_by: str = ""
    reviewed_by: str = ""
    verification_code: str = ""
    verification_url: str = ""
    page_size: PageSize = PageSize.LETTER
    #: A second director who signs after the first, in a place of their own under it.
    co_signatory: Signatory | None = None


def render(letter: Letter) -> bytes:
    """The final letter with its number, date and codes and an empty signature box for `stamp.stamp`.

    Raises LetterIncomplete without number, date, addressee, claims or signatory, BadFilingNumber for a bad number.
    Activity 23; the number is taken before (24) and the stamp comes after (22), see decision 12.
    """
    if not letter.filing_number or letter.filed_at is None:
        raise LetterIncomplete("number", sentence="La carta todavía no tiene radicado de salida. Tómelo primero.")
    filing_number.parse(letter.filing_number)
    _require_complete(letter)
    return _build(with_code(letter), final=True)


def with_code(letter: Letter) -> Letter:
    """The letter with its moment in Bogotá's time and the verification code that `render` prints."""
    if letter.filed_at is not None:
        moment = letter.filed_at if letter.filed_at.tzinfo else letter.filed_at.replace(tzinfo=BOGOTA)
        letter = replace(letter, filed_at=moment.astimezone(BOGOTA))
    return letter if letter.verification_code else replace(letter, verification_code=verification_code(letter))


def preview(letter: Letter) -> bytes:
    """The same page with two dashed holes, number and signature; nothing on it looks already signed."""
    return _build(replace(letter, filing_number="", filed_at=None, verification_code=""), final=False)


def verification_code(letter: Letter) -> str:
    """Twelve characters that a changed paper copy no longer matches: digest of number, date and every text."""
    plain = replace(letter, verification_code="", verification_url="")
    digest = hashlib.sha256(repr(plain).encode()).digest()
    text = base64.b32encode(digest).decode()[:12]
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _require_complete(letter: Letter) -> None:
    wanted = (
        (letter.addressee.name, "Falta el nombre del destinatario."),
        ("".join(letter.addressee.lines) + letter.addressee.municipality, "Falta la dirección del destinatario."),
        (letter.subject, "Falta el asunto de la carta."),
        (letter.signatory.name, "Falta quién firma: no hay director vigente para el área misional."),
        ("".join(claim.title for claim in letter.claims), "La carta no responde ninguna pretensión."),
    )
    for value, sentence in wanted:
        if not value.strip():
            raise LetterIncomplete("value missing", sentence=f"{sentence} Complételo antes de generar la carta.")
    for claim in letter.claims:
        _require_answered(claim)


def _require_answered(claim: ClaimAnswer) -> None:
    """Each claim has an express decision and words (CPACA, art. 14; nothing is answered in part)."""
    title = one_line(claim.title)[:80]
    if claim.decision not in tuple(Decision):
        sentence = f"A la pretensión «{title}» le falta la decisión. Elíjala antes de generar la carta."
        raise LetterIncomplete("decision missing", sentence=sentence)
    if is_empty(claim.body_html):
        sentence = f"La pretensión «{title}» no tiene respuesta. Escríbala antes de generar la carta."
        raise LetterIncomplete("answer missing", sentence=sentence)


def _build(letter: Letter, *, final: bool) -> bytes:
    # The page module needs the values of this one.
    from app.services.documents.letter_body import body
    from app.services.documents.letter_page import PageFurniture

    fonts.register()
    width, height = letter.page_size.points
    target = io.BytesIO()
    with fonts.TYPESETTING:
        section = Element("Sect")
        furniture = PageFurniture(letter, final=final)

        def make_canvas(filename: Any, **_options: Any) -> TaggedCanvas:
            canvas = _LetterCanvas(filename, _metadata(letter), (width, height), furniture)
            section.parent = canvas.root
            canvas.root.children.append(section)
            return canvas

        document = BaseDocTemplate(target, pagesize=(width, height))
        document.addPageTemplates(
            [
                PageTemplate("first", [furniture.first_frame()], onPage=furniture.draw, autoNextPageTemplate="next"),
                PageTemplate("next", [furniture.next_frame()], onPage=furniture.draw),
            ]
        )
        document.build(body(letter, section, furniture.text_width, final=final), canvasmaker=make_canvas)
    return target.getvalue()


class _LetterCanvas(TaggedCanvas):
    """Knows how many pages there are only at the end, and then fills the form that prints it."""

    def __init__(self, target: Any, metadata: Metadata, pagesize: tuple[float, float], furniture: Any) -> None:
        super().__init__(target, metadata, pagesize)
        furniture.open(self)

    def save(self) -> None:
        """Write «y» of «Página x de y», then the file."""
        if len(self._code):
            self.showPage()
        pages = self.getPageNumber() - 1
        self.beginForm("pages", 0, -3, 30, 12)
        self.setFont(fonts.REGULAR, 7.5)
        self.setFillColorRGB(0.25, 0.28, 0.33)
        self.drawString(0, 0, str(pages))
        self.endForm()
        self._code: list[str] = []
        super().save()


def _metadata(letter: Letter) -> Metadata:
    number = filing_number.shown(letter.filing_number) if letter.filing_number else "sin radicado"
    entity = str(texts()["entity"]["name"])
    moment = letter.filed_at or datetime.combine(letter.incoming_on, datetime.min.time(), BOGOTA)
    keywords = " ".join(part for part in (letter.filing_number, letter.incoming_number) if part)
    return Metadata(f"Respuesta {number}", entity, one_line(letter.subject), keywords, moment)
