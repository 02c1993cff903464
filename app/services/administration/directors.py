"""Who may sign for each mission area: directors, the acts that name them, their dates and signature image."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services import stored_documents
from app.services.database import Database
from app.services.guard import certificate as certificate_file
from app.services.guard import signature


@dataclass(frozen=True)
class DirectorRow:
    """A director (or one acting) with the dates between which they may sign."""

    director_id: int
    area_id: int
    area_name: str
    full_name: str
    position: str
    is_acting: bool
    act_number: str
    valid_from: dt.date
    valid_to: dt.date | None
    signature_document_id: UUID | None
    #: Newest act that allows the mechanical signature, if there is one.
    authority_act: str | None
    authority_from: dt.date | None
    authority_to: dt.date | None
    signing_method: str
    certificate_serial: str | None
    certificate_to: dt.date | None

    def signs_on(self, day: dt.date) -> bool:
        """Whether the appointment covers the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Certificate:
    """The public part of a director's certificate; `sha256` of its DER, in hexadecimal, is what it is known by."""

    sha256: str
    serial: str
    issuer: str
    subject: str
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class DirectorChange:
    """What one administrator proposed; `decision` is None while it waits for another one.

    `same_hand`: one of the two made, or gave a password to, the other's account within a day, so they don't count as
    two people.
    """

    change_id: UUID
    kind: str
    director_id: int | None
    area_name: str
    full_name: str
    position: str
    is_acting: bool | None
    act_number: str | None
    published_on: dt.date | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    has_image: bool
    certificate_serial: str | None
    certificate_issuer: str | None
    certificate_subject: str | None
    proposed_by: int
    proposer: str
    proposed_at: dt.datetime
    decision: str | None
    decider: str | None
    decided_at: dt.datetime | None
    same_hand: bool


@dataclass(frozen=True)
class Gap:
    """Days on which nobody may sign for an area; `ends_on` None has no end in sight."""

    area_id: int
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class NewDirector:
    """An appointment to register."""

    area_id: int
    full_name: str
    position: str
    act_number: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    is_acting: bool = False
    signature_png: bytes | None = None

    def __post_init__(self) -> None:
        """InvalidInput names the field."""
        if len(self.full_name.split()) < 2:
            raise InvalidInput("full_name", sentence="Falta el nombre completo del director. Escríbalo.")
        if not self.position.strip():
            raise InvalidInput("position", sentence="Falta el cargo como debe salir en la carta. Escríbalo.")
        if not self.act_number.strip():
            raise InvalidInput("act_number", sentence="Falta el acto que lo nombra. Escriba el número y la fecha.")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise InvalidInput("valid_to", sentence="La vigencia termina antes de empezar. Corrija las fechas.")


_READ = """
SELECT d.director_id, d.area_id, a.name AS area_name, d.full_name, d.position, d.is_acting, d.act_number, d.valid_from,
       d.valid_to, d.signature_document_id, s.act_number AS authority_act, s.valid_from AS authority_from,
       s.valid_to AS authority_to, d.signing_method, k.serial AS certificate_serial, k.valid_to AS certificate_to
  FROM pqr.director d JOIN pqr.area a USING (area_id)
  LEFT JOIN LATERAL (SELECT * FROM pqr.signature_authority x WHERE x.director_id = d.director_id
                      ORDER BY x.valid_from DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT * FROM pqr.director_certificate x WHERE x.director_id = d.director_id
                      ORDER BY x.valid_to DESC LIMIT 1) k ON true
 ORDER BY a.name, d.valid_from DESC
"""


def read_directors(database: Database) -> list[DirectorRow]:
    """Every appointment. Raises Offline, Busy."""
    return [DirectorRow(**row._asdict()) for row in database.rows(_READ)]


def read_areas(database: Database) -> list[tuple[int, str, str]]:
    """(id, name, kind) of the areas, mission areas first."""
    rows = database.rows("SELECT area_id, name, kind FROM pqr.area ORDER BY kind <> 'mission', name")
    return [(row.area_id, row.name, row.kind) for row in rows]


def gaps(rows: list[DirectorRow], area_id: int, first: dt.date, last: dt.date) -> list[Gap]:
    """Stretches between two days in which nobody may sign for the area."""
    day = dt.timedelta(days=1)
    terms = sorted((row.valid_from, row.valid_to or dt.date.max - day) for row in rows if row.area_id == area_id)
    edges: list[tuple[dt.date, dt.date]] = [(first - day, first - day)]
    for starts, ends in terms:
        if ends >= first and starts <= last:
            edges.append(
                (max(starts, edges[-1][1] + day) if starts <= edges[-1][1] else starts, max(ends, edges[-1][1]))
            )
    edges.append((last + day, last + day))
    found = []
    for (_a, ended), (begins, _b) in pairwise(edges):
        if begins > ended + day:
            upto = begins - day
            found.append(Gap(area_id, ended + day, None if upto >= last else upto))
    return found


