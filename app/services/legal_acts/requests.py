"""What is sent to the server of arts. 17 to 19: requests, their answers, withdrawals, references, notices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.database import Database
from app.services.legal_acts import letters
from app.services.legal_acts.letters import CasePlace, Render, Told
from app.services.refusals import refusal
from app.services.stored_documents import store

#: Letters that reasons take at least; the server asks for as many.
LEAST = 40
_QUOTED = re.compile('[«"“][^«»"“”]{3,}[»"”]')


def check_request(kind: str, reason: str, items: Sequence[str], own_files: bool) -> None:
    """What must hold before a number is taken. Raises the server's own refusals."""
    if not [each for each in items if each.strip()]:
        raise refusal("requirement_items", "items")
    if any(not 5 <= len(each.strip()) <= 500 for each in items if each.strip()):
        raise refusal("requirement_item", "items")
    if len(reason.strip()) < LEAST:
        raise refusal("requirement_reason", "reason")
    if kind == "complete" and not own_files:
        raise refusal("own_files", "own_files")


def quoted(reason: str) -> str:
    """The reason of a rejection, which cites between quotation marks what offends. Raises the server's own refusal."""
    if not _QUOTED.search(reason):
        raise refusal("disrespect_quote", "note")
    return reason


def ask(
    database: Database, case: CasePlace, kind: str, reason: str, items: Sequence[str], own_files: bool, render: Render
) -> str:
    """Ask the citizen to complete or to clarify: number and letter; its number. The clock does not stop yet.

    Raises a refusal, Offline, Busy, ProgramTooOld.
    """
    database.require_current()
    letter = uuid4()
    answer = database.call(
        "ask_requirement",
        p_letter=letter,
        p_case=case.case_id,
        p_version=case.version,
        p_kind=kind,
        p_reason=reason,
        p_items=list(items),
        p_own_files=own_files,
    )
    return letters.give_file(database, case.case_id, letter, answer["filing_number"], render)


def confirm(database: Database, case: CasePlace, kind: str, told: Told) -> None:
    """The citizen was told, with proof: the clock stands still once a lawyer has looked at it."""
    proof = letters.keep_proof(database, case.case_id, told)
    database.call(
        "confirm_requirement",
        p_case=case.case_id,
        p_version=case.version,
        p_kind=kind,
        p_sent=told.sent_on,
        p_told=told.told_on,
        p_means=told.means,
        p_proof=proof,
    )


def supply(database: Database, case: CasePlace, kind: str, on: dt.date | None, data: bytes, mime: str) -> dt.date:
    """The citizen answered: the term goes on the day after; the legal date."""
    _need(on, "supplied_on", "Falta el día en que llegó la respuesta. Escríbalo como dd/mm/aaaa.")
    paper = _paper(database, case.case_id, data, mime, "respuesta del ciudadano")
    answer = database.call(
        "supply_requirement",
        p_case=case.case_id,
        p_version=case.version,
        p_kind=kind,
        p_on=on,
        p_paper=paper,
    )
    return dt.date.fromisoformat(answer["due_on"])


def prolong(
    database: Database, case: CasePlace, asked_on: dt.date | None, until: dt.date | None, data: bytes, mime: str
) -> dt.date:
    """The citizen asked for more time; the legal date if the answer comes on its last day."""
    _need(asked_on, "asked_on", "Falta el día en que pidió la prórroga. Escríbalo como dd/mm/aaaa.")
    _need(until, "until", "Falta hasta cuándo se le da. Escríbalo como dd/mm/aaaa.")
    paper = _paper(database, case.case_id, data, mime, "solicitud de prorroga")
    answer = database.call(
        "prolong_requirement",
        p_case=case.case_id,
        p_version=case.version,
        p_asked_on=asked_on,
        p_until=until,
        p_paper=paper,
    )
    return dt.date.fromisoformat(answer["due_on"])


def withdraw(database: Database, case: CasePlace, on: dt.date | None, data: bytes, mime: str) -> None:
    """Keep the petitioner's writing (art. 18). A lawyer decides what comes of it."""
    _need(on, "withdrawn_on", "Falta el día del escrito. Escríbalo como dd/mm/aaaa.")
    paper = _paper(database, case.case_id, data, mime, "desistimiento")
    database.call("record_withdrawal", p_case=case.case_id, p_version=case.version, p_on=on, p_paper=paper)


def appeal(database: Database, case: CasePlace, on: dt.date | None, data: bytes, mime: str) -> None:
    """Keep the petitioner's reposición; it goes to a lawyer by the door."""
    _need(on, "filed_on", "Falta el día del recurso. Escríbalo como dd/mm/aaaa.")
    paper = _paper(database, case.case_id, data, mime, "recurso de reposicion")
    database.call("record_appeal", p_case=case.case_id, p_version=case.version, p_on=on, p_paper=paper)


def refer(database: Database, case: CasePlace, reason: str, exceptions: bool, render: Render) -> str:
    """Answer by reference to the earlier answer (art. 19); the letter's number."""
    if not exceptions:
        raise refusal("earlier_exceptions", "exceptions")
    if len(reason.strip()) < LEAST:
        raise refusal("requirement_reason", "reason")
    database.require_current()
    letter = uuid4()
    answer = database.call(
        "refer_to_earlier",
        p_letter=letter,
        p_case=case.case_id,
        p_version=case.version,
        p_reason=reason,
        p_exceptions=exceptions,
    )
    return letters.give_file(database, case.case_id, letter, answer["filing_number"], render)


def notify_act(database: Database, case: CasePlace, render: Render) -> str:
    """The letter that notifies the act that archives the case; its number."""
    database.require_current()
    letter = uuid4()
    answer = database.call("start_notice", p_letter=letter, p_case=case.case_id, p_version=case.version)
    return letters.give_file(database, case.case_id, letter, answer["filing_number"], render)


def announce_continuation(database: Database, case: CasePlace, render: Render) -> str:
    """The letter that says that the Unidad goes on ex officio; its number."""
    database.require_current()
    letter = uuid4()
    answer = database.call("start_continuation", p_letter=letter, p_case=case.case_id, p_version=case.version)
    return letters.give_file(database, case.case_id, letter, answer["filing_number"], render)


def _paper(database: Database, case_id: UUID, data: bytes, mime: str, label: str) -> UUID:
    if not data:
        raise InvalidInput("paper", sentence="Falta el escrito del ciudadano. Escoja su archivo.")
    database.require_current()
    document = uuid4()
    store(database, document, data, case_id=case_id, kind="citizen_paper", label=label, mime=mime)
    return document


def _need(day: dt.date | None, field: str, sentence: str) -> None:
    if day is None:
        raise InvalidInput(field, sentence=sentence)
