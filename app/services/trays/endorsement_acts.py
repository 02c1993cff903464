"""Acts of granted avals: who signs them and by which delegation, what was returned, and why avals are denied."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.filing_number import shown
from app.services.database import Database
from app.services.documents import endorsement_act
from app.services.legal_calendar import LegalCalendar
from app.services.reads.from_json import made

#: State of an act -> what the list says.
STATES = {"to_sign": "Por firmar", "returned": "Devuelto", "signed": "Firmado"}
KINDS = {"archive": "Archivo", "reassign": "Reasignación"}
#: Days of the counts by reason.
_COUNTED_DAYS = 90
_LEAST_NOTE = 10


@dataclass(frozen=True)
class ActRow:
    """A granted act in the list; no personal data. `signer_act` is the delegation by which it is signed."""

    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    kind: str
    reason: str
    act_number: str | None
    granted_by: str
    granted_at: dt.datetime
    state: str
    signer: str
    signer_act: str | None
    signed_by: str | None
    signed_at: dt.datetime | None
    may_sign: bool
    may_correct: bool
    return_note: str | None
    sha256: str | None


@dataclass(frozen=True)
class ActSheet:
    """What one act says; `body` is empty where nobody changed the draft."""

    kind: str
    filing_number: str
    received_on: dt.date
    petitioner: str | None
    reason: str
    ground: str
    demands: str
    note: str
    target: str
    lawyer: str
    signer_act: str | None
    granted_by: str
    day: dt.date
    number: str | None
    body: str
    state: str
    claims: tuple[str, ...]

    def act(self) -> endorsement_act.Act:
        """As a page: with its watermark until somebody signs it."""
        return endorsement_act.Act(
            kind=self.kind,
            filing_number=shown(self.filing_number),
            received_on=self.received_on,
            petitioner=self.petitioner or "una persona anónima",
            claims=self.claims,
            reason=self.reason,
            ground=self.ground,
            demands=self.demands,
            note=self.note,
            target=self.target,
            lawyer=self.lawyer,
            delegation=self.signer_act or "",
            day=self.day,
            number=self.number or "",
            is_pending=self.state != "signed",
            body=self.body,
        )

    def words(self) -> str:
        """The words that are signed: those of the lawyer, or the draft that was not changed."""
        return self.body or endorsement_act.draft_text(self.act())


@dataclass(frozen=True)
class Share:
    """How many of one person."""

    name: str
    count: int


@dataclass(frozen=True)
class DenialCount:
    """How many avals were denied for a reason, of `decided` in all; by lawyer, and by the agents who asked most."""

    code: str
    label: str
    is_active: bool
    archive: int
    reassign: int
    decided: int
    lawyers: tuple[Share, ...]
    agents: tuple[Share, ...]

    @property
    def total(self) -> int:
        """Of both kinds."""
        return self.archive + self.reassign


def read_acts(database: Database) -> list[ActRow]:
    """Those that wait first, by legal date; then those signed in thirty days. Raises a refusal, Offline, Busy."""
    rows = []
    for row in database.table("act_list"):
        values = row._asdict()
        for key in ("granted_at", "signed_at"):
            values[key] = values[key].astimezone(BOGOTA) if values[key] else None
        rows.append(ActRow(**values))
    return rows


def waiting(database: Database, _calendar: LegalCalendar) -> list[ActRow]:
    """Acts that wait for a signature or for their correction."""
    return [row for row in read_acts(database) if row.state != "signed"]


def signed(database: Database, _calendar: LegalCalendar) -> list[ActRow]:
    """Acts signed in the last thirty days."""
    return [row for row in read_acts(database) if row.state == "signed"]


def read_act(database: Database, case_id: UUID) -> ActSheet:
    """What an act says; counted. Raises a refusal, QuotaReached, Offline, Busy."""
    return made(ActSheet, database.call("act_sheet", p_case=case_id))


def sign(database: Database, row: ActRow, words: str) -> None:
    """Sign the words that were read. Raises a refusal, Offline, Busy, ProgramTooOld."""
    database.require_current()
    database.call("sign_act", p_key=uuid4(), p_case=row.case_id, p_version=row.version, p_body=words)


def send_back(database: Database, row: ActRow, note: str) -> None:
    """Back to who granted it, unsigned. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(note.strip()) < _LEAST_NOTE:
        raise InvalidInput("note", sentence="Falta qué hay que corregir. Escríbalo en una frase.")
    database.require_current()
    database.call("return_act", p_key=uuid4(), p_case=row.case_id, p_version=row.version, p_note=note)


def correct(database: Database, row: ActRow, words: str) -> None:
    """Send it again with other words. Raises a refusal, Offline, Busy."""
    database.require_current()
    database.call("correct_act", p_key=uuid4(), p_case=row.case_id, p_version=row.version, p_body=words)


def denials(database: Database, calendar: LegalCalendar) -> list[DenialCount]:
    """Of the last ninety days, the most frequent first. Raises a refusal, Offline, Busy."""
    since = calendar.today - dt.timedelta(days=_COUNTED_DAYS)
    rows = database.table("denial_counts", p_from=since, p_to=calendar.today)
    return [made(DenialCount, row._asdict()) for row in rows]
