"""Letters of arts. 17 to 19: what is missing or not understood, the notice of an act, a reference, a continuation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents import plain_letter
from app.services.documents.plain_page import long_day

_Lines = Iterator[tuple[str, bool]]
_LAW = "Ley 1755 de 2015"


@dataclass(frozen=True, kw_only=True)
class LawLetter:
    """What every one says. `number` is the outgoing one; `reason` and `items` as the agent wrote them."""

    kind: str
    number: str
    filing_number: str
    received_on: dt.date
    petitioner: str
    address: str
    signer: str
    day: dt.date
    reason: str = ""
    items: tuple[str, ...] = ()
    #: Of the act that is notified, or by which the Unidad goes on.
    act_number: str = ""
    act_on: dt.date | None = None
    #: Code of the ground of the act (A02, A04 to A07).
    ground: str = ""
    #: Whether reposición is possible against the act.
    has_remedy: bool = False
    #: Number and delivery of the earlier answer.
    earlier_number: str = ""
    earlier_filing: str = ""
    earlier_on: dt.date | None = None


_SUBJECTS = {
    "requirement": "complete su petición",
    "clarification": "aclare su petición",
    "act_notice": "notificación del acto sobre su petición",
    "continuation": "la Unidad continúa de oficio con su petición",
    "earlier_answer": "respuesta a su petición reiterada",
}
_DECIDED = {
    "A02": "archiva la petición, que pide lo que ya se le respondió y entregó,",
    "A04": "acepta su desistimiento y archiva la petición",
    "A05": "declara el desistimiento tácito y archiva la petición",
    "A06": "archiva la petición, que se devolvió para aclarar y no fue aclarada",
    "A07": "rechaza la petición por irrespetuosa",
}


def render(told: LawLetter) -> bytes:
    """The letter as PDF, with its number; equal values give equal bytes. Thread-safe."""
    subject = _SUBJECTS[told.kind]
    title = f"{subject[0].upper()}{subject[1:]} {told.filing_number}"
    foot = f"Petición {told.filing_number}"
    return plain_letter.render(title, foot, _paragraphs(told, subject), number=told.number, day=told.day)


def _paragraphs(told: LawLetter, subject: str) -> _Lines:
    yield f"Bogotá D. C., {long_day(told.day)}", False
    yield f"Señor(a) {told.petitioner}", True
    if told.address:
        yield told.address, False
    yield f"Asunto: {subject} {told.filing_number}", True
    yield from _BODIES[told.kind](told)
    yield told.signer, True
    yield "Grupo de Respuesta Escrita", False


def _requirement(told: LawLetter) -> _Lines:
    yield (
        f"Recibimos su petición el {long_day(told.received_on)}. Para decidirla de fondo hace falta que usted la "
        f"complete ({_LAW}, artículo 17) con lo siguiente, y con nada más:",
        False,
    )
    yield from ((f"{n}. {each}", False) for n, each in enumerate(told.items, start=1))
    yield "Lo necesitamos porque:", False
    yield told.reason, False
    yield (
        "Tiene un mes, contado desde el día en que reciba esta carta, para entregarlo por cualquiera de nuestros "
        "canales citando el número de arriba. Mientras tanto el término para responderle queda suspendido y se "
        "reactiva al día siguiente de su entrega.",
        True,
    )
    yield (
        "Si necesita más tiempo, pídalo antes de que ese mes venza: puede dársele hasta otro mes. Si no responde, se "
        "entenderá que desiste y la petición se archivará por un acto que se le notificará y contra el que podrá pedir "
        "reposición. En cualquier momento puede presentarla de nuevo. Todo trámite ante la Unidad es gratuito.",
        False,
    )


def _clarification(told: LawLetter) -> _Lines:
    yield (
        f"Recibimos su petición el {long_day(told.received_on)}. No comprendemos qué pide, y por eso se la devolvemos "
        f"para que la corrija o la aclare ({_LAW}, artículo 19). No entendemos:",
        False,
    )
    yield told.reason, False
    yield "Le pedimos decirnos:", False
    yield from ((f"{n}. {each}", False) for n, each in enumerate(told.items, start=1))
    yield (
        "Tiene diez días hábiles, contados desde el día siguiente al de recibir esta carta, para hacerlo por "
        "cualquiera de nuestros canales citando el número de arriba. Si no la aclara, se archivará; puede presentar "
        "otra cuando quiera.",
        True,
    )


def _act_notice(told: LawLetter) -> _Lines:
    assert told.act_on is not None
    decided = _DECIDED.get(told.ground, "archiva la petición")
    yield (
        f"Le notificamos el acto N.º {told.act_number} del {long_day(told.act_on)}, por el cual la Unidad para las "
        f"Víctimas {decided} {told.filing_number}, que recibimos el {long_day(told.received_on)}.",
        False,
    )
    yield "Los motivos son:", False
    yield told.reason, False
    if told.has_remedy:
        yield (
            "Contra este acto procede únicamente el recurso de reposición, que puede presentar por escrito dentro de "
            "los diez días hábiles siguientes a esta notificación (Ley 1437 de 2011, artículos 76 y 77).",
            True,
        )
    yield (
        "El archivo no le quita ningún derecho: puede presentar de nuevo su petición cuando quiera, con lo que la ley "
        "pide. Se adjunta copia íntegra del acto.",
        False,
    )


def _continuation(told: LawLetter) -> _Lines:
    yield (
        f"Usted desistió de la petición {told.filing_number}. Por razones de interés público la Unidad para las "
        f"Víctimas continúa de oficio la actuación ({_LAW}, artículo 18), según el acto N.º {told.act_number}, por "
        "estos motivos:",
        False,
    )
    yield told.reason, False
    yield "Le responderemos en el término de la ley.", False


def _earlier_answer(told: LawLetter) -> _Lines:
    assert told.earlier_on is not None
    yield (
        f"Recibimos su petición el {long_day(told.received_on)}. Pide lo mismo que la {told.earlier_filing}, que ya "
        f"respondimos de fondo con la comunicación {told.earlier_number}, entregada el {long_day(told.earlier_on)} "
        f"según la prueba que guardamos. Por eso nos remitimos a esa respuesta ({_LAW}, artículo 19), cuya copia "
        "adjuntamos.",
        False,
    )
    yield "La nueva petición no trae nada distinto porque:", False
    yield told.reason, False
    yield "Si hay un hecho o un documento nuevo, díganoslo y la estudiaremos otra vez.", False


_BODIES = {
    "requirement": _requirement,
    "clarification": _clarification,
    "act_notice": _act_notice,
    "continuation": _continuation,
    "earlier_answer": _earlier_answer,
}
