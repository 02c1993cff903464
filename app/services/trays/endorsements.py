"""Avales: what waits for a lawyer or an analyst, what each reason demands, and what this person decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app import procedure
from app.clock import BOGOTA
from app.errors import InvalidInput
from app.filing_number import shown
from app.services.command import Command, decide
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.claim_tree import plain
from app.services.verbs.request_endorsement import DecideEndorsement

FILTERS = (
    ("all", "Todos"),
    ("soon", "Vencen ≤ 3 días"),
    ("archive", "Archivar"),
    ("reassign", "Reasignar"),
    ("split", "Desglosar"),
    ("done", "Decididos"),
)
#: Kind of request -> outcome of activity 8 that grants it.
GRANTS = {"archive": "archived", "reassign": "reassigned"}
#: Business days to send a petition to the entity whose business it is (Ley 1755 de 2015, art. 21).
_TRANSFER_DAYS = 5


@dataclass(frozen=True)
class EndorsementRow:
    """A case that waits for a decision; `kind` is archive, reassign or split."""

    case_id: UUID
    version: int
    activity: int
    label: str
    due_on: dt.date | None
    name: str | None
    kind: str
    reason_code: str | None
    reason: str | None
    note: str | None
    target: str | None
    requested_by: str | None
    is_mine: bool
    due_at: dt.datetime | None
    signatory_count: int
    claims: int
    #: Legal days left minus the work that is left, in business days; None without a legal date.
    slack: int | None = None
    work_left: int | None = None
    days_left: int | None = None
    procedure: str = "pqr_v08"

    @property
    def same(self) -> tuple[str, str | None]:
        """What rows of one batch share: the decision and its reason."""
        return self.kind, self.reason_code

    def haystack(self) -> str:
        """What a text filter looks at."""
        parts = (self.label, self.name, self.reason, self.note, self.target, self.requested_by)
        return plain(" ".join(part for part in parts if part))


@dataclass(frozen=True)
class Decided:
    """An aval that this person decided; no personal data."""

    case_id: UUID
    label: str
    kind: str
    reason: str
    decision: str
    decided_at: dt.datetime
    act_number: str | None
    reported: bool
    #: Why it was denied, in the words of the catalogue.
    denial: str | None = None
    #: to_sign, returned or signed, and who signs it or did.
    act_state: str | None = None
    signer: str | None = None


@dataclass(frozen=True)
class Demand:
    """A condition of a reason and the fact that proves it or not; None is for a person to judge."""

    holds: bool | None
    title: str
    fact: str


def read_waiting(database: Database, calendar: LegalCalendar) -> list[EndorsementRow]:
    """What waits, least slack first; names are counted. Raises QuotaReached, Offline, Busy."""
    rows = []
    for row in database.table("endorsement_list"):
        values = row._asdict()
        if values["due_at"] is not None:
            values["due_at"] = values["due_at"].astimezone(BOGOTA)
        values["is_mine"] = bool(values["is_mine"])
        rows.append(EndorsementRow(**values, days_left=calendar.days_left(row.due_on)))
    return rows


def read_decided(database: Database) -> list[Decided]:
    """What this person decided in thirty days, newest first. Raises Offline, Busy."""
    rows = database.table("endorsements_decided")
    return [Decided(**row._asdict() | {"decided_at": row.decided_at.astimezone(BOGOTA)}) for row in rows]


def read_denials(database: Database) -> list[tuple[str, str]]:
    """Why an aval may be denied: code and words, in their order. Raises Offline, Busy."""
    rows = database.rows("SELECT code, label FROM pqr.denial_reason WHERE is_active ORDER BY code")
    return [(row.code, row.label) for row in rows]


def chosen(rows: Iterable[EndorsementRow], key: str, text: str = "") -> list[EndorsementRow]:
    """The rows of a filter that hold every word of `text`."""
    words = plain(text).replace("-", "").split()
    return [row for row in rows if _passes(key, row) and all(w in row.haystack() for w in words)]


def counts(rows: Sequence[EndorsementRow]) -> dict[str, int]:
    """How many rows each filter has."""
    return {key: sum(_passes(key, row) for row in rows) for key, _ in FILTERS if key != "done"}


def _passes(key: str, row: EndorsementRow) -> bool:
    if key == "soon":
        return row.days_left is not None and row.days_left <= 3
    return key in ("all", row.kind)


#: Grounds of the law that don't need the petition to be classified: withdrawn, silent, not clarified, not respectful.
_OF_LAW = frozenset({"A04", "A05", "A06", "A07"})


def demands(sheet: AnalysisSheet, row: EndorsementRow, calendar: LegalCalendar) -> list[Demand]:
    """What must hold before this decision, with the fact that proves each."""
    found = [Demand(not row.is_mine, "Lo pidió otra persona", row.requested_by or "")]
    if row.kind == "split":
        return [Demand(row.signatory_count > 1, "Firman varias personas", f"{row.signatory_count} según el agente")]
    if sheet.claims or row.reason_code not in _OF_LAW:
        found.append(Demand(bool(sheet.claims), "Está clasificado", "; ".join(c.title for c in sheet.claims)))
    if row.reason_code in ("A02", "A03"):
        words = str(sheet.earlier) if sheet.earlier else "ninguna"
        found.append(Demand(sheet.earlier > 0, "Petición anterior de la misma persona", words))
    if row.reason_code == "A02" and len(sheet.claims) > 1:
        found.append(Demand(None, "Todas las pretensiones", f"son {len(sheet.claims)}: la respuesta debe cubrirlas"))
    if row.reason_code in ("A05", "A06"):
        found.append(_silence(sheet))
    if row.reason_code == "R02":
        limit = calendar.add(sheet.petition.received_on, _TRANSFER_DAYS)
        # Late, it must still be sent: it is a warning, never a reason to keep it.
        in_time, words = calendar.today <= limit, f"{limit:%d/%m/%Y}"
        fact = f"hasta el {words}" if in_time else f"venció el {words}: traslade hoy"
        found.append(Demand(True if in_time else None, "Traslado en cinco días hábiles", fact))
    if row.kind == "reassign":
        found.append(Demand(bool(row.target), "Tiene destino", row.target or ""))
    asked = sheet.open_endorsement
    found.append(Demand(None, asked.demands if asked else "", row.note or ""))
    return found


def _silence(sheet: AnalysisSheet) -> Demand:
    """The citizen was asked, with proof, and did not answer in time (Ley 1755 de 2015, arts. 17 and 19)."""
    mark = sheet.law.awaiting
    if mark is None:
        return Demand(False, "Se requirió con prueba", "no hay requerimiento, o el ciudadano ya respondió")
    words = f"{'venció' if mark.state == 'lapsed' else 'va hasta'} el {mark.until:%d/%m/%Y}"
    return Demand(mark.state == "lapsed", "Venció el plazo del ciudadano", words)


def is_open(found: Iterable[Demand]) -> bool:
    """Whether no condition is known to fail."""
    return all(each.holds is not False for each in found)


@dataclass(frozen=True)
class Written:
    """What a lawyer left written for one row: to grant it or let it go on, the note, and the act if it was changed."""

    follow: bool = False
    note: str = ""
    act: str = ""
    #: Why it is denied, when it is let go on.
    code: str = ""


def decide_many(rows: Sequence[EndorsementRow], written: Mapping[UUID, Written], note: str) -> list[Command]:
    """One command, and so one act, for each case of one request and reason; each with its own decision and note.

    `note` goes where a granted row has none of its own. Raises InvalidInput naming the case that lacks one.
    """
    assert len({row.same for row in rows}) == 1, "a batch is of one reason"
    commands = []
    for row in rows:
        own = written.get(row.case_id, Written())
        if own.follow and not own.note.strip():
            raise InvalidInput(
                sentence=f"{shown(row.label)}: falta la nota para devolverlo al agente. Ábralo y escríbala."
            )
        if own.follow and not own.code:
            raise InvalidInput(
                sentence=f"{shown(row.label)}: falta la razón para devolverlo al agente. Ábralo y elíjala."
            )
        outcome = "denied" if own.follow else GRANTS[row.kind]
        verb = DecideEndorsement(outcome=outcome, note=own.note.strip() or note, act=own.act, denial_code=own.code)
        commands.append(decide(row, verb.activity, verb.outcome, verb.payload()))
    return commands


def activity_key(row: EndorsementRow) -> str:
    """Key of the activity where the row waits."""
    return procedure.load(row.procedure).activity(row.activity).key
