"""The facts that each system gives, one by one: what is asked, in which words, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import InvalidInput

INCLUSION = {
    "included": "Incluido",
    "not_included": "No incluido",
    "in_valuation": "En valoración",
    "excluded": "Excluido",
}
ACTS = {
    "displacement": "Desplazamiento forzado",
    "homicide": "Homicidio",
    "threat": "Amenaza",
    "disappearance": "Desaparición forzada",
    "kidnapping": "Secuestro",
    "torture": "Tortura",
    "sexual": "Delitos contra la libertad y la integridad sexual",
    "recruitment": "Vinculación de niños, niñas y adolescentes",
    "mines": "Minas antipersonal o artefacto explosivo",
    "terrorism": "Acto terrorista o atentado",
    "injury": "Lesiones personales",
    "land": "Despojo o abandono de tierras",
    "goods": "Pérdida de bienes",
    "confinement": "Confinamiento",
}
_CLAIM = {
    "in_study": "En estudio",
    "recognised": "Reconocida",
    "denied": "Negada",
    "paid": "Pagada",
    "archived": "Archivada",
}
_REQUEST = {
    "interview": "Entrevista de caracterización",
    "aid": "Atención humanitaria",
    "contact": "Actualización de datos",
    "other": "Otra solicitud",
}
_TURN = {"open": "Abierta", "scheduled": "Agendada", "attended": "Atendida", "closed": "Cerrada"}
_PHASE = {
    "request": "Solicitud",
    "documents": "Toma de documentos",
    "decision": "Decisión",
    "method": "Método técnico",
    "payment_order": "Orden de pago",
    "paid": "Pagada",
    "trust": "Encargo fiduciario",
}
_METHOD = {"favourable": "Favorable", "not_favourable": "No favorable", "pending": "Pendiente"}


@dataclass(frozen=True)
class Fact:
    """One datum of a system. `kind`: choice (with `options`), date, past (a date not after today), number or text."""

    key: str
    label: str
    kind: str = "text"
    options: Mapping[str, str] | None = None
    required: bool = False
    most: int = 60


#: System -> its facts in the order in which its own screen gives them (domain.md §3.2 and §3.3).
SYSTEM_FACTS: Mapping[str, tuple[Fact, ...]] = {
    "RUV": (
        Fact("state", "Estado", "choice", INCLUSION, required=True),
        Fact("victimizing_act", "Hecho victimizante", "choice", ACTS, required=True),
        Fact("declaration_number", "Declaración", most=30),
        Fact("declared_on", "Fecha de la declaración", "past"),
        Fact("decided_on", "Fecha de la decisión", "past"),
    ),
    "VIVANTO": (
        Fact("state", "Estado", "choice", INCLUSION, required=True),
        Fact("victimizing_act", "Hecho victimizante", "choice", ACTS),
        Fact("registries", "Registros", most=200),
        Fact("household_size", "Personas del hogar", "number", most=2),
    ),
    "SIRAV": (
        Fact("claim_number", "Reclamación (Decreto 1290)", required=True, most=30),
        Fact("state", "Estado", "choice", _CLAIM, required=True),
        Fact("filed_on", "Fecha de la reclamación", "past"),
        Fact("resolution_number", "Resolución"),
        Fact("resolved_on", "Fecha de la resolución", "past"),
    ),
    "SGV": (
        Fact("kind", "Solicitud", "choice", _REQUEST, required=True),
        Fact("state", "Estado", "choice", _TURN, required=True),
        Fact("request_number", "Número de la solicitud", most=30),
        Fact("scheduled_on", "Fecha de la cita", "date"),
    ),
    "INDEMNIZA": (
        Fact("phase", "Fase", "choice", _PHASE, required=True),
        Fact("resolution_number", "Resolución"),
        Fact("resolved_on", "Fecha de la resolución", "past"),
        Fact("method_result", "Resultado del método", "choice", _METHOD),
        Fact("method_year", "Año del método", "number", most=4),
        Fact("amount", "Valor", "number", most=10),
        Fact("bank", "Banco", most=80),
        Fact("paid_on", "Fecha de pago", "date"),
    ),
}
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z .\-]{2,29}")
_IDENTIFIERS = ("declaration_number", "claim_number")


def proposed_validity(days: int | None, found_on: dt.date) -> dt.date | None:
    """Until when what a system said that day may be cited, unless the agent knows better; `days` is the catalogue's."""
    return found_on + dt.timedelta(days=days) if days is not None else None


