"""What every page of the letter carries: emblem, cite block with its codes, margin number and footer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import Color
from reportlab.platypus import Frame

from app import filing_number
from app.services.documents import barcodes, fonts, verification
from app.services.documents.letter_texts import texts
from app.services.documents.tagged_canvas import Element, TaggedCanvas, figure_box

if TYPE_CHECKING:
    from app.services.documents.letter import Letter

MARGIN = 71.0
_NAVY = Color(0.06, 0.22, 0.47)
_GREY = Color(0.25, 0.28, 0.33)
_HOLE = Color(0.10, 0.34, 0.80)
_HOLE_FILL = Color(0.94, 0.96, 1.0)
_CITE_WIDTH = 262.0


class PageFurniture:
    """Draws the fixed parts of each page; `open` ties it to the canvas that is being written."""

    def __init__(self, letter: Letter, *, final: bool) -> None:
        self.letter = letter
        self.final = final
        self.width, self.height = letter.page_size.points
        self.text_width = self.width - 2 * MARGIN
        self._cite: Element | None = None
        self._barcode: Element | None = None
        self._qr: Element | None = None

    def open(self, canvas: TaggedCanvas) -> None:
        """Create the elements of the cite block, which is read before the text."""
        if not self.final:
            return
        x0, top = self.width - MARGIN - _CITE_WIDTH, self.height
        self._cite = Element("P", canvas.root)
        box = figure_box(x0, top - 111, x0 + 190, top - 88)
        self._barcode = Element("Figure", canvas.root, f"Código de barras {self.letter.filing_number}", box)
        box = figure_box(self.width - MARGIN - barcodes.QR_SIDE, top - 104, self.width - MARGIN, top - 44)
        self._qr = Element("Figure", canvas.root, f"Código QR de verificación {self.letter.verification_code}", box)

    def first_frame(self) -> Frame:
        """Text area of page 1, under the cite block."""
        return Frame(MARGIN, 66, self.text_width, self.height - 66 - 132, 0, 0, 0, 0)

    def next_frame(self) -> Frame:
        """Text area of the other pages."""
        return Frame(MARGIN, 66, self.text_width, self.height - 66 - 84, 0, 0, 0, 0)

    def draw(self, canvas: Any, _document: Any) -> None:
        """Draw everything but the text; reportlab calls it as each page starts."""
        first = canvas.getPageNumber() == 1
        canvas.saveState()
        canvas.artifact("Pagination")
        self._emblem(canvas)
        self._footer(canvas)
        if self.final:
            self._margin_number(canvas)
        elif first:
            self._number_hole(canvas)
        canvas.end()
        if self.final and first:
            self._cite_block(canvas)
        canvas.restoreState()

    def _emblem(self, canvas: Any) -> None:
        x, y = MARGIN, self.height - 60
        canvas.setFillColor(_NAVY)
        canvas.circle(x + 11, y + 3, 11, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.circle(x + 11, y + 3, 5, stroke=0, fill=1)
        canvas.setFillColor(_NAVY)
        canvas.setFont(fonts.BOLD, 10.5)
        for index, line in enumerate(texts()["entity"]["short"]):
            canvas.drawString(x + 29, y + 6 - 12 * index, line)

    def _cite_block(self, canvas: Any) -> None:
        letter, right, top = self.letter, self.width - MARGIN, self.height
        left = right - _CITE_WIDTH
        number = filing_number.shown(letter.filing_number)
        filed = letter.filed_at or datetime.min
        canvas.begin(self._cite)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.drawString(left, top - 50, "Al contestar por favor cite estos datos:")
        canvas.setFont(fonts.BOLD, 10.5)
        canvas.drawString(left, top - 63, f"Radicado No.: {number}")
        canvas.setFont(fonts.REGULAR, 9)
        canvas.drawString(left, top - 75, f"Fecha: {filed:%d/%m/%Y %H:%M}")
        canvas.end()
        canvas.begin(self._barcode)
        barcodes.code128(canvas, letter.filing_number, left, top - 108, width=190, height=25)
        canvas.end()
        canvas.begin(self._qr)
        content = verification.qr_text(letter.verification_url, letter.filing_number, filed, letter.verification_code)
        barcodes.qr(canvas, content, right - barcodes.QR_SIDE, top - 108)
        canvas.end()

    def _margin_number(self, canvas: Any) -> None:
        """The number repeated up the margin, so that a loose page is never an orphan."""
        canvas.saveState()
        canvas.setFillColor(_GREY)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.translate(self.width - 30, self.height / 2)
        canvas.rotate(90)
        canvas.drawCentredString(0, 0, f"Radicado No. {filing_number.shown(self.letter.filing_number)}")
        canvas.restoreState()

    def _number_hole(self, canvas: Any) -> None:
        x, y = self.width - MARGIN - _CITE_WIDTH, self.height - 110
        hole(canvas, x, y, _CITE_WIDTH, 68, "Radicado de salida, fecha y código de barras",
             ("Se toman y se imprimen en el momento de firmar",))  # fmt: skip

    def _footer(self, canvas: Any) -> None:
        form = texts()["format"]
        right = self.width - MARGIN
        canvas.setStrokeColor(_NAVY)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, 54, right, 54)
        canvas.setFillColor(_GREY)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.drawString(MARGIN, 43, texts()["footer"]["channels"])
        line = f"Formato {form['code']} · Versión {form['version']} · {form['procedure']}"
        if self.letter.verification_code:
            line += f" · Verificación {self.letter.verification_code}"
        canvas.drawString(MARGIN, 32, line)
        label = f"Página {canvas.getPageNumber()} de "
        canvas.drawRightString(right - 9, 43, label)
        canvas.translate(right - 9, 43)
        canvas.doForm("pages")
        canvas.translate(9 - right, -43)


def hole(canvas: Any, x: float, y: float, width: float, height: float, title: str, lines: tuple[str, ...]) -> None:
    """A dashed place that signing will fill; only on previews."""
    canvas.saveState()
    canvas.setStrokeColor(_HOLE)
    canvas.setFillColor(_HOLE_FILL)
    canvas.setDash(4, 2.5)
    canvas.roundRect(x, y, width, height, 3, stroke=1, fill=1)
    canvas.setFillColor(_HOLE)
    canvas.setFont(fonts.BOLD, 8.5)
    canvas.drawString(x + 7, y + height - 14, title)
    canvas.setFont(fonts.REGULAR, 7.5)
    for index, line in enumerate(lines):
        canvas.drawString(x + 7, y + height - 26 - 10 * index, line)
    canvas.restoreState()
