"""The running text of the letter: addressee, subject, one block per claim, closing, signature and foot notes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from app import filing_number
from app.services.documents import fonts, richtext
from app.services.documents.flow import BODY_SIZE, flowables, paragraph, style
from app.services.documents.letter_page import hole
from app.services.documents.letter_texts import long_date, texts
from app.services.documents.richtext import Run, one_line
from app.services.documents.tagged_canvas import Element, SignatureSlot, figure_box

if TYPE_CHECKING:
    from app.services.documents.letter import ClaimAnswer, Letter, Signatory

SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 190.0, 62.0


def body(letter: Letter, section: Element, width: float, *, final: bool) -> list[Any]:
    """The flowables of the whole letter, tagged under `section`."""
    out = _heading(letter, section)
    out += flowables(richtext.parse(_opening(letter)), section, width)
    for place, claim in enumerate(letter.claims, 1):
        out += _claim(claim, place if len(letter.claims) > 1 else 0, section, width)
    closing = flowables(richtext.parse(_closing(letter)), section, width)
    farewell = paragraph(texts()["letter"]["farewell"], style("p", "left"), Element("P", section))
    signers = [each for each in (letter.signatory, letter.co_signatory) if each is not None]
    signatures = [SignatureBlock(each, section, final=final) for each in signers]
    # A signature alone on a page could be put under any text: the last paragraph goes with it.
    out += [Spacer(1, 4), *closing[:-1], KeepTogether([*closing[-1:], Spacer(1, 6), farewell, *signatures])]
    return out + _foot_notes(letter, section)


def _heading(letter: Letter, section: Element) -> list[Any]:
    address, subject = style("address"), style("p", "left")
    place = one_line(letter.city) + (
        f", {long_date(letter.filed_at.date())}" if letter.filed_at else ", [fecha de la firma]"
    )
    out: list[Any] = [paragraph(place, address, Element("P", section)), Spacer(1, 13)]
    person = letter.addressee
    for text, bold in (
        (person.salutation, False), (person.name.upper(), True), *((line, False) for line in person.lines),
        (person.municipality, False),
    ):  # fmt: skip
        if one_line(text):
            out.append(paragraph(one_line(text), address, Element("P", section), bold=bold))
    title = [Run("Asunto: ", bold=True), Run(one_line(letter.subject))]
    out += [Spacer(1, 13), paragraph(title, address, Element("H1", section))]
    data: list[Run] = []
    for label, value in (("Código LEX: ", letter.lex_code), ("D. I.: ", letter.identity)):
        if one_line(value):
            # Plain spaces at the end of a run would be squeezed into one.
            data += [Run(label, bold=True), Run(one_line(value) + "\u00a0" * 6 + " ")]
    if data:
        out.append(paragraph(data, address, Element("P", section)))
    greeting = texts()["letter"]["greeting"].format(name=one_line(person.name))
    return [*out, Spacer(1, 13), paragraph(greeting, subject, Element("P", section))]


def _opening(letter: Letter) -> str:
    if letter.opening_html:
        return letter.opening_html
    words, count = texts()["letter"], len(letter.claims)
    each = words["each_many"].format(count=_COUNTS.get(count, count)) if count > 1 else words["each_one"]
    topic = words["topic"].format(topic=escape(one_line(letter.topic))) if letter.topic else ""
    text = words["opening"].format(
        incoming=filing_number.shown(letter.incoming_number), incoming_on=long_date(letter.incoming_on), topic=topic,
        each=each,
    )  # fmt: skip
    return f"<p>{text}</p>"


def _closing(letter: Letter) -> str:
    return letter.closing_html or f"<p>{escape(texts()['letter']['closing'])}</p>"


_COUNTS = {2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho", 9: "nueve"}


def _claim(claim: ClaimAnswer, place: int, section: Element, width: float) -> list[Any]:
    """Title, what was asked, decision with its source, text and norm of one claim (CPACA, art. 14)."""
    title = f"{place}. {one_line(claim.title)}" if place else one_line(claim.title)
    out: list[Any] = [paragraph(title, style("h"), Element("H2", section), bold=True)]
    asked = one_line(claim.request).strip('«»“”"')
    if asked:
        out.append(paragraph([Run("Usted pidió: "), Run(f"«{asked}»")], style("source"), Element("P", section)))
    decision = texts()["decisions"].get(str(claim.decision), "")
    if decision:
        runs = [Run("Decisión: "), Run(decision, bold=True)]
        if one_line(claim.source):
            runs.append(Run(f" Fuente: {one_line(claim.source).rstrip('.')}.", italic=True))
        out.append(paragraph(runs, style("source"), Element("P", section)))
    out += flowables(richtext.parse(claim.body_html), section, width)
    norm = one_line(claim.norm).rstrip(".")
    if norm:
        out.append(paragraph([Run("Norma aplicada: "), Run(f"{norm}.")], style("norm"), Element("P", section)))
    return out


def _foot_notes(letter: Letter, section: Element) -> list[Any]:
    notes = (
        ("Anexos: ", "; ".join(one_line(text) for text in letter.attachments)),
        ("Copia: ", "; ".join(one_line(text) for text in letter.copies)),
        ("Proyectó: ", one_line(letter.prepared_by)),
        ("Revisó: ", one_line(letter.reviewed_by)),
    )
    small = style("small")
    rows = [paragraph([Run(label), Run(text)], small, Element("P", section)) for label, text in notes if text]
    return [Spacer(1, 9), *rows] if rows else []


class SignatureBlock(Flowable):
    """The place of the stamp (a reserved form of its own, empty until stamped), name, position and act."""

    canv: Any

    def __init__(self, signatory: Signatory, section: Element, *, final: bool) -> None:
        super().__init__()
        self.signatory = signatory
        self.final = final
        label = f"Firma de {one_line(signatory.name)}, {one_line(signatory.position)}"
        self._figure = Element("Figure", section, label) if final else None
        self._lines = [
            (text, font, size, Element("P", section))
            for text, font, size in (
                (one_line(signatory.name), fonts.BOLD, BODY_SIZE),
                (one_line(signatory.position), fonts.REGULAR, BODY_SIZE),
                (one_line(signatory.authority), fonts.REGULAR, 9.0),
            )
            if text
        ]  # fmt: skip

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Size of the whole block in points."""
        return SIGNATURE_WIDTH, SIGNATURE_HEIGHT + 13.0 * len(self._lines) + 6

    def draw(self) -> None:
        """Draw the reserved form (or its hole) and the lines under it."""
        canvas, base = self.canv, 13.0 * len(self._lines) + 4
        if self.final:
            self._reserve(canvas, base)
        else:
            canvas.artifact()
            lines = (
                one_line(self.signatory.name),
                one_line(self.signatory.position),
                one_line(self.signatory.authority),
            )
            hole(canvas, 0, base, SIGNATURE_WIDTH + 60, SIGNATURE_HEIGHT, "Estampa de firma", lines)
            canvas.end()
        for index, (text, font, size, element) in enumerate(self._lines):
            canvas.begin(element)
            canvas.setFillColorRGB(0, 0, 0)
            canvas.setFont(font, size)
            canvas.drawString(0, base - 13.0 * (index + 1), text)
            canvas.end()

    def _reserve(self, canvas: Any, base: float) -> None:
        number = len(canvas.signature_slots)
        form = f"firma{number + 1}" if number else "firma"
        canvas.beginForm(form, 0, 0, SIGNATURE_WIDTH, SIGNATURE_HEIGHT)
        # An empty form would be replaced by reportlab's own test drawing.
        canvas._code.append("q Q")
        canvas.endForm()
        x, y = canvas.absolutePosition(0, base)
        if self._figure is not None:
            rect = (x, y, x + SIGNATURE_WIDTH, y + SIGNATURE_HEIGHT)
            self._figure.attributes = figure_box(*rect)
            slot = SignatureSlot(form, canvas.getPageNumber(), rect, self._figure, self._figure.alt)
            canvas.signature_slots.append(slot)
            canvas.begin(self._figure)
        canvas.saveState()
        canvas.translate(0, base)
        canvas.doForm(form)
        canvas.restoreState()
        canvas.end()
