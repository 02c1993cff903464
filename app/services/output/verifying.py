"""Whether a paper copy is a letter of the entity, and where its QR sends whoever holds it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database

State = Literal["genuine", "annulled", "unsigned", "no_code", "not"]
#: Who holds letters, and who is asked about them by telephone.
ROLES = ("agent", "lawyer", "quality", "signer", "printing", "records", "lead", "phone_agent", "phone_lead")
_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?")
_MOST = 120


@dataclass(frozen=True)
class Verdict:
    """What the server says; never for whom the letter is. Days are Bogotá's, None where they don't apply."""

    state: State
    filed_on: dt.date | None = None
    annulled_on: dt.date | None = None
    director: str = ""
    position: str = ""


@dataclass(frozen=True)
class Address:
    """A page that the QR of letters names or named; without `confirmed_at` it waits for another administrator."""

    address_id: int
    url: str
    set_at: dt.datetime
    set_by: str
    confirmed_at: dt.datetime | None
    #: None for what one administrator alone had set before two were asked for.
    confirmed_by: str | None
    #: Whether who reads this proposed it.
    mine: bool


def verify(database: Database, number: str, code: str) -> Verdict:
    """Compare with the stored letter; counted as a read. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(re.sub(r"\D", "", number)) not in (14, 15):
        raise InvalidInput(
            "number", sentence="El radicado tiene catorce o quince cifras, como 2026-720-0000418-1. Revíselo."
        )
    if len(re.sub(r"[^A-Za-z0-9]", "", code)) != 12:
        raise InvalidInput("code", sentence="El código tiene doce letras o cifras, como ABCD-2EFG-HIJK. Revíselo.")
    body = database.call("verify_letter", p_number=number, p_code=code)
    return Verdict(
        body["state"],
        _day(body.get("filed_at")),
        _day(body.get("annulled_at")),
        body.get("director") or "",
        body.get("position") or "",
    )


def read_addresses(database: Database) -> list[Address]:
    """What waits for somebody, then the addresses there were, the one in use first. Raises a refusal, Offline, Busy."""
    return [Address(**row._asdict()) for row in database.table("verification_urls")]


def decide_address(database: Database, address_id: int, *, approve: bool) -> None:
    """From now on the QR names it, or the proposal goes away. Raises a refusal, Offline, Busy."""
    database.call("decide_verification_url", p_address=address_id, p_approve=approve)


def propose_address(database: Database, url: str) -> bool:
    """For another to confirm; False: it is the one in use. Raises InvalidInput, a refusal, Offline, Busy."""
    url = url.strip()
    if url and (len(url) > _MOST or _URL.fullmatch(url) is None):
        words = "La dirección empieza por https:// y no lleva espacios, «?» ni «#»; hasta 120 letras. Corríjala."
        raise InvalidInput("url", sentence=words)
    return bool(database.call("propose_verification_url", p_url=url)["status"] == "applied")


def _day(moment: str | None) -> dt.date | None:
    return dt.datetime.fromisoformat(moment).astimezone(BOGOTA).date() if moment else None
