"""The letter that tells a citizen, before the term expires, that the answer will take longer, why, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents import plain_letter
from app.services.documents.plain_page import long_day

_LAW = {
    False: "Código de Procedimiento Administrativo y de lo Contencioso Administrativo, artículo 14, parágrafo",
    True: "Ley 1581 de 2012, artículo 15",
}


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
    #: A claim about one's own data has a law of its own (Ley 1581 de 2012, art. 15: eight business days more).
    about_data: bool = False
    #: The outgoing one, put in once it is taken.
    number: str = ""


def render(told: ExtensionLetter) -> bytes:
    """The letter as PDF, over as many pages as its reasons take; equal values give equal bytes. Thread-safe."""
    number = told.filing_number
    title = f"Ampliación del término de {number}"
    return plain_letter.render(title, f"Petición {number}", _paragraphs(told), number=told.number, day=told.day)


def _paragraphs(told: ExtensionLetter) -> Iterator[tuple[str, bool]]:
    yield f"Bogotá D. C., {long_day(told.day)}", False
    yield f"Señor(a) {told.petitioner}", True
    if told.address:
        yield told.address, False
    yield f"Asunto: ampliación del término para responder la petición {told.filing_number}", True
    yield (
        f"Recibimos su petición el {long_day(told.received_on)} y el término para responderla vence el "
        f"{long_day(told.old_due_on)}. Le informamos, antes de ese vencimiento, que no es posible resolverla en ese "
        f"plazo ({_LAW[told.about_data]}).",
        False,
    )
    yield "Los motivos de la demora son:", False
    yield told.reason, False
    yield f"Le responderemos a más tardar el {long_day(told.new_due_on)}.", True
    most = "de ocho días hábiles más" if told.about_data else "del doble del término inicial"
    yield f"Esta ampliación se da una sola vez y no pasa {most}.", False
    yield told.signer, True
    yield "Grupo de Respuesta Escrita", False
