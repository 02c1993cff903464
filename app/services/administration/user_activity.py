"""«Qué vio…»: what one person read, revealed, searched, printed and exported on some days, with its figures."""

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
from app.services.documents.plain_xlsx import Sheet, render
from app.services.refusals import refusal

#: What each kind of line is, for people; the order is that of the filter.
KINDS = {
    "sheet": "Abrió un caso",
    "petitioner": "Abrió una ficha",
    "letter": "Abrió una carta",
    "document": "Abrió un documento",
    "earlier": "Vio otras peticiones",
    "labels": "Vio nombres en una lista",
    "search": "Buscó",
    "reveal": "Vio un dato reservado",
    "draw": "Sorteó casos cerrados para leerlos",
    "verdict": "Abrió un veredicto de calidad",
    "print": "Imprimió",
    "export": "Exportó",
    "review": "Dio un veredicto de calidad",
    "refused": "Intentó y se le negó",
}
#: A document opened is logged by its kind.
PAPERS = {
    "petition": "Petición", "attachment": "Anexo", "input_support": "Soporte de un insumo",
    "letter_unsigned": "Carta sin firma", "letter_signed": "Carta firmada", "delivery_proof": "Prueba de entrega",
    "notice": "Aviso", "notice_proof": "Prueba del aviso", "dispatch_sheet": "Planilla de despacho",
    "print_batch": "Lote de impresión", "signature_image": "Imagen de firma", "authority": "Acto que faculta a firmar",
    "extension_letter": "Carta de ampliación", "extension_proof": "Prueba de la ampliación",
    "priority_proof": "Prueba de la prioridad", "transfer_letter": "Oficio de traslado",
    "transfer_copy": "Copia del traslado", "transfer_proof": "Prueba del traslado",
    "transfer_notice": "Aviso del traslado", "legal_letter": "Carta de ley", "legal_proof": "Prueba de la carta",
    "citizen_paper": "Escrito del ciudadano", "collective_answer": "Respuesta colectiva",
    "publication_proof": "Prueba de la publicación", "copy_proof": "Prueba de la copia",
}  # fmt: skip
#: A verdict is logged by its key.
VERDICTS = {"approved": "Cumple", "rejected": "No cumple"}
_MOST_DAYS = 400
HEAD = ("Cuándo", "Qué hizo", "Caso", "Personas", "Motivo o detalle", "Tuvo el caso", "Fuera del horario")


@dataclass(frozen=True)
class Act:
    """One line. `cases` counts the people of a list; `had_case`: they took part in that case."""

    at: dt.datetime
    kind: str
    case_id: UUID | None
    label: str | None
    cases: int
    reason: str
    had_case: bool
    out_of_hours: bool

    @property
    def words(self) -> str:
        """What was done."""
        return KINDS.get(self.kind, "Leyó datos")

    @property
    def detail(self) -> str:
        """The reason, or what it was about, in Spanish: refusals and documents are logged by their key."""
        if self.kind == "refused":
            return refusal(self.reason).user_message
        if self.kind == "review":
            return VERDICTS.get(self.reason, self.reason)
        return PAPERS.get(self.reason, self.reason) if self.kind == "document" else self.reason


@dataclass(frozen=True)
class Figure:
    """One kind in those days. `unwritten`: answers that were counted and left no line."""

    kind: str
    acts: int
    cases: int
    unwritten: int
    out_of_hours: int
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Activity:
    """Lines, newest first (2,000 at most), and figures over all of the days."""

    acts: list[Act]
    figures: list[Figure]

    @property
    def hours(self) -> tuple[int, ...]:
        """Acts by hour of the day, all kinds together."""
        return tuple(sum(each.hours[hour] for each in self.figures) for hour in range(24))

    @property
    def total(self) -> int:
        """Acts written down."""
        return sum(each.acts for each in self.figures)

    @property
    def out_of_hours(self) -> int:
        """Those before 6:00, after 19:00 or on a weekend."""
        return sum(each.out_of_hours for each in self.figures)

    @property
    def unwritten(self) -> int:
        """Counted answers without a line: undone, or refused by the quota."""
        return sum(each.unwritten for each in self.figures)

    def of(self, kind: str) -> int:
        """Acts of one kind."""
        return sum(each.acts for each in self.figures if each.kind == kind)


def people(database: Database) -> list[tuple[str, str]]:
    """Login and name of everyone who has or had access, by name. Raises Offline, Busy."""
    query = "SELECT login, full_name FROM pqr.person WHERE login IS NOT NULL ORDER BY full_name"
    return [(row.login, row.full_name) for row in database.rows(query)]


def read(database: Database, login: str, first: dt.date, last: dt.date) -> Activity:
    """What that person did between two days, both included. The question itself is recorded. Raises InvalidInput."""
    if not login:
        raise InvalidInput("login", sentence="Elija de la lista a la persona por la que pregunta.")
    if last < first:
        raise InvalidInput("dates", sentence="El periodo termina antes de empezar. Corrija las fechas.")
    if (last - first).days > _MOST_DAYS:
        raise InvalidInput("dates", sentence="El periodo es muy largo. Pregunte por 400 días o menos.")
    rows = database.table("user_activity", p_login=login, p_from=first, p_to=last)
    figures = database.table("user_figures", p_login=login, p_from=first, p_to=last)
    return Activity(
        [Act(**row._asdict()) for row in rows],
        [Figure(**(row._asdict() | {"hours": tuple(row.hours)})) for row in figures],
    )


def as_csv(acts: Sequence[Act]) -> bytes:
    """The lines for a spreadsheet: what was seen, never the values."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(HEAD)
    for act in acts:
        table.writerow([defused(each) for each in _row(act)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(acts: Sequence[Act], who: str, first: dt.date, last: dt.date) -> bytes:
    """The same as a workbook that says whom it is about and which days."""
    now = clock.now().astimezone(clock.BOGOTA)
    note = f"Qué vio {who} · {first:%d/%m/%Y} a {last:%d/%m/%Y} · hecho el {now:%d/%m/%Y %H:%M}"
    return render([Sheet("Actos", note, HEAD, (20, 30, 22, 10, 60, 14, 18), [_row(act) for act in acts])], now)


def _row(act: Act) -> list[str]:
    yes = ("no", "sí")
    return [
        f"{act.at.astimezone(clock.BOGOTA):%d/%m/%Y %H:%M:%S}", act.words, act.label or "", str(act.cases or ""),
        act.detail, yes[act.had_case], yes[act.out_of_hours],
    ]  # fmt: skip
