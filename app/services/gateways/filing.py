"""The filing system that gives outgoing numbers and holds signed images (ORFEO's part in activities 24 and 25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Protocol
from uuid import UUID

from app.errors import Busy, Offline, PqrError
from app.services.database import Database
from app.services.gateways.failures import Indeterminate, NotSent, Rejected


class Capability(Flag):
    """What one filing system can do; the window offers only that."""

    TAKE = auto()
    #: It can be asked which number a letter has: without it, a doubt is solved by a person.
    FIND = auto()
    ANNUL = auto()
    IMAGE = auto()


@dataclass(frozen=True, slots=True)
class OutgoingNumber:
    """A number that a letter holds: bare text of 14 or 15 digits, when it was given, and the incoming it answers."""

    filing_number: str
    taken_at: dt.datetime
    answers: str


class FilingGateway(Protocol):
    """A filing system. Every method raises NotSent, Rejected or Indeterminate; none is repeated blindly."""

    @property
    def capabilities(self) -> Capability:
        """What this system can do."""

    def take(self, case_id: UUID, command_id: UUID) -> OutgoingNumber:
        """The outgoing number of the case's letter; the same letter always gets the same number."""

    def find(self, case_id: UUID) -> OutgoingNumber | None:
        """The number the letter already holds; None is an answer: it holds none."""

    def annul(self, case_id: UUID, command_id: UUID, reason: str) -> int | None:
        """Annul the number of a letter that isn't signed, with its written justification.

        The case's version after it, where the annulment is an event of the case; None where it is kept elsewhere.
        """

    def attach(self, case_id: UUID, document_id: UUID) -> str:
        """Give the system the stored signed image of the letter; returns its SHA-256 as the system has it."""


class EmbeddedFiling:
    """Numbers from our own tables: one transaction each, so what is in doubt is solved by asking again."""

    capabilities = Capability.TAKE | Capability.FIND | Capability.ANNUL | Capability.IMAGE

    def __init__(self, database: Database) -> None:
        """Act as the person signed in on that connection; the server checks that they sign letters."""
        self._database = database

    def take(self, case_id: UUID, command_id: UUID) -> OutgoingNumber:
        """See FilingGateway. The year is the server's; taking twice gives the number already taken."""
        number = _number(self._call("take_outgoing_number", p_case=case_id, p_command=command_id))
        assert number is not None
        return number

    def find(self, case_id: UUID) -> OutgoingNumber | None:
        """See FilingGateway."""
        return _number(self._call("find_outgoing_number", p_case=case_id))

    def annul(self, case_id: UUID, command_id: UUID, reason: str) -> int | None:
        """See FilingGateway. The reason has 20 letters or more and stays with the number and in the case's history."""
        answer = self._call("annul_outgoing_number", p_case=case_id, p_command=command_id, p_reason=reason)
        return int(answer["version"])

    def attach(self, case_id: UUID, document_id: UUID) -> str:
        """See FilingGateway."""
        return str(self._call("attach_outgoing_image", p_case=case_id, p_document=document_id)["sha256"])

    def _call(self, function: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = self._database.call(function, **arguments)
        except Busy as error:
            raise NotSent(function, sentence=error.user_message) from error
        except Offline as error:
            # The connection may have been lost after the server committed.
            raise Indeterminate(function) from error
        except PqrError as error:
            raise Rejected(getattr(error, "reason", function), sentence=error.user_message) from error
        return answer


def _number(answer: Mapping[str, Any]) -> OutgoingNumber | None:
    if answer.get("filing_number") is None:
        return None
    return OutgoingNumber(
        str(answer["filing_number"]), dt.datetime.fromisoformat(answer["taken_at"]), str(answer["answers"])
    )
