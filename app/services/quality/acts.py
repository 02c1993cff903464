"""The act of a lot: what was planned, drawn and found, what was decided, and who signed it; as a page and as a PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.clock import BOGOTA
from app.services.database import Database
from app.services.documents import record_pdf
from app.services.documents.record_pdf import Part
from app.services.trays.case_label import label_shown
from app.services.verbs.review_quality import FAULT_CLASSES, SEVERITIES

DECISIONS = {"accepted": "Lote aceptado", "rejected": "Lote rechazado", "measured": "Muestra medida"}
_METHODS = {"iso_2859_1": "NTC-ISO 2859-1, nivel general II", "proportion": "Proporción (95 %, ±5 %)"}
_INSPECTIONS = {"reduced": "reducida", "normal": "normal", "tightened": "estricta", "full": "completa"}


@dataclass(frozen=True)
class ActRow:
    """A lot reviewed whole, with its act once somebody signed it."""

    lot_id: UUID
    scope: str
    title: str
    day: dt.date
    decision: str
    letters: int
    reviewed: int
    faults: int
    critical: int
    minor: int
    accept_number: int
    act_year: int | None
    act_number: int | None
    signed_by: tuple[str, ...]
    signed_at: dt.datetime | None
    mine: bool

    @property
    def number(self) -> str:
        """«2026-14», empty before it is signed."""
        return f"{self.act_year}-{self.act_number}" if self.act_number else ""


@dataclass(frozen=True)
class Act:
    """The act as it reads: a heading and its parts, the same on the screen and on paper."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    is_signed: bool


def read_acts(database: Database) -> list[ActRow]:
    """Lots that have or may have an act, those to sign first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("quality_acts")]
    return [ActRow(**(row | {"signed_by": tuple(row["signed_by"] or ())})) for row in rows]


def read_act(database: Database, lot_id: UUID) -> Act:
    """The act of a lot. Raises a refusal, Offline, Busy."""
    return act_of(database.call("quality_act", p_lot=lot_id))


def sign_act(database: Database, lot_id: UUID, note: str) -> str:
    """Sign it: the first signature gives it its number and its note. Raises act_unfinished when letters wait."""
    return str(database.call("sign_quality_act", p_lot=lot_id, p_note=note))


def pdf(act: Act, moment: dt.datetime) -> bytes:
    """The act as tagged PDF/A. Thread-safe."""
    return record_pdf.render(act.title, act.subtitle, act.parts, moment)


def act_of(body: Mapping[str, Any]) -> Act:
    """The act that the server's facts make."""
    number = f"{body['year']}-{body['number']}" if body["number"] else ""
    title = f"Acta de calidad n.º {number}" if number else "Acta de calidad (sin firmar)"
    parts = [
        Part("Plan", _plan(body)),
        Part("Sorteo", _draw(body)),
        Part("Resultado", _result(body)),
        Part("Fallas halladas", rows=_found(body["found"])),
        Part("Veredictos", rows=[_review(each) for each in body["reviews"]]),
    ]
    if body["note"]:
        parts.append(Part("Nota de quien firma", rows=[str(body["note"])]))
    parts.append(Part("Firmas", rows=_signatures(body["signatures"])))
    return Act(title, f"{body['title']} · {_when(body['drawn_at'])}", tuple(parts), bool(number))


def _plan(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    letter = f", letra {body['code_letter']}" if body["code_letter"] else ""
    return [
        ("Método", f"{_METHODS[body['method']]}{letter}"),
        ("Inspección", _INSPECTIONS[body["inspection"]]),
        ("NCA", f"{body['tolerated']:g} %".replace(".", ",") if body["tolerated"] is not None else "no aplica"),
        ("Acepta hasta", _letters(int(body["accept"]), "falla", "fallas")),
    ]


def _draw(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    forced = f", y {body['forced']} por vencimiento o lote rechazado" if body["forced"] else ""
    said = [("Cartas", f"{body['letters']} en el lote; {body['sample']} por sorteo{forced}")]
    if body["announced_at"]:
        left = int(body["announced"]) - int(body["letters"])
        gone = f"; {_letters(left, 'carta salió', 'cartas salieron')} antes del sorteo" if left > 0 else ""
        said.append(("Anunció el plan", f"{body['announced_by']}, {_when(body['announced_at'])}{gone}"))
    said.append(("Sacó la muestra", f"{body['drawn_by']}, {_when(body['drawn_at'])}"))
    said.append(("Semilla", " ".join(body["seed"][at : at + 8] for at in range(0, len(body["seed"]), 8))))
    return said


def _result(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    critical, minor = int(body["critical"]), int(body["minor"])
    return [
        ("Decisión", DECISIONS.get(body["decision"], "En revisión")),
        ("Revisadas", str(body["reviewed"])),
        ("Con falla", f"{body['faults']} ({_letters(critical, 'crítica', 'críticas')})"),
        ("Sólo con notas menores", str(minor)),
    ]


def _found(found: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        f"{each['code']} · {each['title']} ({FAULT_CLASSES[each['class']].lower()}):"
        f" {_letters(int(each['letters']), 'carta', 'cartas')}"
        for each in found
    ]
    return lines or ["Ninguna."]


def _review(each: Mapping[str, Any]) -> str:
    codes = ", ".join(_coded(code) for code in each["codes"])
    verdict = "cumple" if each["verdict"] == "approved" else "con falla"
    why = f": {codes}" if codes else ""
    forced = " (sin sorteo)" if each["forced"] else ""
    who = f"proyectó {each['author']}, revisó {each['reviewer']}"
    return f"{label_shown(each['label'])}{forced} · {verdict}{why} · {who}, {_when(each['at'])}"


def _coded(code: str) -> str:
    name, _, severity = code.partition(" ")
    return f"{name} {SEVERITIES.get(severity, severity).lower()}"


def _signatures(signed: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{each['name']}, {_when(each['at'])}" + ("" if each["holds"] else " · EL ACTA CAMBIÓ DESPUÉS DE ESTA FIRMA")
        for each in signed
    ] or ["Sin firmar."]


def _when(words: str) -> str:
    return f"{dt.datetime.fromisoformat(words).astimezone(BOGOTA):%d/%m/%Y, %H:%M}"


def _letters(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
