"""Activity 7: correct the petitioner's data and say what is asked, claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app import clock
from app.errors import InvalidInput
from app.services.command import plain
from app.services.verbs import checks

CAPACITY_LABELS: Mapping[str, str] = {
    "self": "En nombre propio",
    "relative": "Familiar",
    "attorney": "Apoderado",
    "informal_agent": "Agente oficioso",
    "entity": "Entidad",
    "represented": "Representado",
}
DIFFERENTIAL_LABELS: Mapping[str, str] = {
    "child": "Niña o niño",
    "older_adult": "Persona mayor",
    "disability": "Discapacidad",
    "illness": "Enfermedad",
    "pregnant": "Gestante",
    "ethnic": "Grupo étnico",
    "displaced": "Desplazada",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks, or who is represented; unknown data are None, and an anonymous petition has none."""

    full_name: str | None
    document_type: str | None = None
    document_number: str | None = None
    capacity: str = "self"
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    municipality_code: str | None = None
    accepts_email: bool = False
    #: None where the marks were not shown (they are reserved): those that are stored stay.
    differential: tuple[str, ...] | None = ()
    #: As it was typed, dd/mm/aaaa; checked, in ISO.
    birth_date: str | None = None

    def checked(self) -> Person:
        """The same, tidied; InvalidInput names the field that is wrong."""
        kind, number = checks.document(self.document_type, self.document_number)
        mail = checks.email(self.email)
        if self.capacity not in checks.CAPACITIES:
            raise InvalidInput(sentence="La calidad en que actúa no existe. Elíjala de la lista.")
        if not set(self.differential or ()) <= set(DIFFERENTIAL_LABELS):
            raise InvalidInput(sentence="Un enfoque diferencial no existe. Elíjalo de la lista.")
        if self.accepts_email and mail is None:
            raise InvalidInput(sentence="Aceptó recibir por correo, pero falta el correo electrónico. Escríbalo.")
        name = " ".join((self.full_name or "").split()) or None
        return Person(
            full_name=name,
            document_type=kind,
            document_number=number,
            capacity=self.capacity,
            phone=(self.phone or "").strip() or None,
            email=mail,
            address=" ".join((self.address or "").split()) or None,
            municipality_code=self.municipality_code or None,
            accepts_email=self.accepts_email,
            differential=self.differential,
            birth_date=checks.birth_date(self.birth_date, clock.today()),
        )


@dataclass(frozen=True)
class ClaimAsked:
    """A leaf of the tree and the citizen's own words for it."""

    code: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class ClassifyClaim:
    """Outcome `classified`. Claims are numbered in the order given."""

    activity: ClassVar[str] = "classify_claim"
    outcome: ClassVar[str] = "classified"

    petitioner: Person
    claims: tuple[ClaimAsked, ...]
    represented: Person | None = None
    signatory_count: int = 1
    response_channel: str | None = None
    is_anonymous: bool = False

    def __post_init__(self) -> None:
        """InvalidInput names what is missing or wrong."""
        who = self.petitioner.checked()
        if who.full_name is None and not self.is_anonymous:
            raise InvalidInput(sentence="Falta el nombre del solicitante. Escríbalo como aparece en la petición.")
        if not self.claims:
            raise InvalidInput(sentence="Falta la pretensión. Elija al menos una del árbol.")
        if self.signatory_count < 1:
            raise InvalidInput(sentence="El número de firmantes debe ser 1 o más. Corríjalo.")
        for claim in self.claims:
            checks.at_most(claim.words, 2000)
        if self.represented is not None and self.represented.checked().full_name is None:
            raise InvalidInput(sentence="Falta el nombre de la persona representada. Escríbalo o quítela.")

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {
            "petitioner": plain(self.petitioner.checked()),
            "represented": plain(self.represented.checked()) if self.represented else None,
            "claims": [{"code": c.code, "words": c.words.strip()} for c in self.claims],
            "signatory_count": self.signatory_count,
            "response_channel": self.response_channel,
        }