def propose_appointment(database: Database, new: NewDirector, *, change_id: UUID | None = None) -> UUID:
    """Ask for an appointment with its signature image; nobody signs before another administrator confirms.

    The same `change_id` again changes nothing. Raises BadSignatureImage, a refusal.
    """
    return _propose(
        database,
        change_id,
        "appointment",
        p_area=new.area_id,
        p_full_name=" ".join(new.full_name.split()),
        p_position=new.position,
        p_acting=new.is_acting,
        p_act=new.act_number,
        p_from=new.valid_from,
        p_to=new.valid_to,
        p_signature=store_signature(database, new.signature_png) if new.signature_png else None,
    )


def store_signature(database: Database, png: bytes) -> UUID:
    """Clean and upload a signature image. Raises BadSignatureImage."""
    document = uuid4()
    clean = signature.normalise(png)
    stored_documents.store(
        database, document, clean, case_id=None, kind="signature_image", label="Firma", mime="image/png"
    )
    return document


def propose_term(
    database: Database,
    director_id: int,
    valid_to: dt.date | None,
    png: bytes | None = None,
    *,
    change_id: UUID | None = None,
) -> UUID:
    """Ask for another last day on which a director signs, and a new signature image if one is given."""
    document = store_signature(database, png) if png else None
    return _propose(database, change_id, "term", p_director=director_id, p_to=valid_to, p_signature=document)


def propose_authority(
    database: Database,
    director_id: int,
    act_number: str,
    published_on: dt.date,
    valid_from: dt.date,
    valid_to: dt.date | None,
    *,
    change_id: UUID | None = None,
) -> UUID:
    """Ask to register the published act that allows the mechanical signature (Decreto 2150 de 1995, art. 12)."""
    if not act_number.strip():
        raise InvalidInput("authority_act", sentence="Falta el acto que autoriza la firma mecánica. Escríbalo.")
    return _propose(
        database,
        change_id,
        "authority",
        p_director=director_id,
        p_act=act_number,
        p_published=published_on,
        p_from=valid_from,
        p_to=valid_to,
    )


def propose_certificate(
    database: Database, director_id: int, certificate: Certificate, *, change_id: UUID | None = None
) -> UUID:
    """Ask to register a director's certificate: from its confirmation on, their letters are signed with it."""
    return _propose(
        database,
        change_id,
        "certificate",
        p_director=director_id,
        p_from=certificate.valid_from,
        p_to=certificate.valid_to,
        p_sha256=bytes.fromhex(certificate.sha256),
        p_serial=certificate.serial,
        p_issuer=certificate.issuer,
        p_subject=certificate.subject,
    )


def read_certificate(file: Path | bytes) -> Certificate:
    """The public part of a certificate file (PEM or DER), read in the limited child. Raises BadCertificate."""
    _der, found = certificate_file.read(file)[0]
    return Certificate(
        sha256=found.thumbprint,
        serial=found.serial,
        issuer=_common_name(found.issuer),
        subject=found.holder or found.subject,
        valid_from=found.not_before.astimezone(BOGOTA).date(),
        valid_to=found.not_after.astimezone(BOGOTA).date(),
    )


def read_changes(database: Database) -> list[DirectorChange]:
    """Proposals that wait, then the latest decided ones. Raises Offline, Busy, a refusal."""
    return [DirectorChange(**row._asdict()) for row in database.table("director_changes")]


def proposed_image(database: Database, change_id: UUID) -> bytes:
    """The signature of a proposal that waits (PNG), for who has to confirm it; counted."""
    return bytes(database.call("proposed_signature", p_change=change_id) or b"")


def decide(database: Database, change_id: UUID, *, approve: bool) -> None:
    """Confirm or reject another administrator's proposal; who rejects an own one withdraws it."""
    database.call("decide_director_change", p_change=change_id, p_approve=approve)


def _propose(database: Database, change_id: UUID | None, kind: str, **values: Any) -> UUID:
    key = change_id or uuid4()
    database.call("propose_director_change", p_change=key, p_kind=kind, **values)
    return key


def _common_name(name: str) -> str:
    """The CN of an RFC 4514 name, or all of it."""
    found = re.search(r"(?:^|[,+])CN=((?:\\.|[^,+\\])*)", name)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else name
