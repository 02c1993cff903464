"""The two letters of a transfer: to the entity whose business it is, and to the petitioner, or that nobody's it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents import plain_letter
from app.services.documents.plain_page import long_day


@dataclass(frozen=True, kw_only=True)
class TransferLetter:
    """What both say. `entity` is empty where nobody is competent; `stay` are the claims that the Unidad answers.

    `number` is the outgoing one of each, put in once it is taken.
    """

    filing_number: str
    received_on: dt.date
    petitioner: str
    address: str
    entity: str
    destination: str
    claims: tuple[str, ...]
    stay: tuple[str, ...]
    reason: str
    signer: str
    day: dt.date
    number: str = ""


def official(told: TransferLetter) -> bytes:
    """To the entity, with the petition attached, as PDF; equal values give equal bytes. Thread-safe."""
    number = told.filing_number
    foot = f"Petición {number} · Oficio de traslado"
    return plain_letter.render(f"Traslado de {number}", foot, _official(told), number=told.number, day=told.day)


def to_petitioner(told: TransferLetter) -> bytes:
    """To the petitioner, with the copy of the other letter, as PDF."""
    number = told.filing_number
    foot = f"Petición {number} · Aviso al peticionario"
    return plain_letter.render(f"Aviso sobre {number}", foot, _copy(told), number=told.number, day=told.day)


def _official(told: TransferLetter) -> Iterator[tuple[str, bool]]:
    yield f"Bogotá D. C., {long_day(told.day)}", False
    yield f"Señores {told.entity}", True
    yield told.destination, False
    yield f"Asunto: traslado por competencia de la petición {told.filing_number}", True
    yield (
        f"El {long_day(told.received_on)} la Unidad para las Víctimas recibió la petición adjunta de "
        f"{told.petitioner}. Por ser de su competencia, la remitimos (Ley 1755 de 2015, artículo 21) en lo que pide:",
        False,
    )
    yield from ((f"– {claim}", False) for claim in told.claims)
    yield "Los motivos del traslado son:", False
    yield told.reason, False
    yield (
        "El término para responder corre desde el día siguiente a aquel en que su entidad reciba este oficio. "
        "Agradecemos contestar directamente al peticionario y enviarle copia de lo que decida.",
        False,
    )
    if told.stay:
        yield "La Unidad responde lo demás que pide la petición.", False
    yield "Anexo: copia de la petición.", False
    yield "Copia: peticionario.", False
    yield from _signed(told)


def _copy(told: TransferLetter) -> Iterator[tuple[str, bool]]:
    yield f"Bogotá D. C., {long_day(told.day)}", False
    yield f"Señor(a) {told.petitioner}", True
    if told.address:
        yield told.address, False
    if told.entity:
        yield f"Asunto: su petición {told.filing_number} fue enviada a {told.entity}", True
        yield (
            f"Recibimos su petición el {long_day(told.received_on)}. Lo siguiente no lo decide la Unidad para las "
            f"Víctimas sino {told.entity}, y por eso se lo enviamos (Ley 1755 de 2015, artículo 21):",
            False,
        )
    else:
        yield f"Asunto: competencia sobre su petición {told.filing_number}", True
        yield (
            f"Recibimos su petición el {long_day(told.received_on)}. La Unidad para las Víctimas no es competente para "
            "decidir lo siguiente y no encontró otra entidad que lo sea (Ley 1755 de 2015, artículo 21):",
            False,
        )
    yield from ((f"– {claim}", False) for claim in told.claims)
    yield "Los motivos son:", False
    yield told.reason, False
    if told.entity:
        yield (
            f"Le responderá {told.entity} ({told.destination}). Su término corre desde el día siguiente a aquel en que "
            "reciba la petición. Le adjuntamos copia del oficio.",
            False,
        )
    if told.stay:
        yield "La Unidad sí le responde, en el término de la ley, lo demás que pide:", False
        yield from ((f"– {claim}", False) for claim in told.stay)
    yield from _signed(told)


def _signed(told: TransferLetter) -> Iterator[tuple[str, bool]]:
    yield told.signer, True
    yield "Grupo de Respuesta Escrita", False
