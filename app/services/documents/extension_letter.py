"""The letter that tells a citizen, before the term expires, that the answer will take longer, why, and until when."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import fonts
from app.services.documents.plain_page import LEFT, TOP, head, long_day, paragraph


@dataclass(frozen=True, kw_only=True)
class ExtensionLetter:
    """What the letter says (CPACA, art. 14 par.: the circumstance, the reasons and the reasonable term)."""

    filing_number: str
    received_on: dt.date
    petitioner: str
    address: str
    reason: str
    old_due_on: dt.date
    new_due_on: dt.date
    signer: str
    day: dt.date


def render(told: ExtensionLetter) -> bytes:
    """The letter as PDF, over as many pages as its reasons take; equal values give equal bytes. Thread-safe."""
    with fonts.TYPESETTING:
        fonts.register()
        out = io.BytesIO()
        canvas: Any = Canvas(out, pagesize=letter, invariant=1, pageCompression=1)
        canvas.setTitle(f"Ampliación del término de {told.filing_number}")
        head(canvas)
        y = TOP - 30
        for words, bold in _paragraphs(told):
            for block in _blocks(words):
                if y < 110:
                    canvas.showPage()
                    head(canvas)
                    y = TOP - 30
                y = paragraph(canvas, block, y, bold) - 8
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawString(LEFT, 60, f"Petición {told.filing_number}")
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _blocks(words: str) -> Iterator[str]:
    """Paragraphs as they were typed, none so long that it leaves its page."""
    for line in words.splitlines() or [words]:
        yield from (line[at : at + 1600] for at in range(0, max(len(line), 1), 1600))


def _paragraphs(told: ExtensionLetter) -> Iterator[tuple[str, bool]]:
    yield f"Bogotá D. C., {long_day(told.day)}", False
    yield f"Señor(a) {told.petitioner}", True
    if told.address:
        yield told.address, False
    yield f"Asunto: ampliación del término para responder la petición {told.filing_number}", True
    yield (
        f"Recibimos su petición el {long_day(told.received_on)} y el término para responderla vence el "
        f"{long_day(told.old_due_on)}. Le informamos, antes de ese vencimiento, que no es posible resolverla en ese "
        "plazo (Código de Procedimiento Administrativo y de lo Contencioso Administrativo, artículo 14, parágrafo).",
        False,
    )
    yield "Los motivos de la demora son:", False
    yield told.reason, False
    yield f"Le responderemos a más tardar el {long_day(told.new_due_on)}.", True
    yield "Esta ampliación se da una sola vez y no pasa del doble del término inicial.", False
    yield told.signer, True
    yield "Grupo de Respuesta Escrita", False
