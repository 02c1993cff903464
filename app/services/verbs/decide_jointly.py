"""Escalation 4: after a third return a lawyer proposes who answers; the area or Control agrees, or it objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs.checks import required

#: What may be decided, in the words of the window.
RULINGS: Mapping[str, str] = {
    "area_answers": "Responde esta área",
    "another_area": "Responde otra área",
    "without_area": "Ninguna área: se busca en los aplicativos",
}


def agreeing(ruling: str) -> str:
    """The outcome by which that proposal is agreed to."""
    return "answers" if ruling == "area_answers" else "leaves"


@dataclass(frozen=True, kw_only=True)
class DecideJointly:
    """Outcomes `proposed` (with its ruling and reason), `objected` (with its reason), `answers` and `leaves`."""

    activity: ClassVar[str] = "decide_jointly"

    outcome: str
    ruling: str = ""
    area_id: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """InvalidInput names what is missing."""
        if self.outcome not in ("proposed", "objected", "answers", "leaves"):
            raise InvalidInput(sentence="Falta decir qué se decide. Elija una de las opciones.")
        if self.outcome == "proposed":
            if self.ruling not in RULINGS:
                raise InvalidInput(sentence="Falta qué se propone. Elija quién responde el insumo.")
            if self.ruling == "another_area" and self.area_id is None:
                raise InvalidInput(sentence="Falta cuál área responde. Elíjala de la lista.")
            required(self.reason, "Falta por qué. Escriba en una frase en qué se apoya la propuesta.", most=2000)
        if self.outcome == "objected":
            required(self.reason, "Falta por qué el área no está de acuerdo. Escríbalo en una frase.", most=2000)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        if self.outcome == "proposed":
            area = self.area_id if self.ruling == "another_area" else None
            return {"ruling": self.ruling, "area_id": area, "reason": self.reason.strip()}
        return {"reason": self.reason.strip()} if self.outcome == "objected" else {}
