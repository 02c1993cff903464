"""The act of an aval as a draft to read before granting it: filled from the request, watermarked until numbered."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import fonts
from app.services.documents.plain_page import LEFT, SIZE, TOP, head, lines, long_day

#: Below this a line goes to the next page.
_BOTTOM = 72.0


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the act says. `number` is empty while it is a draft."""

    kind: str
    filing_number: str
    received_on: dt.date
    petitioner: str
    claims: tuple[str, ...]
    reason: str
    demands: str
    note: str
    target: str
    lawyer: str
    day: dt.date
    number: str = ""
    #: The considerations and the decision as the lawyer left them; empty for those of the draft.
    body: str = ""
    #: Code of the reason: those of Ley 1755 de 2015, arts. 17 to 19, decide and notify in their own words.
    ground: str = ""
    #: The act by which whoever signs was delegated; empty for the lawyer who granted it.
    delegation: str = ""
    #: Numbered, and not signed yet: its watermark stays.
    is_pending: bool = False

    @property
    def verb(self) -> str:
        """«archiva» or «reasigna»."""
        return "archiva" if self.kind == "archive" else "reasigna"


def render(act: Act) -> bytes:
    """The act as a PDF of as many pages as it needs; equal values give equal bytes. Thread-safe."""
    with fonts.TYPESETTING:
        fonts.register()
        out = io.BytesIO()
        canvas: Any = Canvas(out, pagesize=letter, invariant=1, pageCompression=1)
        canvas.setTitle(f"Acto sobre {act.filing_number}")
        if not act.number or act.is_pending:
            _watermark(canvas)
        _head(canvas, act)
        y = TOP - 96
        for words, bold in _paragraphs(act):
            for line in lines(words, bold):
                if y < _BOTTOM:
                    canvas.showPage()
                    if not act.number or act.is_pending:
                        _watermark(canvas)
                    y = TOP
                canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, SIZE)
                canvas.drawString(LEFT, y, line)
                y -= SIZE * 1.4
            y -= 8
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def draft_text(act: Act) -> str:
    """The part that the lawyer may change, one paragraph a line; titles in capitals."""
    return "\n".join(_drafted(act))


def _head(canvas: Any, act: Act) -> None:
    head(canvas)
    title = "ARCHIVO" if act.kind == "archive" else "REASIGNACIÓN"
    canvas.setFont(fonts.BOLD, 11.5)
    canvas.drawCentredString(306, TOP - 30, f"ACTO DE {title} N.º {act.number or '________'}")
    canvas.setFont(fonts.REGULAR, 9.5)
    day = f"({long_day(act.day)})"
    canvas.drawCentredString(306, TOP - 44, day)
    canvas.setFont(fonts.BOLD, 10)
    canvas.drawCentredString(306, TOP - 68, f"«Por el cual se {act.verb} una petición: {act.reason.lower()}»")


def _paragraphs(act: Act) -> Iterator[tuple[str, bool]]:
    yield (
        "EL ABOGADO DEL GRUPO DE RESPUESTA ESCRITA, en ejercicio de la función que le asigna el procedimiento "
        f"740.04.08-5, actividad 8,{f' delegada por {act.delegation},' if act.delegation else ''} y",
        False,
    )
    for line in (act.body or draft_text(act)).splitlines():
        if line.strip():
            yield line.strip(), line.strip().isupper()
    yield act.lawyer, True
    yield f"Abogado PQR{f', firma por delegación: {act.delegation}' if act.delegation else ''}", False


def _drafted(act: Act) -> Iterator[str]:
    yield "CONSIDERANDO"
    claims = "; ".join(act.claims)
    came = f"{act.received_on:%d/%m/%Y}"
    classed = f"clasificada así: {claims}" if claims else "que no llegó a clasificarse"
    yield f"1. Que {act.petitioner} radicó el {came} la petición {act.filing_number}, {classed}."
    yield f"2. Que el motivo exige: {act.demands}"
    yield f"3. Que quien tramita el caso lo sustenta así: {act.note}"
    yield "RESUELVE"
    if act.ground in _OF_LAW:
        yield from (line.format(act.filing_number) for line in _OF_LAW[act.ground])
        return
    if act.kind == "archive":
        yield f"Primero. Archivar la petición {act.filing_number}."
    else:
        yield f"Primero. Reasignar la petición {act.filing_number} a {act.target}."
    yield (
        "Segundo. Comunicar este acto a la dirección registrada y dejar constancia en el aplicativo de "
        "gestión documental."
    )


_AGAIN = "sin perjuicio de que pueda presentarse de nuevo"
_TOLD = "Segundo. Comunicar este acto al peticionario, con prueba de que lo recibió."
_OF_LAW = {
    "A04": ("Primero. Aceptar el desistimiento de la petición {} y archivarla, " + _AGAIN + ".", _TOLD),
    "A05": (
        "Primero. Declarar el desistimiento tácito de la petición {} y ordenar su archivo, " + _AGAIN + ".",
        "Segundo. Notificar personalmente este acto (Ley 1437 de 2011, artículos 67 a 69).",
        "Tercero. Contra este acto procede únicamente el recurso de reposición, dentro de los diez días hábiles "
        "siguientes a su notificación (Ley 1755 de 2015, artículo 17; Ley 1437 de 2011, artículo 76).",
    ),
    "A06": ("Primero. Archivar la petición {}, que se devolvió y no fue aclarada, " + _AGAIN + ".", _TOLD),
    "A07": ("Primero. Rechazar por irrespetuosa la petición {}, " + _AGAIN + " con el respeto debido.", _TOLD),
}


def _watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(306, 400)
    canvas.rotate(38)
    canvas.setFillColor(HexColor("#e3e7ee"))
    canvas.setFont(fonts.BOLD, 84)
    canvas.drawCentredString(0, 0, "BORRADOR")
    canvas.restoreState()