def check(system: str, facts: Mapping[str, str], today: dt.date) -> None:
    """Raise InvalidInput with one sentence that names the datum; the server refuses the same. Dates are ISO text."""
    known = {fact.key: fact for fact in SYSTEM_FACTS.get(system, ())}
    for key in facts:
        if key not in known:
            raise InvalidInput(sentence="trae un dato que ese aplicativo no tiene. Quítelo.")
    for fact in known.values():
        _check_one(fact, facts.get(fact.key, "").strip(), today)
    _check_together(facts, today)


def _check_one(fact: Fact, value: str, today: dt.date) -> None:
    name = fact.label.lower()
    if not value:
        if fact.required:
            raise InvalidInput(sentence=f"falta «{name}».")
    elif fact.kind == "choice" and value not in (fact.options or {}):
        raise InvalidInput(sentence=f"«{name}» no está en la lista.")
    elif fact.kind == "number" and not (value.isascii() and value.isdigit() and len(value) <= fact.most):
        raise InvalidInput(sentence=f"«{name}» va en números, sin puntos ni letras.")
    elif fact.kind in ("date", "past"):
        _check_day(fact, value, today)
    elif fact.key in _IDENTIFIERS and not _IDENTIFIER.fullmatch(value):
        raise InvalidInput(sentence=f"«{name}» lleva de 3 a 30 letras, números, puntos o guiones.")
    elif fact.kind == "text" and len(value) > fact.most:
        raise InvalidInput(sentence=f"«{name}» es muy largo: hasta {fact.most} letras.")


def _check_day(fact: Fact, value: str, today: dt.date) -> None:
    day = _day(value)
    if day is None:
        raise InvalidInput(sentence=f"«{fact.label.lower()}» no es una fecha. Escríbala como 31/12/2026.")
    if fact.kind == "past" and day > today:
        raise InvalidInput(sentence=f"«{fact.label.lower()}» es posterior a hoy.")


def _check_together(facts: Mapping[str, str], today: dt.date) -> None:
    """What one datum asks of another."""
    declared, decided = _day(facts.get("declared_on", "")), _day(facts.get("decided_on", ""))
    filed, resolved = _day(facts.get("filed_on", "")), _day(facts.get("resolved_on", ""))
    paid, scheduled = _day(facts.get("paid_on", "")), facts.get("scheduled_on", "")
    rules = (
        (bool(declared and decided and decided < declared), "la decisión es anterior a la declaración."),
        (facts.get("state") == "in_valuation" and decided is not None, "en valoración no hay fecha de decisión."),
        (bool(filed and resolved and resolved < filed), "la resolución es anterior a la reclamación."),
        ("kind" in facts and facts.get("state") == "scheduled" and not scheduled, "una cita agendada lleva su fecha."),
        (bool(facts.get("method_result") and not facts.get("method_year")), "falta el año del método."),
        ("phase" in facts and resolved is not None and not facts.get("resolution_number"), "falta la resolución."),
        (facts.get("phase") == "paid" and paid is None, "una indemnización pagada lleva su fecha de pago."),
        (facts.get("phase") == "paid" and paid is not None and paid > today, "la fecha de pago es posterior a hoy."),
        (bool(year := facts.get("method_year")) and not "2019" <= str(year) <= "2100", "el método existe desde 2019."),
        (facts.get("household_size", "1") in ("0", "00"), "el hogar tiene al menos una persona."),
        (facts.get("amount", "1").strip("0") == "" and bool(facts.get("amount")), "el valor es mayor que cero."),
    )
    for broken, sentence in rules:
        if broken:
            raise InvalidInput(sentence=sentence)


def words(system: str, facts: Mapping[str, str]) -> str:
    """The facts in lines, as the server writes them and a letter quotes them."""
    lines = []
    for fact in SYSTEM_FACTS.get(system, ()):
        value = facts.get(fact.key, "").strip()
        if value:
            lines.append(f"{fact.label}: {_shown(fact, value)}")
    return "\n".join(lines)


def _shown(fact: Fact, value: str) -> str:
    if fact.options is not None:
        return fact.options.get(value, value)
    day = _day(value) if fact.kind in ("date", "past") else None
    return f"{day:%d/%m/%Y}" if day else value


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.strip())
    except ValueError:
        return None
