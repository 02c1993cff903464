"""Administrar › Plazos: every term the program counts with, and whether the procedure says it or it is inferred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.administration import terms
from app.services.administration.terms import AreaTerm, LegalTerm, StageTerm
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.modules.law.page import LawPage
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.widgets import EmptyState


def _days(count: float) -> str:
    shown = f"{count:g}".replace(".", ",")
    return f"{shown} día hábil" if count == 1 else f"{shown} días hábiles"


def _none(_page: LawPage, _row: Any) -> Sequence[Act]:
    return ()


def _empty() -> EmptyState:
    return EmptyState("clock", "Sin plazos", "La base no tiene plazos registrados. Avise a soporte.")


def _term(row: LegalTerm) -> str:
    return _days(row.days) if row.days is not None else "Fecha y hora del documento"


def _regime(row: LegalTerm) -> str:
    if row.valid_from is None:
        return "Lo fija cada oficio"
    until = f" a {formats.date(row.valid_to)}" if row.valid_to else " en adelante"
    return f"{row.regime}: {formats.date(row.valid_from)}{until}"


def _longer(row: LegalTerm) -> str:
    if row.days is None:
        return "No se amplía desde aquí"
    return f"Hasta {_days(row.extension_days or row.days)} más, una vez y con aviso"


def _legal_facts(row: LegalTerm) -> Facts:
    lines = [("Régimen", _regime(row)), ("Norma", row.legal_act or "La del oficio"), ("Ampliación", _longer(row))]
    if row.copies_days is not None:
        lines.append(("Sin respuesta", f"Se entiende aceptada: copias en {_days(row.copies_days)}"))
    return Facts(row.class_label, _term(row), lines)


def _mark(row: StageTerm) -> Cell:
    return Cell("Inferido", tone="warn") if row.is_inferred else Cell("Del procedimiento", tone="good")


def _stage_facts(row: StageTerm) -> Facts:
    way = "En el camino hasta la entrega" if row.position is not None else "Sale del camino: archivo o desglose"
    use = "Con ella se cuenta la holgura: término legal menos el trabajo que falta."
    how = "Dos personas, con el acto y la fecha, en Administrar › Catálogos › Días de las etapas."
    return Facts(
        f"{row.number}. {row.label}",
        _days(row.days),
        (("De dónde sale", row.source), ("Lugar", way), ("Para qué", use), ("Cómo se cambia", how)),
    )


def _area_term(row: AreaTerm) -> str:
    if row.queue_capacity is None:
        return _days(row.term_days)
    return f"{formats.number(row.queue_capacity)} cada {_days(row.term_days)}"


def _area_facts(row: AreaTerm) -> Facts:
    kind = "Fila con cupo" if row.queue_capacity is not None else "Plazo"
    where = "Lo cambia el líder, con motivo, en Misionales › Control › Por área."
    return Facts(row.area, _area_term(row), (("Numeral 5.3", kind), ("Cómo se cambia", where)))


def _reader(read: Any) -> Any:
    def with_calendar(database: Database, _calendar: LegalCalendar) -> Any:
        return read(database)

    return with_calendar


STAGES = LawTab(
    "stages",
    "Etapas",
    (
        Column("number", "Act.", "number", lambda row: Cell(str(row.number)), width=56),
        Column("label", "Actividad", "text", lambda row: Cell(row.label, tip=row.label)),
        Column("days", "Días", "text", lambda row: Cell(_days(row.days)), width=140),
        Column("mark", "De dónde sale", "pill", _mark, width=160),
    ),
    _reader(terms.stage_terms),
    lambda row: row.number,
    _stage_facts,
    _none,
    _empty,
    ("plazo", "plazos"),
)
LEGAL = LawTab(
    "legal",
    "De ley",
    (
        Column("class", "Clase", "text", lambda row: Cell(row.class_label, strong=True, tip=row.class_label)),
        Column("days", "Término", "text", lambda row: Cell(_term(row)), width=190),
        Column("regime", "Régimen", "text", lambda row: Cell(_regime(row), tip=_regime(row)), width=290),
    ),
    _reader(terms.legal_terms),
    lambda row: (row.regime, row.class_label),
    _legal_facts,
    _none,
    _empty,
    ("plazo", "plazos"),
)
AREAS = LawTab(
    "areas",
    "Misionales",
    (
        Column("area", "Área", "text", lambda row: Cell(row.area, strong=True, tip=row.area)),
        Column("term", "Plazo (5.3)", "text", lambda row: Cell(_area_term(row)), width=240),
    ),
    _reader(terms.area_terms),
    lambda row: row.area,
    _area_facts,
    _none,
    _empty,
    ("plazo", "plazos"),
)


class TermsPage(LawPage):
    """Read only: the law's terms are data of the catalogue, the areas' are changed in Control."""

    tabs = (LEGAL, STAGES, AREAS)

    def counted(self, key: str, count: int) -> None:
        """Nothing waits here: only its lists say how many they are."""
        self.chips.set_count(key, count)
