"""From what the server knows of a reply to the letter that is printed, seen before signing and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import filing_number
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents.letter import Addressee, ClaimAnswer, Decision, Letter, Signatory
from app.services.stored_documents import fetch

CITY = "Bogotá D. C."
_DECISIONS = {
    "granted": Decision.GRANTS,
    "denied": Decision.DENIES,
    "explained": Decision.EXPLAINS,
    "guided": Decision.GUIDES,
    "transferred": Decision.TRANSFERS,
}
_SYSTEMS = {"escalation": "respuesta del área misional", "other": "registros de la Unidad"}


@dataclass(frozen=True)
class LetterSheet:
    """All that the server says of one letter; `letter` is what `documents.letter` renders."""

    case_id: UUID
    version: int
    activity: int
    letter_no: int | None
    letter: Letter
    director: Mapping[str, Any] | None
    unsigned_document_id: UUID | None
    signed_document_id: UUID | None

    @property
    def number(self) -> str:
        """The outgoing number, empty while none is taken."""
        return self.letter.filing_number


def read_sheet(database: Database, case_id: UUID, reason: str) -> LetterSheet:
    """Read one letter; personal, counted under `reason`. Raises a refusal, Offline, Busy."""
    return sheet_of(database.call("letter_sheet", p_case=case_id, p_reason=reason))


def petition_pdf(database: Database, case_id: UUID) -> bytes:
    """The scan of the petition that a letter answers; counted. Raises InvalidInput when the case has none."""
    query = "SELECT document_id FROM pqr.petition WHERE case_id = :case_id"
    rows = database.rows(query, {"case_id": case_id})
    if not rows or rows[0].document_id is None:
        raise InvalidInput(sentence="Este caso no tiene imagen de la petición.")
    return fetch(database, rows[0].document_id)


def sheet_of(body: Mapping[str, Any]) -> LetterSheet:
    """The sheet in the server's answer."""
    return LetterSheet(
        case_id=UUID(body["case_id"]),
        version=int(body["version"]),
        activity=int(body["activity"]),
        letter_no=body["letter_no"],
        letter=letter_of(body),
        director=body["director"],
        unsigned_document_id=_uuid(body["unsigned_document_id"]),
        signed_document_id=_uuid(body["signed_document_id"]),
    )


def letter_of(body: Mapping[str, Any]) -> Letter:
    """The letter to print. Missing values stay empty: the preview shows them and rendering refuses them."""
    petition, director = body["petition"], body["director"] or {}
    taken = body["filed_at"]
    return Letter(
        filing_number=body["filing_number"] or "",
        filed_at=dt.datetime.fromisoformat(taken) if taken else None,
        city=CITY,
        addressee=_addressee(petition),
        subject=f"Respuesta a su petición radicada con el número {filing_number.shown(petition['filing_number'])}",
        incoming_number=petition["filing_number"],
        incoming_on=dt.date.fromisoformat(petition["received_on"]),
        lex_code=body["lex_code"] or "",
        identity=petition["identity"] or "",
        claims=tuple(_answer(each) for each in body["claims"]),
        signatory=Signatory(
            director.get("name") or "",
            director.get("position") or "",
            director.get("authority_act") or director.get("act") or "",
        ),
        opening_html=body["opening_html"] or "",
        attachments=tuple(body["attachments"] or ()),
        copies=tuple(body["copies"] or ()),
        prepared_by=_short(body["prepared_by"]),
        reviewed_by=_short(body["reviewed_by"]),
        verification_url=str(body.get("verification_url") or ""),
    )


def _addressee(petition: Mapping[str, Any]) -> Addressee:
    place = ", ".join(part for part in (petition["municipality"], petition["department"]) if part)
    lines = (petition["address"],) if petition["address"] else ()
    return Addressee(petition["addressee"] or "", lines, place)


def _answer(claim: Mapping[str, Any]) -> ClaimAnswer:
    source = ""
    if claim["system"] and claim["found_on"]:
        day = dt.date.fromisoformat(claim["found_on"])
        source = f"{_SYSTEMS.get(claim['system'], claim['system'])}, {day:%d/%m/%Y}"
    decision = _DECISIONS.get(claim["decision"], "")
    asked, norm = claim.get("request") or "", claim.get("norm") or ""
    return ClaimAnswer(claim["title"], decision, claim["body_html"], source, asked, norm)


def _short(full_name: str | None) -> str:
    """«Ana María Pérez Ruiz» as «A. Pérez»: enough to know who, as the format asks."""
    words = [word for word in (full_name or "").split() if word[:1].isupper()]
    return f"{words[0][0]}. {words[-2] if len(words) > 2 else words[-1]}" if len(words) > 1 else " ".join(words)


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None
