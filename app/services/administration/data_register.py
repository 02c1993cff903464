"""The register of data claims for the SIC: terms, legends, notices and how each datum stands; no names, no contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app import clock, filing_number
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents.plain_xlsx import Sheet, render

KINDS = {"data_query": "Consulta (art. 14)", "data_claim": "Reclamo (art. 15)"}
STATES = {
    "unmarked": "Falta la leyenda",
    "in_process": "En trámite",
    "lifted": "Leyenda retirada",
    "answered": "Respondido, sin notificar",
    "told": "Respondido y notificado",
    "ended": "Terminado sin carta",
}
#: How the citizen was told, by kind of sending.
MEANS = {"postal": "Correo certificado", "email": "Correo electrónico", "notice": "Aviso (art. 69)"}
HEAD = (
    "Radicado", "Clase", "Recibido", "Estado", "Vence", "Ampliado hasta", "Ampliación avisada el", "Leyenda hasta",
    "Leyenda puesta el", "Sistemas con la leyenda", "Leyenda retirada el", "Radicado de salida", "Respondido el",
    "Notificado el", "Cómo se notificó", "Días hábiles", "Fuera de término", "Lo tramita",
)  # fmt: skip
_MOST_DAYS = 400


@dataclass(frozen=True)
class DataClaim:
    """One consultation or claim. Dates are Bogotá days; `days` are business days until it was told, or until today."""

    case_id: UUID
    label: str
    kind: str
    received_on: dt.date
    assignee: str | None
    mark_by: dt.date | None
    marked_on: dt.date | None
    marked_by: str | None
    systems: tuple[str, ...]
    lifted_on: dt.date | None
    term_on: dt.date | None
    extended_to: dt.date | None
    extension_told_on: dt.date | None
    outgoing: str | None
    answered_on: dt.date | None
    told_on: dt.date | None
    told_how: str | None
    closed_on: dt.date | None
    state: str
    days: int
    is_late: bool

    @property
    def due_on(self) -> dt.date | None:
        """The day it falls due, its extension counted."""
        return self.extended_to or self.term_on

    @property
    def mark_is_late(self) -> bool:
        """Whether the legend was put after the two business days of art. 15."""
        return self.marked_on is not None and self.mark_by is not None and self.marked_on > self.mark_by

    @property
    def datum(self) -> str:
        """How the datum stands in the systems."""
        where = ", ".join(self.systems)
        if self.lifted_on is not None:
            return f"La leyenda se retiró de {where}"
        if self.marked_on is not None:
            return f"Con la leyenda «reclamo en trámite» en {where}"
        return "La consulta no lleva leyenda" if self.kind == "data_query" else "Sin leyenda todavía"


def read(database: Database, first: dt.date, last: dt.date) -> list[DataClaim]:
    """Those received between two days, open ones first. The question is recorded. Raises InvalidInput, a refusal."""
    if last < first:
        raise InvalidInput("dates", sentence="El periodo termina antes de empezar. Corrija las fechas.")
    if (last - first).days > _MOST_DAYS:
        raise InvalidInput("dates", sentence="El periodo es muy largo. Pregunte por 400 días o menos.")
    rows = database.table("data_register", p_from=first, p_to=last)
    return [DataClaim(**(row._asdict() | {"systems": tuple(row.systems or ())})) for row in rows]


def as_xlsx(claims: Sequence[DataClaim], first: dt.date, last: dt.date) -> bytes:
    """The register as a workbook: neither what was claimed nor by whom."""
    now = clock.now().astimezone(clock.BOGOTA)
    note = (
        f"Consultas y reclamos de datos personales (Ley 1581 de 2012, arts. 14 y 15) recibidos del {first:%d/%m/%Y}"
        f" al {last:%d/%m/%Y} · hecho el {now:%d/%m/%Y %H:%M}"
    )
    widths = (22, 18, 12, 24, 12, 14, 18, 14, 16, 26, 18, 22, 14, 14, 20, 12, 14, 26)
    return render([Sheet("Reclamos de datos", note, HEAD, widths, [_row(each) for each in claims])], now)


def _row(claim: DataClaim) -> list[str]:
    number = filing_number.shown(claim.label) if filing_number.is_valid(claim.label) else claim.label
    return [
        number, KINDS[claim.kind], _day(claim.received_on), STATES[claim.state], _day(claim.term_on),
        _day(claim.extended_to), _day(claim.extension_told_on), _day(claim.mark_by), _day(claim.marked_on),
        ", ".join(claim.systems),
        _day(claim.lifted_on), claim.outgoing or "", _day(claim.answered_on), _day(claim.told_on),
        MEANS.get(claim.told_how or "", claim.told_how or ""), str(claim.days), "sí" if claim.is_late else "no",
        claim.assignee or "",
    ]  # fmt: skip


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else ""
