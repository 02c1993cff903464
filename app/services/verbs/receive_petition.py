"""Activity 1: file a petition as it came in, or put a better scan in the place of one that was returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from app import clock, filing_number
from app.errors import InvalidInput
from app.services.command import plain
from app.services.verbs.classify_claim import Person

#: Whoever acts in these capacities acts for somebody, who must be named.
FOR_ANOTHER = frozenset({"relative", "attorney", "informal_agent"})
RESPONSE_CHANNELS = {"postal": "Correo postal", "email": "Correo electrónico"}


class FieldInvalid(InvalidInput):
    """Hay un dato que no sirve. Corríjalo e intente de nuevo."""

    def __init__(self, field: str, sentence: str) -> None:
        """`field` is the key of the payload that is wrong, so that the form can say it beside it."""
        super().__init__(field, sentence=sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class IntakeLine:
    """The item of a load that this petition comes from; the database notes both or neither."""

    batch_id: UUID
    item_no: int
    file_label: str
    file_sha256: str


@dataclass(frozen=True, kw_only=True)
class ReceivePetition:
    """Outcome `filed`. The legal term runs from the day after `received_at` (Bogotá), not from the registration."""

    activity: ClassVar[str] = "receive_petition"
    outcome: ClassVar[str] = "filed"

    filing_number: str
    received_at: dt.datetime
    channel: str
    class_key: str
    subject: str
    document_id: UUID | None = None
    petitioner: Person | None = None
    represented: Person | None = None
    typed_due_at: dt.datetime | None = None
    topic_code: str | None = None
    page_count: int = 0
    signatory_count: int = 1
    is_oral: bool = False
    is_anonymous: bool = False
    is_bulk: bool = False
    response_channel: str = "postal"
    intake: IntakeLine | None = None

    def __post_init__(self) -> None:
        """FieldInvalid names the field that is missing or wrong."""
        self._check_filing()
        self._check_people()

    def _check_filing(self) -> None:
        try:
            filing_number.require_incoming(self.filing_number, today=clock.today() + dt.timedelta(days=1))
        except filing_number.BadFilingNumber as error:
            raise FieldInvalid("filing_number", error.user_message) from error
        latest = clock.now() + dt.timedelta(minutes=10)
        typed = self.typed_due_at
        problems = (
            (
                "received_at",
                self.received_at.tzinfo is None or self.received_at > latest,
                "La fecha de recepción es posterior a hoy. Escriba la del sello de ORFEO.",
            ),
            ("channel", not self.channel, "Falta el canal. Elija por dónde llegó la petición."),
            ("class_key", not self.class_key, "Falta la clase. De ella depende el término."),
            (
                "typed_due_at",
                typed is not None and typed <= self.received_at,
                "El plazo fijado vence antes de recibir la petición. Revise las fechas.",
            ),
            ("subject", not self.subject.strip(), "Falta el asunto. Escriba en una frase qué pide la persona."),
            ("subject", len(self.subject) > 2000, "El asunto pasa de 2.000 caracteres. Resúmalo."),
            (
                "document_id",
                self.document_id is None and not self.is_oral,
                "Falta la imagen de la petición. Elija el archivo escaneado.",
            ),
            (
                "signatory_count",
                not 1 <= self.signatory_count <= 5000,
                "El número de firmantes va de 1 a 5.000. Corríjalo.",
            ),
        )
        _refuse_first(problems)

    def _check_people(self) -> None:
        if self.is_anonymous:
            if self.represented or (self.petitioner and (self.petitioner.full_name or self.petitioner.document_number)):
                raise FieldInvalid("full_name", "Una petición anónima no lleva nombre. Quite el nombre o la marca.")
            return
        try:
            who = self.petitioner.checked() if self.petitioner else None
            other = self.represented.checked() if self.represented else None
        except InvalidInput as error:
            raise FieldInvalid(_field_of(error.user_message), error.user_message) from error
        named = other is not None and other.full_name is not None
        problems = (
            (
                "full_name",
                # A load without an index names nobody: the agent writes who asks in activity 7.
                (who is None or who.full_name is None) and self.intake is None,
                "Falta el nombre de quien pide. Si no firma nadie, marque «Anónima».",
            ),
            (
                "represented_name",
                who is not None and who.capacity in FOR_ANOTHER and not named,
                "Falta el nombre de la persona por quien se actúa. Escríbalo.",
            ),
            (
                "email",
                self.response_channel == "email" and not (who and who.email and who.accepts_email),
                "Para responder por correo hacen falta la dirección y la aceptación de la persona.",
            ),
        )
        _refuse_first(problems)

    def payload(self) -> dict[str, Any]:
        """What the effect writes; people in order, who asks first."""
        people = []
        if not self.is_anonymous and self.petitioner is not None:
            people.append(self.petitioner.checked())
            if self.represented is not None:
                people.append(replace(self.represented.checked(), capacity="represented"))
        content = {
            "filing_number": filing_number.parse(self.filing_number).bare,
            "received_at": self.received_at,
            "channel": self.channel,
            "class_key": self.class_key,
            "subject": " ".join(self.subject.split()),
            "document_id": self.document_id,
            "typed_due_at": self.typed_due_at,
            "topic_code": self.topic_code or None,
            "page_count": self.page_count,
            "signatory_count": self.signatory_count,
            "is_oral": self.is_oral,
            "is_anonymous": self.is_anonymous,
            "is_bulk": self.is_bulk,
            "response_channel": self.response_channel,
            "petitioners": people,
        }
        return plain(content if self.intake is None else content | {"intake": self.intake})  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class RescanPetition:
    """Outcome `rescanned`: the new image, already uploaded and sealed. The case goes back to who returned it."""

    activity: ClassVar[str] = "receive_petition"
    outcome: ClassVar[str] = "rescanned"

    document_id: UUID

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"document_id": str(self.document_id)}


def _refuse_first(problems: Iterable[tuple[str, bool, str]]) -> None:
    for field, wrong, sentence in problems:
        if wrong:
            raise FieldInvalid(field, sentence)


def _field_of(sentence: str) -> str:
    """The field that a check of a person's data spoke of."""
    for word, field in (("documento", "document_number"), ("correo", "email"), ("calidad", "capacity")):
        if word in sentence.lower():
            return field
    return "full_name"
