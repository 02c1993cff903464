"""The agent's end of a reply: place the director (20) and pass the letter to signing (21), one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.services.command import Command
from app.services.database import Database
from app.services.gateways.filing import FilingGateway
from app.services.output.signing_reads import LetterRow
from app.services.perform import Performer, Result
from app.services.verbs.file_outgoing import SentBack
from app.services.verbs.name_director import NameDirector

_KEYS = {24: "file_outgoing", 23: "render_document", 22: "stamp_signature"}


@dataclass(frozen=True, slots=True)
class Passed:
    """One letter: whether it is now in Firma; if not, why, and the version at which it stayed."""

    case_id: UUID
    ok: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with its DIVIPOLA code."""

    code: str
    name: str
    department: str


def municipalities(database: Database) -> list[Municipality]:
    """The whole list, by name."""
    rows = database.rows("SELECT code, name, department FROM pqr.municipality ORDER BY name, department")
    return [Municipality(row.code, row.name, row.department) for row in rows]


def name_and_pass(
    performer: Performer,
    rows: Sequence[LetterRow],
    address: str = "",
    municipality_code: str = "",
    addressee: str = "",
) -> list[Passed]:
    """Place the director where it is missing and pass the letters on; each is refused by itself.

    With an address or an addressee, they are those of the only row: one that stands in 21 goes through 20 again.
    Raises InvalidInput for half an address.
    """
    verb = NameDirector(address=address, municipality_code=municipality_code, addressee=addressee)
    versions = {row.case_id: row.version for row in rows}
    done: dict[UUID, Passed] = {}
    if verb.payload():
        _advance(performer, [r for r in rows if r.activity == 21], "send_to_printing", "again", {}, versions, done)
    unnamed = [row for row in rows if row.activity == 20 or verb.payload()]
    _advance(performer, unnamed, verb.activity, verb.outcome, verb.payload(), versions, done)
    _advance(performer, rows, "send_to_printing", "sent", {}, versions, done)
    return [done.get(row.case_id, Passed(row.case_id, True)) for row in rows]


def send_back(performer: Performer, gateway: FilingGateway, row: LetterRow, reason: str) -> Result:
    """Return an unsigned letter to its author; its number, if it has one, is annulled with the same reason."""
    verb = SentBack(reason=reason, activity=_KEYS.get(row.activity, ""))
    version = row.version
    if row.outgoing:
        version = gateway.annul(row.case_id, uuid4(), reason) or version
    command = Command(
        case_id=row.case_id, version=version, procedure=row.procedure, activity=verb.activity,
        outcome=verb.outcome, payload=verb.payload(),
    )  # fmt: skip
    return performer.perform(command)


def _advance(
    performer: Performer,
    rows: Sequence[LetterRow],
    activity: str,
    outcome: str,
    payload: dict[str, str],
    versions: dict[UUID, int],
    done: dict[UUID, Passed],
) -> None:
    commands = [
        Command(
            case_id=row.case_id, version=versions[row.case_id], procedure=row.procedure, activity=activity,
            outcome=outcome, payload=payload,
        )
        for row in rows
        if row.case_id not in done
    ]  # fmt: skip
    for each in performer.perform_many(commands) if commands else ():
        case_id = each.command.case_id
        if each.result is not None:
            versions[case_id] = each.result.version
        else:
            sentence = each.refusal.user_message if each.refusal is not None else ""
            done[case_id] = Passed(case_id, False, sentence)
