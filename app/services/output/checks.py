"""The verification of a signed letter: of its bytes as stored, kept with the case, and made again on demand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.services.database import Database
from app.services.documents.stamp import NotALetter, is_stamped

if TYPE_CHECKING:
    from app.services.signatures.trust import Trust

VALID, INVALID, UNCONFIRMED = "valid", "invalid", "unconfirmed"


@dataclass(frozen=True)
class Line:
    """One question of the report: good, warn or danger, and its answer in a sentence."""

    title: str
    state: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What one verification found; `sha256` in hexadecimal is of the bytes that were looked at."""

    sha256: str
    verdict: str
    method: str
    is_intact: bool
    covers_all: bool
    changed_after: bool
    level: str | None = None
    signer: str | None = None
    serial: str | None = None
    thumbprint: str | None = None
    revocation: str | None = None
    claimed_at: dt.datetime | None = None
    stamped_at: dt.datetime | None = None
    #: «agrees», «disagrees» or «absent»: what the second, independent verifier said.
    second_opinion: str = "absent"
    lines: tuple[Line, ...] = ()


def has_certificate(pdf: bytes) -> bool:
    """Whether the file carries a digital signature, and not only an image."""
    return b"/ByteRange" in pdf


def check(pdf: bytes, expected_sha256: str, trust: Trust | None) -> Checked:
    """Verify a signed letter. `expected_sha256` is that of its act of signing; of a certificate all is looked at."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    if has_certificate(pdf):
        return _by_certificate(pdf, sha256, trust)
    same = sha256 == expected_sha256
    try:
        stamped = is_stamped(pdf)
    except NotALetter:
        stamped = False
    return Checked(
        sha256=sha256,
        verdict=VALID if same and stamped else INVALID,
        method="mechanical",
        is_intact=same,
        covers_all=same,
        changed_after=not same,
        lines=(_mechanical_line(same),),
    )


def quick(trust: Trust | None) -> Trust | None:
    """The same trust without asking anybody by network: what a batch can afford for each letter."""
    return replace(trust, fetch=False) if trust is not None else None


def record(database: Database, case_id: UUID, found: Checked) -> int:
    """Keep it with the case; its number. Raises a refusal when the server's file has another hash, Offline, Busy."""
    answer = database.call(
        "record_signature_check",
        p_case=case_id,
        p_sha256=bytes.fromhex(found.sha256),
        p_verdict=found.verdict,
        p_intact=found.is_intact,
        p_covers_all=found.covers_all,
        p_changed_after=found.changed_after,
        p_level=found.level,
        p_signer=(found.signer or "")[:200] or None,
        p_serial=(found.serial or "")[:100] or None,
        p_revocation=found.revocation,
        p_claimed_at=found.claimed_at,
        p_stamped_at=found.stamped_at,
        p_second_opinion=found.second_opinion,
    )
    return int(answer["check_no"])


@dataclass(frozen=True)
class SignatureReport:
    """What the server knows of a signed letter, with its verifications, the newest first."""

    case_id: UUID
    outgoing: str
    incoming: str
    pages: int
    size: int
    director: Mapping[str, Any]
    act: Mapping[str, Any]
    image_sha256: str
    uploaded_at: dt.datetime | None
    checks: Sequence[Mapping[str, Any]]
    upgrade: Mapping[str, Any] | None
    annulled: Sequence[Mapping[str, Any]]
    steps: Sequence[tuple[int, dt.datetime]]
    #: The verification of the act of signing (verdict, at, by), whatever came after it, and how many there are in all.
    first_check: Mapping[str, Any] | None = None
    checks_total: int = 0


def read_report(database: Database, case_id: UUID) -> SignatureReport:
    """The report as the server keeps it. Raises a refusal, Offline, Busy."""
    body = database.call("signature_report", p_case=case_id)
    return SignatureReport(
        case_id=case_id,
        outgoing=body["outgoing"] or "",
        incoming=body["incoming"] or "",
        pages=int(body["pages"] or 0),
        size=int(body["bytes"] or 0),
        director=body["director"] or {},
        act=body["act"] or {},
        image_sha256=body["image_sha256"] or "",
        uploaded_at=_moment(body["uploaded_at"]),
        checks=body["checks"],
        upgrade=body["upgrade"],
        annulled=body["annulled"],
        steps=[(int(each["activity"]), dt.datetime.fromisoformat(each["at"])) for each in body["steps"]],
        first_check=body["first_check"],
        checks_total=int(body["checks_total"]),
    )


def read_letter(database: Database, case_id: UUID, which: str = "newest") -> bytes:
    """Bytes of a signed letter: «unsigned», «signed», or the «newest» with the level it has reached; counted."""
    return bytes(database.call("read_signed_letter", p_case=case_id, p_which=which) or b"")


def check_again(database: Database, case_id: UUID, trust: Trust | None) -> tuple[SignatureReport, Checked, bytes]:
    """Verify the stored bytes once more, keep what was found, and read the report with it."""
    pdf = read_letter(database, case_id)
    before = read_report(database, case_id)
    found = check(pdf, str(before.act.get("sha256", "")), trust)
    record(database, case_id, found)
    return read_report(database, case_id), found, pdf


def _by_certificate(pdf: bytes, sha256: str, trust: Trust | None) -> Checked:
    from app.services.signatures.trust import Trust as Anchors
    from app.services.signatures.verify import verify

    report = verify(pdf, trust if trust is not None else Anchors((), fetch=False))
    return Checked(
        sha256=sha256,
        verdict=str(report.verdict),
        method="certificate",
        is_intact=report.sound,
        covers_all=report.covers_all,
        changed_after=not report.unmodified,
        level=str(report.level) if report.level else None,
        signer=report.signer,
        serial=report.serial,
        thumbprint=report.thumbprint,
        revocation=report.revocation or None,
        claimed_at=report.claimed_at,
        stamped_at=report.timestamp_at,
        second_opinion=str(report.second_opinion),
        lines=tuple(Line(line.title, str(line.state), line.sentence) for line in report.lines),
    )


def _mechanical_line(same: bool) -> Line:
    title = "El archivo es el que se firmó" if same else "El archivo cambió"
    words = "Su huella es la del acto de firma." if same else "Su huella no es la del acto de firma: no lo use."
    return Line(title, "good" if same else "danger", words)


def _moment(words: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(words) if words else None
