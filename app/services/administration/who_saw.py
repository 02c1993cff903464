"""«Quién vio a…»: reads of a person's data, what surrounded them, and whether the chains of events are whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app import clock
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents.dispatch_xlsx import defused

#: What each counted read shows, for people.
WHAT = {
    "petitioner": ("Abrió la ficha", "nombre, documento, teléfono, dirección"),
    "sheet": ("Abrió el caso", "solicitante, pretensiones, insumos"),
    "labels": ("Lo vio en una lista", "nombre y final del documento"),
    "letter": ("Abrió la carta de respuesta", "nombre, documento, dirección y respuesta"),
    "earlier": ("Vio sus otras peticiones", "radicados, pretensiones, respuestas y entregas"),
    "search": ("Lo buscó", "nombre y final del documento"),
    "reveal": ("Vio un dato reservado", "enfoque diferencial, con motivo"),
    "print": ("Imprimió la carta", "nombre, dirección y respuesta"),
    "export": ("Lo exportó a un archivo", "lo que lleva ese archivo"),
    "document": ("Abrió un documento", "petición, anexos o carta"),
}


@dataclass(frozen=True)
class ReadRow:
    """One read of personal data. `had_case`: the reader took part in that case; without it the read needs a reason."""

    at: dt.datetime
    login: str
    full_name: str | None
    what: str
    case_id: UUID | None
    label: str | None
    reason: str
    had_case: bool
    out_of_hours: bool

    @property
    def words(self) -> tuple[str, str]:
        """What was done and which data were seen."""
        return WHAT.get(self.what, ("Leyó datos", self.what))

    @property
    def explained(self) -> bool:
        """Whether there is a reason on sight: the case was theirs, or one was written."""
        return self.had_case or bool(self.reason.strip())


@dataclass(frozen=True)
class Surroundings:
    """Other cases read by the same person within ten minutes, and their reads by hour of the day in thirty days."""

    nearby: int
    hours: tuple[int, ...]


@dataclass(frozen=True)
class ChainProblem:
    """An event that does not follow from the one before."""

    case_id: UUID
    version: int
    problem: str


def who_saw(database: Database, what: str, first: dt.date, last: dt.date) -> list[ReadRow]:
    """Reads about a filing number, a Código LEX or an identity document. The question itself is recorded."""
    if len(what.strip()) < 3:
        raise InvalidInput("what", sentence="Escriba el documento, el radicado o el código LEX completo.")
    if last < first:
        raise InvalidInput("dates", sentence="El periodo termina antes de empezar. Corrija las fechas.")
    rows = database.table("who_saw", p_what=what, p_from=first, p_to=last)
    return [ReadRow(**row._asdict()) for row in rows]


def surroundings(database: Database, row: ReadRow) -> Surroundings:
    """What the same person read around then."""
    found = database.table("reads_around", p_login=row.login, p_at=row.at)[0]
    return Surroundings(found.nearby, tuple(found.hours))


def verify_chain(database: Database) -> list[ChainProblem]:
    """Hash every chain again in the server; empty when all are whole."""
    rows = database.table("verify_chains")
    return [ChainProblem(row.case_id, row.version, row.problem) for row in rows]


def as_csv(rows: Sequence[ReadRow]) -> bytes:
    """The lines for a spreadsheet: who, when and what, never the values that were seen."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(["cuándo", "usuario", "nombre", "qué hizo", "qué vio", "caso", "motivo", "tuvo el caso"])
    for row in rows:
        cells = [f"{row.at.astimezone(clock.BOGOTA):%d/%m/%Y %H:%M:%S}", row.login, row.full_name or "", *row.words]
        cells += [row.label or "", row.reason, "sí" if row.had_case else "no"]
        table.writerow([defused(each) for each in cells])
    return out.getvalue().encode("utf-8-sig")
